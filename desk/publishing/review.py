"""The review: start a public copy, pull things in, decide each finding, mark what was missed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from desk.accounts.models import User
from desk.audit.record import record
from desk.jobs import enqueue_on_commit
from desk.publishing import requested
from desk.publishing.models import Part, Publication, ReviewItem
from desk.redactor import (
    ENTITIES,
    PAGED,
    PUBLISHABLE,
    WRITTEN,
    Box,
    Kind,
    Needle,
    Severity,
    Span,
    find_in_text,
)
from desk.tickets.models import Attachment, Message, Ticket

Verdict = ReviewItem.Verdict
AGENTS_WORDS = {Part.Kind.TITLE: 0, Part.Kind.SUMMARY: 1, Part.Kind.STEPS: 2}
CONTROLS = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF], "\ufffd")
PICTURES = (Part.Kind.IMAGE, Part.Kind.PAGE)
FIRST_PULLED = 10  # positions below are the agent's own words


class NotReviewable(Exception):
    """The copy cannot be changed in this state: it is being published, or was withdrawn."""


class NeedsReason(Exception):
    """Keeping something of high severity visible needs a reason."""


@transaction.atomic
def start_review(ticket: Ticket, *, by: User) -> Publication:
    """The publication of this ticket, begun when there is none yet.

    A new copy starts with empty words of the agent: nothing of the customer
    is in it until the agent pulls it in.
    """
    publication, is_new = Publication.objects.get_or_create(ticket=ticket, defaults={"created_by": by})
    if is_new:
        seen = ticket.messages.aggregate(last=Max("pk"))["last"] or 0
        Publication.objects.filter(pk=publication.pk).update(read_up_to=seen)
        publication.read_up_to = seen
        for kind, position in AGENTS_WORDS.items():
            rescan(Part(publication=publication, kind=kind, position=position))
        render_later(publication)
        record("publication.started", publication, by=by, ticket=ticket.pk)
    return publication


@transaction.atomic
def write(publication: Publication, words: dict[Part.Kind, str], *, by: User) -> None:
    """Set the agent's own title, summary and steps; each changed one is scanned anew."""
    reopen(publication)
    for part in publication.parts.filter(kind__in=words).select_for_update():
        text = words[Part.Kind(part.kind)]
        if part.text == text and part.scanned != Part.Scanned.FAILED:
            continue
        asked = requested.asked_values(publication)
        part.items.all().delete()
        part.text = text
        rescan(part)
        requested.hide_values(part, asked)
    publication.touch()
    render_later(publication)
    record("publication.written", publication, by=by)


@transaction.atomic
def pull_message(publication: Publication, message: Message, *, by: User) -> Part:
    """Add a customer's message, as it is now, to the copy. Raises NotReviewable for a locked one."""
    reopen(publication)
    _refuse_locked(message)
    asked = requested.asked_values(publication)
    part = publication.parts.filter(message=message).first()
    if part is None:
        part = Part(
            publication=publication, kind=Part.Kind.WORDS, message=message, position=_next(publication)
        )
    elif part.source_digest == message.digest:
        return part
    else:
        part.items.all().delete()  # the message changed: what was decided is about other words
    part.text, part.source_digest = message.text, message.digest
    rescan(part)
    requested.hide_values(part, asked)
    return _pulled(part, by)


@transaction.atomic
def pull_file(
    publication: Publication, attachment: Attachment, *, by: User, lines: tuple[int, int] | None = None
) -> Part:
    """Add a screenshot, document or text file to the copy.

    Raises NotReviewable for one that is locked, private, or not searched for
    card numbers yet: the part would keep what is cut out of the file.

    The text of a log is read from its sealed original when it is scanned; how
    many pages a document has shows then, too, and its other pages are added.
    `lines`: the first and the last one, counted from 1; only of a text file.
    """
    reopen(publication)
    _refuse_locked(attachment)
    attachment = Attachment.objects.select_related("file", "scan").get(pk=attachment.pk)
    if attachment.is_waiting:
        raise NotReviewable("not-checked")
    kind = Kind(attachment.file.kind)
    if kind not in PUBLISHABLE:
        raise NotReviewable("private-only")
    if lines is not None and _part_kind(kind) != Part.Kind.LOG:
        raise NotReviewable("no-lines")
    first, last = lines or (None, None)
    part = publication.parts.filter(attachment=attachment, first_line=first, last_line=last).first()
    if part is not None:
        return part
    part = Part(
        publication=publication,
        kind=_part_kind(kind),
        attachment=attachment,
        source_digest=attachment.file.digest,
        position=_next(publication),
        first_line=first,
        last_line=last,
    )
    rescan(part)
    return _pulled(part, by)


