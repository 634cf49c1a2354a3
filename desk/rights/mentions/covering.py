"""Cover what others wrote about a person whose erasure was granted, then read each place again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from desk.accounts.models import User
from desk.accounts.personal_data import Person, StillNeeded
from desk.audit.record import record
from desk.files.store import CannotOpen, read
from desk.publishing.covering import cover_in_draft
from desk.publishing.models import Part
from desk.publishing.review import NotReviewable, renew
from desk.redactor import (
    IMAGES,
    Box,
    CannotRead,
    Kind,
    Needle,
    PixelHide,
    find_in_text,
    read_text,
    read_written,
    redact_image,
    sought,
    verify_image,
)
from desk.rights.mentions import pictures
from desk.rights.mentions.handing import SHOWN
from desk.rights.mentions.models import Mention
from desk.rights.mentions.search import Known, known_of, spots_in, words_of
from desk.rights.personal.models import RightsCase
from desk.rights.retention.holds import is_held
from desk.tickets.covering import COVERED, Where, cover_words, destroy_file, replace_file
from desk.tickets.rules import erase_word

Place, Verdict = Mention.Place, Mention.Verdict


def cover_all(case: RightsCase, person: Person) -> int:
    """Cover everything that was found to be about them; how many places. Safe to call twice.

    Raises StillNeeded with what stands in the way of one; those before it stay covered. Raises CannotRedact
    while the detector is away.
    """
    wanted = Mention.objects.filter(case=case, verdict=Verdict.THEIRS, covered_at=None).select_related(
        *SHOWN, "part__publication", "decided_by"
    )
    is_common = case.mention_search.is_common
    known = known_of(person, is_common=is_common)
    count = 0
    for mention in wanted:
        if mention.ticket is not None and is_held(mention.ticket):
            raise StillNeeded("legal-hold")
        _cover(mention, known)
        count += 1
    return count


def _cover(mention: Mention, known: Known) -> None:
    """One place, all of it or nothing. Raises StillNeeded, CannotRedact."""
    if mention.decided_by is None:
        raise StillNeeded("mentions-undecided")  # a constraint says that it cannot be
    # What optical readers and the detector do takes seconds, so it is done before the transaction.
    file = _covered_file(mention, known.all) if mention.place == Place.FILE else None
    with transaction.atomic():
        if mention.attachment is not None and mention.place == Place.FILE:
            if file is None:
                destroy_file(mention.attachment)
            else:
                replace_file(mention.attachment, file[0], kind=file[1])
        elif mention.part is not None:
            _cover_draft(mention.part, known.all, by=mention.decided_by)
        elif mention.place == Place.WORD:
            if mention.word is not None:
                erase_word(mention.word, by=mention.decided_by)
        else:
            _cover_text(mention, known.all)
        _renew_parts(mention, by=mention.decided_by)
        Mention.objects.filter(pk=mention.pk).update(covered_at=timezone.now(), spots=[])
        record("mention.covered", mention, by="system", case=mention.case_id, place=mention.place)
    pictures.forget(Mention.objects.filter(pk=mention.pk))


def _cover_text(mention: Mention, needles: tuple[Needle, ...]) -> None:
    text, ready = words_of(mention), sought(needles)
    number = {
        Place.SUBJECT: mention.ticket_id,
        Place.MESSAGE: mention.message_id,
        Place.NAME: mention.attachment_id,
    }[Place(mention.place)]
    spans = [finding.span for finding in find_in_text(text, ready)]
    if number is None or not cover_words(Where(mention.place), number, text, spans):
        raise StillNeeded("changed-meanwhile")
    mention.refresh_from_db()
    if find_in_text(words_of(mention), ready):
        raise StillNeeded("still-in-mentions")


def _cover_draft(part: Part, needles: tuple[Needle, ...], *, by: User) -> None:
    """Raises StillNeeded while the copy cannot be changed, and when the person can still be read there."""
    ready = sought(needles)
    try:
        cover_in_draft(part, [finding.span for finding in find_in_text(part.text, ready)], by=by)
    except NotReviewable:
        raise StillNeeded("mention-in-copy") from None
    if find_in_text(part.text, ready):
        raise StillNeeded("still-in-mentions")


def _covered_file(mention: Mention, needles: tuple[Needle, ...]) -> tuple[bytes, str] | None:
    """The file with them covered, read again, and its kind; None when it has to go as a whole.

    Only a plain text and a single picture are changed: of anything else something would stay inside.
    Raises CannotRedact.
    """
    attachment = mention.attachment
    if attachment is None:
        return None
    try:
        content = read(attachment.file)
        if attachment.file.kind == Kind.TEXT:
            return _covered_log(content, needles)
        if attachment.file.kind in IMAGES:
            return _covered_picture(content, needles)
    except (CannotRead, CannotOpen):
        pass
    return None


def _covered_log(content: bytes, needles: tuple[Needle, ...]) -> tuple[bytes, str] | None:
    text, ready = read_text(content), sought(needles)
    for finding in reversed(find_in_text(text, ready)):
        text = text[: finding.span.start] + COVERED + text[finding.span.end :]
    covered = text.encode()
    is_clean = not find_in_text(read_written(covered).text, ready)  # with escapes written out
    return (covered, Kind.TEXT) if is_clean else None


def _covered_picture(content: bytes, needles: tuple[Needle, ...]) -> tuple[bytes, str] | None:
    spots, _ = spots_in(content, Known(needles, needles))
    if len(spots) != 1 or spots[0]["page"] != 0 or spots[0]["pages"] != 1:
        return None
    boxes = [Box(*box) for box in spots[0]["boxes"]]
    covered = redact_image(content, [PixelHide(box, COVERED) for box in boxes]).data
    check = verify_image(covered, hidden=[needle.value for needle in needles], boxes=boxes)
    return None if check.problems else (covered, Kind.PNG)


def _renew_parts(mention: Mention, *, by: User) -> None:
    """What was pulled from there into a public copy is taken anew. Raises StillNeeded."""
    if mention.place == Place.MESSAGE:
        parts = Part.objects.filter(message=mention.message_id)
    elif mention.place == Place.FILE:
        parts = Part.objects.filter(attachment=mention.attachment_id)
    else:
        return
    try:
        for part in parts.select_related("publication", "message"):
            renew(part, by=by)
    except NotReviewable:
        raise StillNeeded("mention-in-copy") from None
