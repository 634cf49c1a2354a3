"""Hide first: what a confirmed request hides at once, before anybody has decided.

A whole post is held until the decision. Named words are masked in the post they were asked for: the
post is held while the masked copy is made, and is back as soon as that has been published and read
again. Both are reversible: nothing is destroyed but public bytes, and a refusal brings the words back.
Caps keep one person, one network, or a crowd from emptying the tracker; above them a request is taken
and searched like any other, but waits for a person. In the lanes for danger and for children the post, and
others in which the words are found, stay hidden as a whole until the decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from desk.publishing.for_removal import hide_for_removal
from desk.publishing.models import Hold, Part, Publication
from desk.publishing.publish import hold, release
from desk.redactor import Box, Span
from desk.rights.models import AffectedPost, Occurrence, RemovalRequest
from desk.rights.republishing import not_while_publishing

Lane, Scope, State = RemovalRequest.Lane, RemovalRequest.Scope, RemovalRequest.State

DECISION_DUE = timedelta(days=14)
A_DAY = timedelta(days=1)
# A word that stands more often than this in one post is hardly somebody's name: masking it would be
# hiding the post by another way, past its cap.
MASK_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class Cap:
    """Posts that may be hidden first within a day."""

    each: int  # per address, and per network
    all: int


# Whole posts that may be hidden and undecided at once: a crowd that comes back every day ends here.
UNDECIDED_AT_MOST = 10
# Further posts that one request of a lane may hide when the words are found there, too.
FOUND_AT_MOST = 10

WHOLE, WORDS = Cap(each=3, all=10), Cap(each=10, all=30)


def hide_first(request: RemovalRequest, *, now: datetime) -> bool:
    """Hide the post this request came from, in the caller's transaction; says whether it did.

    False when the request names no public post, or only describes what it is
    about and nobody is in danger, or a cap is reached.
    """
    if request.publication is None or request.publication.live_id is None:
        return False
    if request.scope == Scope.DESCRIBED and request.lane == Lane.NORMAL:
        return False
    _one_at_a_time()
    if not _within_caps(request, now):
        return False
    hold(request.publication, request.code)
    request.hid_first_at, request.hidden_until = now, now + DECISION_DUE
    request.save(update_fields=["hid_first_at", "hidden_until"])
    return True


def mask(request: RemovalRequest, occurrences: Sequence[Occurrence]) -> str:
    """Hide the named words in the post they were asked for, in the caller's transaction.

    Returns a code when the hiding ends at once: `too-common` when the words
    stand there, or everywhere, too often, `not-there` when they do not stand there; else "".
    Raises Waiting while a task publishes the post.
    """
    if request.lane != Lane.NORMAL:
        _hide_where_found(request, occurrences)
        return ""
    if request.scope != Scope.WORDS or request.hidden_until is None or request.publication is None:
        return ""
    not_while_publishing(request.publication)
    here = [spot for spot in occurrences if spot.publication_id == request.publication_id]
    if request.is_cut or not 0 < len(here) <= MASK_AT_MOST:
        release(request.publication, request.code)
        request.hidden_until = None
        request.save(update_fields=["hidden_until"])
        return "too-common" if here or request.is_cut else "not-there"
    for occurrence in here:
        hide(occurrence)
    AffectedPost.objects.filter(request=request, publication=request.publication).update(
        step=AffectedPost.Step.WANTED
    )
    return ""


def hide_again(request: RemovalRequest) -> None:
    """An agent hides the named post until the decision, past every cap. Safe to call twice."""
    if request.publication is not None and request.publication.live_id is not None:
        hold(request.publication, request.code)
        now = timezone.now()
        request.hidden_until = now + DECISION_DUE
        request.hid_first_at = request.hid_first_at or now
        request.save(update_fields=["hid_first_at", "hidden_until"])


def show_again(request: RemovalRequest) -> None:
    """An agent ends what was hidden first as a whole; masked words stay masked until they are decided."""
    release_all(request)
    request.hidden_until = None
    request.save(update_fields=["hidden_until"])


def release_all(request: RemovalRequest) -> None:
    """End every hold of this request. Safe to call twice."""
    # In one order: each post is locked, and two requests may end at once.
    mine = Hold.objects.filter(code=request.code).order_by("publication_id")
    for one in mine.select_related("publication"):
        release(one.publication, request.code)


def hide(occurrence: Occurrence) -> None:
    """Hide one spot in the reviewed copy. One without a spot goes when its post is made anew."""
    if occurrence.part is None:
        return
    hide_for_removal(
        occurrence.part,
        span=span_of(occurrence),
        box=box_of(occurrence),
        entity=occurrence.entity,
        because=occurrence.request.code,
    )


def span_of(occurrence: Occurrence) -> Span | None:
    if occurrence.start is None or occurrence.end is None:
        return None
    return Span(occurrence.start, occurrence.end)


def box_of(occurrence: Occurrence) -> Box | None:
    """The box in the pixels of the picture, cut to its size; None for a span or no spot."""
    part: Part | None = occurrence.part
    if part is None or occurrence.left is None:
        return None
    right, bottom = occurrence.right or 0, occurrence.bottom or 0
    return Box(
        occurrence.left,
        occurrence.top or 0,
        min(right, part.width or right),
        min(bottom, part.height or bottom),
    )


def _hide_where_found(request: RemovalRequest, occurrences: Sequence[Occurrence]) -> None:
    """Hold the posts in which a request of a lane was found; none where it is a common word."""
    if request.is_cut or request.hidden_until is None:
        return
    found = list(dict.fromkeys(one.publication_id for one in occurrences))
    for publication in Publication.objects.filter(pk__in=found[:FOUND_AT_MOST]):
        hold(publication, request.code)


def _within_caps(request: RemovalRequest, now: datetime) -> bool:
    """Each lane has caps of its own: who uses up the one for children hides nothing else with it."""
    cap = WHOLE if request.hides_whole else WORDS
    others = RemovalRequest.objects.filter(lane=request.lane).exclude(pk=request.pk)
    if request.lane == Lane.NORMAL:
        others = others.filter(scope=request.scope)
    # When it was hidden and not for how long: what is shown again at once gives no turn back.
    today = others.filter(hid_first_at__gt=now - A_DAY)
    if request.hides_whole:
        open_ones = [State.DESCRIBED, State.SEARCHING, State.REVIEW]
        undecided = others.filter(hidden_until__isnull=False, state__in=open_ones)
        if undecided.count() >= UNDECIDED_AT_MOST:
            return False
    mine = today.filter(address_hash=request.address_hash) if request.address_hash else today.none()
    # What an agent took down came from nobody's network, and would all count as one.
    near = today.filter(network_hash=request.network_hash) if request.network_hash else today.none()
    return today.count() < cap.all and mine.count() < cap.each and near.count() < cap.each


def forget_hashes(now: datetime) -> None:
    """Empty the hashes of closed requests that no cap counts any more."""
    closed = RemovalRequest.objects.filter(state=State.CLOSED, hid_first_at__lte=now - A_DAY)
    closed.exclude(address_hash="", network_hash="").update(address_hash="", network_hash="")


def _one_at_a_time() -> None:
    """Wait for other confirmations, so that two in the same moment do not both count without the other.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {RemovalRequest._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
