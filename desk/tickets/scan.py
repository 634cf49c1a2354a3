"""Have the detector look at one message or one file, and keep what it found as rows without values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from desk.audit.record import record
from desk.files import viruses
from desk.files.store import CannotOpen, read
from desk.redactor import (
    IMAGES,
    PAGED,
    PUBLISHABLE,
    BoxFinding,
    CannotRead,
    CannotRedact,
    Finding,
    ImageScan,
    Needle,
    TextScan,
    read_written,
    scan_image,
    scan_text,
)
from desk.tickets.cards import cut_drawn, cut_written
from desk.tickets.dictionary import needles_of, needles_of_hidden
from desk.tickets.models import FindingRow, Scan
from desk.tickets.rules import policy

LONGEST_TEXT = 400_000  # code points; longer logs would keep the detector busy for minutes
UNAVAILABLE = "detector-unavailable"


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one look. `reason` is a code, empty when it was scanned."""

    state: Scan.State
    reason: str = ""
    found: TextScan | ImageScan | None = None
    inside: ImageScan | None = None  # of a document: what its pictures show, page by page


def run(scan: Scan) -> None:
    """Scan what this row is about. Safe to run twice: a scan of the same content and policy is kept.

    Raises CannotRedact when the detector is unavailable, CannotCheck when the
    virus scanner is; the row then goes on waiting. What cannot be read at all becomes FAILED, what cannot be
    redacted yet PRIVATE.
    """
    digest = _digest(scan)
    if _is_settled(scan, digest):
        return
    try:
        result = _look(scan)
    except (CannotRead, CannotOpen) as unreadable:
        result = Result(Scan.State.FAILED, reason=str(unreadable))
    except CannotRedact as stopped:
        if stopped.reason == UNAVAILABLE:
            raise
        # It may have stopped with a card number in sight: no look at these bytes has ended.
        _keep(scan, "", Result(Scan.State.FAILED, reason=stopped.reason))
        return
    _keep(scan, _digest(scan), result)


def _look(scan: Scan) -> Result:
    """One look at the content; at what is left of it when there was a card number in it.

    Each cut takes something away that can be found, so that it ends. Raises
    CannotRead, CannotOpen, CannotRedact, CannotCheck.
    """
    if scan.message is not None:
        return _scanned(scan_text(scan.message.text, policy(), needles=needles_of(scan.message.ticket)))
    attachment = scan.attachment
    if attachment is None:
        raise CannotRead("no-subject")
    viruses.check(attachment.file)
    kind = attachment.file.kind
    if kind not in PUBLISHABLE:
        return Result(Scan.State.PRIVATE, reason=f"kind-{kind}")
    content, needles = read(attachment.file), needles_of(attachment.message.ticket)
    if kind in IMAGES | PAGED:
        seen = _all_pages(content, needles)
        return _look(scan) if cut_drawn(attachment, content, seen) else _scanned(seen)
    written = read_written(content)
    inside = _all_pages(content, needles) if written.pictures else None
    if cut_written(attachment, written, inside):
        return _look(scan)
    if len(written.text) > LONGEST_TEXT:
        raise CannotRead("too-long")
    needles += needles_of_hidden(written.hidden)
    return _scanned(scan_text(written.text, policy(), needles=needles), inside)


def _all_pages(content: bytes, needles: Sequence[Needle]) -> ImageScan:
    """The findings of all pages of a file, each with its number, as one scan of the size of the first."""
    rules = policy()
    first = scan_image(content, rules, needles=needles)
    findings = list(first.findings)
    for page in range(1, first.pages):
        scan = scan_image(content, rules, needles=needles, page=page)
        findings += [replace(finding, page=page) for finding in scan.findings]
    return replace(first, findings=tuple(findings))


def _scanned(found: TextScan | ImageScan, inside: ImageScan | None = None) -> Result:
    return Result(Scan.State.DONE, found=found, inside=inside)


def _digest(scan: Scan) -> str:
    """What names the content as it is now."""
    if scan.message is not None:
        return scan.message.digest
    return scan.attachment.file.digest if scan.attachment is not None else ""


def _is_settled(scan: Scan, digest: str) -> bool:
    if scan.state == Scan.State.WAITING or scan.digest != digest:
        return False
    return scan.policy_digest == policy().digest


@transaction.atomic
def _keep(scan: Scan, digest: str, result: Result) -> None:
    """Replace what an earlier look found by this one, in one step."""
    mine = Scan.objects.select_for_update().filter(pk=scan.pk).first()
    if mine is None:
        return  # the message went while it was being looked at
    mine.findings.all().delete()
    mine.state, mine.reason, mine.digest = result.state, result.reason[:60], digest
    mine.policy_digest, mine.scanned_at = policy().digest, timezone.now()
    count = 0
    if result.found is not None:
        mine.policy_digest = result.found.policy_digest
        rows = _rows(mine, result.found)
        if result.inside is not None:
            rows += [_box_row(mine, finding) for finding in result.inside.findings]
        count = len(FindingRow.objects.bulk_create(rows))
    mine.save()
    record("scan.ended", mine, by="system", state=mine.state, reason=mine.reason or None, findings=count)


def _rows(scan: Scan, found: TextScan | ImageScan) -> list[FindingRow]:
    """Rows for the findings; sets on the scan what only this kind of content has."""
    if isinstance(found, ImageScan):
        scan.width, scan.height = found.width, found.height
        return [_box_row(scan, finding) for finding in found.findings]
    scan.language, scan.names_covered = found.language or "", found.names_covered
    return _span_rows(scan, found.findings, is_near=False) + _span_rows(scan, found.near, is_near=True)


def _span_rows(scan: Scan, findings: Sequence[Finding], *, is_near: bool) -> list[FindingRow]:
    return [
        FindingRow(
            scan=scan,
            start=finding.span.start,
            end=finding.span.end,
            entity=finding.entity,
            score=finding.score,
            rule=finding.rule,
            context=[[word.start, word.end] for word in finding.context],
            is_near=is_near,
        )
        for finding in findings
    ]


def _box_row(scan: Scan, finding: BoxFinding) -> FindingRow:
    return FindingRow(
        scan=scan,
        page=finding.page,
        left=finding.box.left,
        top=finding.box.top,
        right=finding.box.right,
        bottom=finding.box.bottom,
        entity=finding.entity,
        score=finding.score,
        rule=finding.rule,
    )