@transaction.atomic
def add_pages(first: Part) -> None:
    """Add the other pages of a file whose first part was read for the first time, each to be scanned.

    Of a text they are the pictures inside its file; nothing happens when there are none.
    """
    pages = range(1 if first.is_picture else 0, first.pages or 0)
    if not pages:
        return
    for page in pages:
        rescan(
            Part(
                publication=first.publication,
                kind=Part.Kind.PAGE,
                attachment=first.attachment,
                source_digest=first.source_digest,
                position=first.position,
                page=page,
                pages=first.pages,
            )
        )
    record("publication.pages_added", first.publication, by="system", part=first.pk, pages=first.pages)


@transaction.atomic
def add_comment(publication: Publication, kind: Part.Kind, text: str, *, by: User) -> Part:
    """Add a comment at the end of the copy: COMMENT for an accepted visitor's, ANSWER for the team's own."""
    reopen(publication)
    part = Part(publication=publication, kind=kind, text=text, position=_next(publication))
    rescan(part)
    requested.hide_values(part, requested.asked_values(publication))
    return _pulled(part, by)


@transaction.atomic
def take_out_document(part: Part, *, by: User) -> None:
    """Remove all pages or pictures of the file that this part is of; none of them when one must stay."""
    for page in part.publication.parts.filter(kind=Part.Kind.PAGE, attachment=part.attachment):
        take_out(page, by=by)


@transaction.atomic
def take_out(part: Part, *, by: User) -> None:
    """Remove a pulled part from the copy, and with a document's text the pictures inside it.

    The agent's own words are emptied instead, by `write`.
    """
    publication = part.publication
    reopen(publication)
    if part.is_written_by_agent:
        raise NotReviewable("own-words")
    if part.items.filter(origin=ReviewItem.Origin.REMOVAL, decided_by=None).exclude(because="").exists():
        # The request is still open: its spots are in this part, and nothing has been agreed yet.
        raise NotReviewable("hidden-on-request")
    if part.kind == Part.Kind.DOCUMENT:
        take_out_document(part, by=by)  # the pictures inside it
    record("publication.taken_out", publication, by=by, part=part.pk)
    # Its rendered pictures have no row any more; `tick` destroys the bytes.
    part.delete()
    publication.touch()
    render_later(publication)


@transaction.atomic
def renew(part: Part, *, by: User) -> None:
    """Something was erased from the message or file of this part: take its words anew, or take it out.

    What was decided about it is forgotten, the live revision stays. Raises
    NotReviewable while the copy is being published, or a removal waits in a picture.
    """
    publication, message = part.publication, part.message
    if publication.state == Publication.State.WITHDRAWN and publication.because:
        part.delete()  # nobody works with this copy any more
        return
    if message is None or message.publish_locked:
        take_out(part, by=by)
        return
    reopen(publication)
    asked = requested.asked_values(publication)
    part.items.all().delete()
    part.text, part.source_digest = message.text, message.digest
    rescan(part)
    requested.hide_values(part, asked)
    _pulled(part, by)


