"""Scan one part of a public copy: what the detector finds in it becomes items to decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction

from desk.files.store import CannotOpen, digest_of, keep_private, pieces, read
from desk.publishing import requested
from desk.publishing.models import NearMiss, Part, ReviewItem
from desk.publishing.review import (
    Verdict,
    add_pages,
    digest_of_text,
    render_later,
    spans_of,
    without_controls,
)
from desk.redactor import (
    BoxFinding,
    CannotRead,
    Finding,
    Kind,
    Needle,
    lines_between,
    read_written,
    redact_image,
    risks,
    scan_image,
    scan_text,
)
from desk.tickets.dictionary import needles_of, needles_of_hidden
from desk.tickets.rules import policy

ABOUT_THE_WHOLE = {"names-not-covered", "many-details"}  # codes of risks that no single finding shows
LONGEST_TEXT = 400_000  # code points of one part: beyond that an agent publishes an excerpt


def scan_part(part: Part) -> None:
    """Scan the part's words or picture, and put its findings up for decision.

    Decisions that a person took stay. Safe to run twice: a scan of the same
    content under the same policy is kept. Raises CannotRedact when the
    detector is unavailable; what cannot be read at all is FAILED with a code,
    and so is what was made of a file that others have taken the place of.
    """
    if part.attachment is not None and part.attachment.file.digest != part.source_digest:
        _forget(part)
        return
    try:
        content = _content(part)
        if _is_current(part, content):
            return
        look = _look_at(part, content)
        if part.kind == Part.Kind.PAGE and part.picture is None:
            part.picture = keep_private(redact_image(content, [], page=part.page).data, kind=Kind.PNG)
    except (CannotRead, CannotOpen) as unreadable:
        _save(part, scanned=Part.Scanned.FAILED, reason=str(unreadable)[:60])
        return
    _keep(part, content, look)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a part gave, as rows that are not saved yet, and the digest of its policy."""

    rows: list[ReviewItem]
    policy_digest: str
    near: list[NearMiss] = field(default_factory=list)


def _look_at(part: Part, content: bytes) -> Look:
    needles, rules = needles_for(part), policy()
    if not part.is_picture:
        if part.kind == Part.Kind.DOCUMENT:
            needles += needles_of_hidden(read_written(content).hidden)
        words = scan_text(part.text, rules, needles=needles)
        spans = [_span_item(finding) for finding in words.findings]
        part.risks = sorted({risk.code for risk in risks(words)} & ABOUT_THE_WHOLE)
        near = [_near(part, finding, rules.threshold, _span_of(finding)) for finding in words.near]
        return Look(spans, words.policy_digest, near)
    picture = scan_image(content, rules, needles=needles, page=part.page)
    part.width, part.height, part.pages = picture.width, picture.height, picture.pages
    if picture.pages > 1:
        part.kind = Part.Kind.PAGE  # an animation: that shows only now
    boxes = [_item(finding, _box_of(finding)) for finding in picture.findings]
    near = [_near(part, finding, rules.threshold, _box_of(finding)) for finding in picture.near]
    return Look(boxes, picture.policy_digest, near)


def _span_of(finding: Finding) -> dict[str, int]:
    return {"start": finding.span.start, "end": finding.span.end}


def _box_of(finding: BoxFinding) -> dict[str, int]:
    box = finding.box
    return {"left": box.left, "top": box.top, "right": box.right, "bottom": box.bottom}


def _item(finding: Finding | BoxFinding, place: dict[str, int]) -> ReviewItem:
    return ReviewItem(
        **place,
        entity=finding.entity,
        score=finding.score,
        rule=finding.rule,
    )


def _span_item(finding: Finding) -> ReviewItem:
    item = _item(finding, _span_of(finding))
    item.context = [[word.start, word.end] for word in finding.context]
    item.lost = [[other.entity, other.score, other.rule] for other in finding.lost]
    return item


def _near(part: Part, finding: Finding | BoxFinding, threshold: float, place: dict[str, int]) -> NearMiss:
    """What the detector decided not to hide, though it was sure or nearly: the first is on a list to keep."""
    return NearMiss(
        part=part,
        **place,
        entity=finding.entity,
        score=finding.score,
        rule=finding.rule,
        is_listed=finding.score >= threshold,
    )


