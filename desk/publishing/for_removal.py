"""What a removal request does to a copy: hide at once, and what was agreed or refused afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from desk.accounts.models import User
from desk.audit.record import record
from desk.publishing import requested
from desk.publishing.models import Part, Publication, ReviewItem
from desk.publishing.review import Verdict, bounds_of
from desk.redactor import Box, Needle, Span


@transaction.atomic
def hide_for_removal(
    part: Part, *, span: Span | None = None, box: Box | None = None, entity: str = "OTHER", because: str
) -> ReviewItem:
    """Hide a spot for the removal request named by `because`; safe to call twice."""
    where = span or box
    if where is None:
        raise ValueError("a span or a box")
    item, is_new = ReviewItem.objects.get_or_create(
        part=part,
        because=because,
        **bounds_of(part, where),
        defaults={
            "entity": entity,
            "rule": "person.asked",
            "origin": ReviewItem.Origin.REMOVAL,
            "verdict": Verdict.HIDE,
            "decided_at": timezone.now(),
        },
    )
    if is_new:
        part.publication.touch()
        record("item.hidden_on_request", item, by="system", publication=part.publication_id)
    return item


@transaction.atomic
def keep_for_removal(
    part: Part,
    *,
    span: Span | None = None,
    box: Box | None = None,
    entity: str,
    because: str,
    by: User,
    reason: str,
) -> bool:
    """An agent refused this spot: it stays visible, or becomes so again; says whether anything changed.

    The row also tells the gate that a person has looked, where the same value is hidden elsewhere.
    """
    where = span or box
    if where is None:
        raise ValueError("a span or a box")
    bounds = bounds_of(part, where)
    if part.items.filter(because=because, verdict=Verdict.KEEP, **bounds).exists():
        return False
    item, _ = ReviewItem.objects.update_or_create(
        part=part,
        because=because,
        **bounds,
        defaults={
            "verdict": Verdict.KEEP,
            "reason": reason,
            "decided_by": by,
            "decided_at": timezone.now(),
        },
        create_defaults={
            "entity": entity,
            "rule": "person.asked",
            "origin": ReviewItem.Origin.REMOVAL,
            "verdict": Verdict.KEEP,
            "reason": reason,
            "decided_by": by,
            "decided_at": timezone.now(),
        },
    )
    part.publication.touch()
    record("item.kept_on_request", item, by=by, publication=part.publication_id)
    return True


@transaction.atomic
def confirm_removal_items(because: str, *, by: User, needles: Sequence[Needle] = ()) -> None:
    """An agent agreed: what was hidden for the request stays hidden, decided by that agent.

    `needles` are what was asked. They are remembered for every copy in which
    all of it was agreed; where some of it stays, only the hidden words are.
    """
    items = ReviewItem.objects.filter(because=because, origin=ReviewItem.Origin.REMOVAL)
    items.update(decided_by=by, decided_at=timezone.now())
    for publication in Publication.objects.filter(
        parts__items__in=items.filter(verdict=Verdict.HIDE)
    ).distinct():
        mine = list(items.filter(part__publication=publication).select_related("part"))
        kept = {item.value.casefold() for item in mine if item.verdict == Verdict.KEEP}
        hidden = [Needle(i.value, i.entity) for i in mine if i.verdict == Verdict.HIDE and not i.is_box]
        whole = [] if any(item.verdict == Verdict.KEEP for item in mine) else list(needles)
        said = [needle for needle in [*hidden, *whole] if needle.value.casefold() not in kept]
        requested.remember(publication, said, because=because)