@transaction.atomic
def decide(item: ReviewItem, verdict: Verdict, *, by: User, reason: str = "") -> ReviewItem:
    """Hide or keep one finding. Raises NeedsReason to keep something of high severity without one.

    What is hidden in one place and stands in the open elsewhere becomes a
    question of its own: each such place is added, undecided.
    """
    publication = item.part.publication
    reopen(publication)
    _still_there(item)
    if item.because and verdict != Verdict.HIDE:
        # A person asked for this to go; only the removal desk may bring it back.
        raise NotReviewable("hidden-on-request")
    severe = ENTITIES[item.entity].severity == Severity.HIGH
    if verdict == Verdict.KEEP and severe and not reason.strip():
        raise NeedsReason(item.entity)
    item.verdict, item.reason = verdict, reason.strip()[:200]
    item.decided_by, item.decided_at = (None, None) if verdict == Verdict.UNDECIDED else (by, timezone.now())
    item.confirmed_by = item.confirmed_at = None
    item.save(update_fields=["verdict", "reason", "decided_by", "decided_at", "confirmed_by", "confirmed_at"])
    if verdict == Verdict.HIDE and not item.is_box:
        ask_about_the_same(publication, item)
    publication.touch()
    render_later(publication)
    record("item.decided", item, by=by, publication=publication.pk, verdict=str(verdict), entity=item.entity)
    return item


@transaction.atomic
def mark(part: Part, where: Span | Box, entity: str, *, by: User) -> ReviewItem:
    """Hide something the detector missed. Raises NotReviewable when it lies outside the part."""
    publication = part.publication
    reopen(publication)
    item = ReviewItem.objects.create(
        part=part,
        entity=entity,
        rule="person.marked",
        origin=ReviewItem.Origin.PERSON,
        verdict=Verdict.HIDE,
        decided_by=by,
        decided_at=timezone.now(),
        **bounds_of(part, where),
    )
    if isinstance(where, Span):
        ask_about_the_same(publication, item)
    publication.touch()
    render_later(publication)
    record("item.marked", item, by=by, publication=publication.pk, entity=entity)
    return item


@transaction.atomic
def move_box(item: ReviewItem, box: Box, *, by: User) -> None:
    """Give a person's box another place or size; over a detector's box it draws one of the person's own.

    What the detector found stays where it is, for otherwise a box that is
    moved away and removed would take a finding out that nobody decided. It
    is hidden where the new box covers it, and undecided again where not.
    """
    publication = item.part.publication
    reopen(publication)
    _still_there(item)
    if item.because:
        raise NotReviewable("hidden-on-request")
    bounds = bounds_of(item.part, box)
    if item.origin == ReviewItem.Origin.DETECTOR:
        _decide_anew(item, Verdict.HIDE if box.covers(item.box) else Verdict.UNDECIDED, by=by)
        item = ReviewItem(
            part=item.part,
            entity=item.entity,
            rule="person.marked",
            origin=ReviewItem.Origin.PERSON,
            **bounds,
        )
    else:
        for name, value in bounds.items():
            setattr(item, name, value)
    _decide_anew(item, Verdict.HIDE, by=by)
    publication.touch()
    render_later(publication)
    record("item.moved", item, by=by, publication=publication.pk)


def _decide_anew(item: ReviewItem, verdict: Verdict, *, by: User) -> None:
    """Without what was said for an earlier verdict."""
    is_open = verdict == Verdict.UNDECIDED
    item.verdict, item.reason, item.confirmed_by, item.confirmed_at = verdict, "", None, None
    item.decided_by, item.decided_at = (None, None) if is_open else (by, timezone.now())
    item.save()


@transaction.atomic
def unmark(item: ReviewItem, *, by: User) -> None:
    """Take back a person's own mark. A detector's finding is decided, never removed."""
    publication = item.part.publication
    reopen(publication)
    _still_there(item)
    if item.origin != ReviewItem.Origin.PERSON or item.because:
        raise NotReviewable("not-a-mark")
    record("item.unmarked", item, by=by, publication=publication.pk)
    item.delete()
    publication.touch()
    render_later(publication)


# Removal: what `rights` does to a copy. The person who asked decides less than a reviewer: only hiding.


# What the verbs above share, in calling order.