def has_news(part: Part) -> bool:
    """Whether today's rules find something in a part that nobody has decided about.

    When they do not, the part counts as scanned under today's rules. Raises
    CannotRead, CannotOpen, and CannotRedact when the detector is unavailable.
    """
    look = _look_at(part, _content(part))
    if _not_covered(part, look.rows):
        return True
    Part.objects.filter(pk=part.pk).update(policy_digest=look.policy_digest)
    return False


def needles_for(part: Part) -> list[Needle]:
    """What is certain in this ticket: its records, and what a person already decided to hide in the copy."""
    hidden = ReviewItem.objects.filter(
        part__publication=part.publication_id, verdict=Verdict.HIDE, start__isnull=False
    ).select_related("part")
    values = {(item.value, item.entity) for item in hidden}
    return [
        *needles_of(part.publication.ticket),
        *(Needle(value, entity) for value, entity in sorted(values) if len(value.strip()) > 2),
    ]


def _is_current(part: Part, content: bytes) -> bool:
    done = part.scanned == Part.Scanned.DONE and part.policy_digest == policy().digest
    return done and part.scanned_digest == _digest(part, content)


def _content(part: Part) -> bytes:
    """The bytes to scan; the text of a file is read from its original here, once."""
    if part.attachment is None:
        return part.text.encode()
    if part.first_line is not None and part.last_line is not None:
        source = partial(pieces, part.attachment.file)
        part.text = part.text or without_controls(lines_between(source, part.first_line, part.last_line))
        return part.text.encode()
    content = read(part.attachment.file)
    if not part.is_picture and not part.text:
        written = read_written(content)
        if len(written.text) > LONGEST_TEXT:
            raise CannotRead("too-long")
        part.text = without_controls(written.text)
        part.left_out = {left.what: left.count for left in written.left_out}
        part.pages = len(written.pictures)
    return content


def _digest(part: Part, content: bytes) -> str:
    return digest_of(content) if part.is_picture else digest_of_text(part.text)


@transaction.atomic
def _forget(part: Part) -> None:
    """Let go of what was read in the earlier bytes of a file: a card may have been cut out of it since.

    What was hidden on request stays, with the words it stands in, until the part is taken out.
    """
    part.items.filter(because="").delete()
    part.near_misses.all().delete()
    part.renders.all().delete()
    text = part.text if part.items.exists() else ""
    _save(part, scanned=Part.Scanned.FAILED, reason="source-changed", text=text, picture=None)


@transaction.atomic
def _keep(part: Part, content: bytes, look: Look) -> None:
    """Replace undecided detector items by the new ones; drop those a decided item already covers."""
    mine = Part.objects.select_for_update().filter(pk=part.pk).first()
    first_look = part.attachment is not None and mine is not None and not mine.text
    if mine is None or (mine.text != part.text and not first_look):
        return  # taken out or rewritten meanwhile: another scan is on its way
    part.items.filter(verdict=Verdict.UNDECIDED, origin=ReviewItem.Origin.DETECTOR).exclude(
        rule__in=["ticket.same-value", "verify.readable"]
    ).delete()
    for row in _not_covered(part, look.rows):
        row.part, row.origin = part, ReviewItem.Origin.DETECTOR
        row.save()
    part.near_misses.all().delete()
    NearMiss.objects.bulk_create(look.near)
    if not part.is_picture:
        requested.hide_values(part, requested.asked_values(part.publication))
        requested.hide_again(part)
    _save(
        part,
        kind=part.kind,
        pages=part.pages,
        picture=part.picture,
        scanned=Part.Scanned.DONE,
        scanned_digest=_digest(part, content),
        policy_digest=look.policy_digest,
        reason="",
        risks=part.risks,
        text=part.text,
        left_out=part.left_out,
        width=part.width,
        height=part.height,
    )
    if part.page == 0 and mine.pages is None:
        add_pages(part)


def _not_covered(part: Part, rows: Iterable[ReviewItem]) -> list[ReviewItem]:
    """Findings that no item of the part covers yet, whatever was decided about it."""
    items = list(part.items.all())
    spans = spans_of(items)
    boxes = [item.box for item in items if item.is_box]
    return [
        row
        for row in rows
        if not (
            any(box.covers(row.box) for box in boxes)
            if row.is_box
            else any(span.covers(row.span) for span in spans)
        )
    ]


def _save(part: Part, **fields: object) -> None:
    """Write what the scan learned, and have the preview made anew."""
    Part.objects.filter(pk=part.pk).update(**fields)
    for name, value in fields.items():
        setattr(part, name, value)
    part.publication.touch()
    render_later(part.publication)
