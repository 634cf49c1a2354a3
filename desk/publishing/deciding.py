"""Decisions that reach further than one finding: a value, the whole desk, a second person, a known risk."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from desk.accounts.models import User
from desk.audit.record import record
from desk.publishing.gate import needs_second_person
from desk.publishing.models import AcceptedRisk, NearMiss, Preview, Publication, ReviewItem
from desk.publishing.review import (
    NotReviewable,
    Verdict,
    ask_about_the_same,
    decide,
    mark,
    render_later,
    reopen,
)
from desk.states import Overtaken
from desk.tickets.models import AlwaysWord
from desk.tickets.rules import always

AROUND = ".,;:!?()[]<>\"'"
WORD_BEFORE = re.compile(r"\S+\s*\Z")
WORD_AFTER = re.compile(r"\s*\S+")


class AlreadyDecided(Exception):
    """Somebody else decided one of these meanwhile: who, and how. The one who was faster wins."""

    def __init__(self, item: ReviewItem) -> None:
        self.by, self.verdict = item.decided_by, Verdict(item.verdict)
        super().__init__(item.pk)


@transaction.atomic
def decide_all(
    items: Sequence[ReviewItem],
    verdict: Verdict,
    *,
    by: User,
    reason: str = "",
    seen: Mapping[int, str] | None = None,
) -> int:
    """Hide or keep all of these with one decision; returns how many it changed.

    `seen` is key -> verdict as the reviewer's screen had them. Raises AlreadyDecided when one of them is
    another by now, and what `review.decide` raises; then nothing is changed.
    """
    if not items:
        return 0
    reopen(items[0].part.publication)  # the row is locked from here on: nobody decides in between
    now = list(
        ReviewItem.objects.filter(pk__in=[item.pk for item in items]).select_related(
            "part__publication", "decided_by"
        )
    )
    if len(now) < len(items):
        raise NotReviewable("gone")
    for item in now:
        if seen is not None and item.decided_by != by and seen.get(item.pk, item.verdict) != item.verdict:
            raise AlreadyDecided(item)
    changed = [item for item in now if item.verdict != verdict or item.reason != reason.strip()]
    for item in changed:
        decide(item, verdict, by=by, reason=reason)
    return len(changed)


def of_the_same_value(item: ReviewItem) -> list[ReviewItem]:
    """The finding and every other one of its value in the copy; a box is alone."""
    if item.is_box:
        return [item]
    others = ReviewItem.objects.filter(part__publication=item.part.publication, start__isnull=False)
    value = normal(item.value)
    return [other for other in others.select_related("part__publication") if normal(other.value) == value]


def normal(value: str) -> str:
    """What two mentions of one value have in common: not its case, spacing, or marks around it."""
    return " ".join(value.split()).strip(AROUND).casefold()


@transaction.atomic
def hide_undecided(publication: Publication, *, by: User) -> int:
    """Hide every finding of the copy that is still undecided; returns how many."""
    items = ReviewItem.objects.filter(part__publication=publication, verdict=Verdict.UNDECIDED)
    return decide_all(list(items.select_related("part__publication")), Verdict.HIDE, by=by)


@transaction.atomic
def decide_always(item: ReviewItem, verdict: Verdict, *, by: User, reason: str) -> AlwaysWord:
    """Hide or keep this value in every ticket from now on, and all its mentions in this copy.

    Raises CannotAlways, and what `decide_all` raises. The parts are scanned anew: the rules are others.
    """
    if item.is_box:
        raise NotReviewable("not-a-word")
    publication = item.part.publication
    same = of_the_same_value(item)
    word = always(item.value, item.entity, AlwaysWord.Verdict(verdict.value), by=by, reason=reason)
    decide_all(same, verdict, by=by, reason=reason)
    look_again(publication)
    return word


def look_again(publication: Publication) -> None:
    """Have each part scanned under the rules of now; decisions of people stay."""
    from desk.jobs import enqueue_on_commit
    from desk.publishing.tasks import scan_part

    for pk in publication.parts.values_list("pk", flat=True):
        enqueue_on_commit(scan_part, pk)


@transaction.atomic
def hide_near_miss(miss: NearMiss, *, by: User) -> ReviewItem:
    """Hide what the detector decided not to hide."""
    return mark(miss.part, miss.place, miss.entity, by=by)


@transaction.atomic
def extend(item: ReviewItem, *, by: User, before: bool = False) -> None:
    """Let a finding in a text cover one more word after it, or `before` it. What was decided stays decided.

    Raises NotReviewable at the end of the text, for a box, and for what a removal request hides.
    """
    part = item.part
    reopen(part.publication)
    item.refresh_from_db()
    if item.because:
        raise NotReviewable("hidden-on-request")
    if item.is_box:
        raise NotReviewable("not-a-word")
    text, span = part.text, item.span
    found = WORD_BEFORE.search(text[: span.start]) if before else WORD_AFTER.match(text, span.end)
    if found is None:
        raise NotReviewable("no-more-words")
    item.start, item.end = (found.start(), span.end) if before else (span.start, found.end())
    item.confirmed_by = item.confirmed_at = None
    item.save(update_fields=["start", "end", "confirmed_by", "confirmed_at"])
    if item.verdict == Verdict.HIDE:
        ask_about_the_same(part.publication, item)
    part.publication.touch()
    render_later(part.publication)
    record("item.extended", item, by=by, publication=part.publication_id)


@transaction.atomic
def confirm(item: ReviewItem, *, by: User) -> None:
    """A second person agrees that this may stay visible. Raises NotReviewable for the one who decided it."""
    reopen(item.part.publication)
    item.refresh_from_db()
    if item.verdict != Verdict.KEEP or not needs_second_person(item):
        raise NotReviewable("nothing-to-confirm")
    if item.decided_by_id == by.pk:
        raise NotReviewable("same-person")
    item.confirmed_by, item.confirmed_at = by, timezone.now()
    item.save(update_fields=["confirmed_by", "confirmed_at"])
    item.part.publication.touch()
    render_later(item.part.publication)
    record("item.confirmed", item, by=by, publication=item.part.publication_id, entity=item.entity)


@transaction.atomic
def accept_risk(publication: Publication, *, seen: str, by: User) -> AcceptedRisk:
    """An agent who read this very copy takes the risk that is left, so that another one may publish it.

    Raises Overtaken when `seen` is not the preview of now.
    """
    current = Preview.objects.filter(publication=publication, state=Preview.State.READY, digest=seen)
    if not seen or not current.filter(edition=publication.edition).exists():
        raise Overtaken(publication.pk)
    accepted, is_new = AcceptedRisk.objects.get_or_create(
        publication=publication, digest=seen, accepted_by=by
    )
    if is_new:
        record("publication.risk_accepted", publication, by=by)
    return accepted


@transaction.atomic
def leave_out_news(publication: Publication, *, newest: int, by: User) -> None:
    """What the customer wrote up to message `newest` was looked at and is not needed in the copy."""
    message = publication.ticket.messages.filter(pk=newest).first()
    if message is None:
        raise NotReviewable("gone")
    Publication.objects.filter(pk=publication.pk).update(read_up_to=message.pk)
    publication.touch()
    render_later(publication)
    record("publication.news_left_out", publication, by=by, message=message.pk)