@transaction.atomic
def reopen(publication: Publication) -> None:
    """Make sure the copy may be changed: a live or withdrawn one goes back into review.

    The public goes on reading the live revision. Raises NotReviewable while
    a publish task is at work on it, and for a copy that was taken down
    because a person asked. The row is locked until the caller's transaction
    ends: what the page in another tab believes does not count.
    """
    mine = Publication.objects.select_for_update().get(pk=publication.pk)
    publication.state, publication.edition = mine.state, mine.edition
    publication.because, publication.live = mine.because, mine.live
    if publication.state == Publication.State.WITHDRAWN and publication.because:
        raise NotReviewable("taken-down-on-request")
    if publication.state == Publication.State.PUBLISHING:
        raise NotReviewable("publishing")
    if publication.state != Publication.State.DRAFT:
        publication.move(Publication.State.DRAFT, blocked=[])


def rescan(part: Part) -> None:
    """Forget what was found in the part and scan it again once this transaction holds."""
    from desk.publishing.tasks import scan_part

    part.text = without_controls(part.text)
    part.scanned, part.scanned_digest, part.policy_digest, part.reason = Part.Scanned.WAITING, "", "", ""
    part.save()
    enqueue_on_commit(scan_part, part.pk)


def render_later(publication: Publication) -> None:
    """Have the preview made for the edition of now."""
    from desk.publishing.tasks import render_preview

    enqueue_on_commit(render_preview, publication.pk)


def ask_about_the_same(publication: Publication, item: ReviewItem) -> list[ReviewItem]:
    """Add an undecided item wherever the hidden value still stands uncovered in a text of the copy."""
    added = []
    needle = Needle(item.value, item.entity)
    for part in publication.parts.exclude(kind__in=PICTURES):
        taken = spans_of(part.items.all())
        for finding in find_in_text(part.text, [needle]):
            if any(span.overlaps(finding.span) for span in taken):
                continue
            taken.append(finding.span)
            added.append(
                ReviewItem.objects.create(
                    part=part,
                    start=finding.span.start,
                    end=finding.span.end,
                    entity=item.entity,
                    score=finding.score,
                    rule="ticket.same-value",
                    origin=ReviewItem.Origin.DETECTOR,
                )
            )
    return added


def spans_of(items: Iterable[ReviewItem]) -> list[Span]:
    return [item.span for item in items if not item.is_box]


def digest_of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def without_controls(text: str) -> str:
    """The text with every control character that XML forbids replaced by U+FFFD, at the same places."""
    return text.translate(CONTROLS)


def _still_there(item: ReviewItem) -> None:
    """Read the item again. Raises NotReviewable when it went with a part or a text that was replaced."""
    try:
        item.refresh_from_db()
    except ReviewItem.DoesNotExist:
        raise NotReviewable("gone") from None


def _part_kind(kind: Kind) -> Part.Kind:
    if kind in (Kind.TEXT, Kind.GZIP):
        return Part.Kind.LOG
    if kind in WRITTEN:
        return Part.Kind.DOCUMENT
    return Part.Kind.PAGE if kind in PAGED else Part.Kind.IMAGE


def _next(publication: Publication) -> int:
    last = publication.parts.aggregate(last=Max("position"))["last"] or 0
    return max(FIRST_PULLED, last + 1)


def _refuse_locked(what: Message | Attachment) -> None:
    """Read the row again: its customer may have locked it while this page was open."""
    if type(what).objects.filter(pk=what.pk, publish_locked=True).exists():
        raise NotReviewable("customer-lock")


def _pulled(part: Part, by: User) -> Part:
    part.publication.touch()
    render_later(part.publication)
    record("publication.pulled", part.publication, by=by, part=part.pk, kind=part.kind)
    return part


def bounds_of(part: Part, where: Span | Box) -> dict[str, int]:
    """The item's fields for a place in this part. Raises NotReviewable when it is not in it."""
    if isinstance(where, Span):
        if part.is_picture or where.end > len(part.text):
            raise NotReviewable("outside")
        return {"start": where.start, "end": where.end}
    if not part.is_picture or part.width is None or part.height is None:
        raise NotReviewable("outside")
    if where.right > part.width or where.bottom > part.height:
        raise NotReviewable("outside")
    return {"left": where.left, "top": where.top, "right": where.right, "bottom": where.bottom}
