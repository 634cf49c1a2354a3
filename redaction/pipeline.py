"""The straight lines through the library: look at a text or a picture, cover a picture, look again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from redaction.allocator import give_back_large_blocks
from redaction.boxes import Box, BoxFinding, Word
from redaction.codes import read_codes
from redaction.documents.apart import page_of
from redaction.documents.image import Pixels, encode_png
from redaction.documents.pdf_out import OutPage, write_pdf
from redaction.draw import PixelHide, cover
from redaction.errors import CannotRedact
from redaction.faces import find_faces, load_cascade
from redaction.find import Needle, find_in_text, find_in_words
from redaction.lines import Layout, lay_out, rows_of
from redaction.ocr import Ocr, Reading, load_readers, merge_words, read_all, unread_areas
from redaction.policy import Policy
from redaction.scans import TextScan
from redaction.spans import Finding
from redaction.textlike import text_like, unseen
from redaction.verify import ImageCheck, Problem, verify_document, verify_picture

# Bar codes of goods hold nothing but a number, and one in ten has the check digit of a payment card too.
_GOODS = ("ean", "upc")

PAD = 3  # pixels around each box: readers cut strokes, and smoothed edges still spell


class TextAnalyzer(Protocol):
    """What looks at a text; `redaction.analyze.Analyzer` outside of tests."""

    def analyze(self, text: str, policy: Policy, *, needles: Sequence[Needle] = ()) -> TextScan: ...


@dataclass(frozen=True, slots=True)
class Tools:
    """The loaded models, made once per process and passed in."""

    analyzer: TextAnalyzer
    readers: tuple[Ocr, ...]


@dataclass(frozen=True, slots=True)
class ImageScan:
    """What a look at one picture or page gave: its upright size in pixels, words read, what looks personal.

    `pages` counts the pages of its file, 1 for a plain picture. `near` was too
    unsure or is on the list of words to keep; none of it touches a finding much.
    """

    width: int
    height: int
    words: tuple[Word, ...]
    findings: tuple[BoxFinding, ...]
    policy_digest: str
    pages: int = 1
    near: tuple[BoxFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class RedactedPage:
    """A covered picture as PNG bytes, and the words that the file's own text layer has outside the boxes."""

    data: bytes
    layer: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class BuiltDocument:
    """A finished PDF, and why it may not leave (empty is good)."""

    data: bytes
    problems: tuple[Problem, ...]


def load_tools() -> Tools:
    """Load every model. Takes seconds and about a gigabyte. Raises Unavailable when one is missing."""
    # Imported here: the engine costs 100 MB in a process that only passes its answers on.
    from redaction.analyze import build_analyzer

    give_back_large_blocks()
    load_cascade()
    return Tools(build_analyzer(), load_readers())


def scan_text(text: str, policy: Policy, tools: Tools, needles: Sequence[Needle] = ()) -> TextScan:
    """What looks personal in a text. Raises Unavailable when a rule or model failed."""
    return tools.analyzer.analyze(text, policy, needles=needles)


def scan_image(
    data: bytes, policy: Policy, tools: Tools, needles: Sequence[Needle] = (), *, page: int = 0
) -> ImageScan:
    """What looks personal in a picture or in one page, in boxes around whole words of its upright pixels.

    All readers' findings count, and those in a page's own text layer, whether
    its words can be seen or not. Codes (`BARCODE`, or what they hold), faces
    (`FACE`) and areas that nobody could read (`UNREAD`) are findings too. Raises
    CannotRead for bytes that are no picture we open, Unavailable when a reader
    or model failed.
    """
    opened = page_of(data, page)
    pixels = opened.pixels
    readings = read_all(tools.readers, pixels)
    # What the file claims to say is one more reading, but nothing that was not seen counts as read.
    claimed = (*readings, Reading(opened.layer))
    wanted = (*needles, *policy.always_hide)
    findings, near = [*_codes(pixels, policy, tools, wanted)], list[BoxFinding]()
    seen: set[str] = set()
    for reading in claimed:
        findings += find_in_words(reading.words, wanted)
        hidden, missed = _said(_news(reading.words, seen), policy, tools, needles)
        findings += hidden
        near += missed
    findings = list(merge_findings(_pad(_widened(findings, claimed), pixels)))
    findings += [BoxFinding(face, "FACE", 0.6, "picture.face") for face in find_faces(pixels)]
    words = merge_words([reading.words for reading in readings])
    unread = [*unread_areas(readings), *unseen(text_like(pixels), words, pixels.size)]
    findings += [
        BoxFinding(area, "UNREAD", 1.0, "picture.unread")
        for area in unread
        if not any(_share(area, finding.box) > 0.6 for finding in findings)
    ]
    apart = [
        miss
        for miss in merge_findings(_pad(near, pixels))
        if not any(_share(miss.box, finding.box) > 0.6 for finding in findings)
    ]
    return ImageScan(
        pixels.width,
        pixels.height,
        words,
        tuple(sorted(findings)),
        policy.digest,
        opened.pages,
        tuple(sorted(apart)),
    )


def redact_image(data: bytes, hides: Sequence[PixelHide], *, page: int = 0) -> RedactedPage:
    """A new PNG of the upright pixels with the boxes covered, nothing else in the file.

    Without `hides` it is the page as it is, for a person to look at. Raises
    CannotRead for bytes that are no picture, CannotRedact(`box-outside`)
    when a box misses the picture: it was drawn on another one.
    """
    opened = page_of(data, page)
    pixels = opened.pixels
    for hide in hides:
        if hide.box.left >= pixels.width or hide.box.top >= pixels.height:
            raise CannotRedact("box-outside")
    layer = [word for word in opened.layer if not any(hide.box.overlaps(word.box) for hide in hides)]
    return RedactedPage(encode_png(cover(pixels, hides)), tuple(layer))


def build_document(pages: Sequence[OutPage], hidden: Sequence[str]) -> BuiltDocument:
    """A new PDF of finished pages, and what a second look at it found. Raises CannotRedact."""
    data = write_pdf(pages)
    return BuiltDocument(data, verify_document(data, hidden, [page.png for page in pages]).problems)


def verify_image(data: bytes, hidden: Sequence[str], boxes: Sequence[Box], tools: Tools) -> ImageCheck:
    """Look at the finished bytes with all readers; see `verify_picture`."""
    return verify_picture(data, hidden, boxes, tools.readers)


def merge_findings(findings: Iterable[BoxFinding]) -> tuple[BoxFinding, ...]:
    """Findings that mostly share their place as one: the box around both, named by the stronger.

    Each reader and each part of the layout finds the same words again, a few
    pixels apart. Mostly is six tenths of the smaller box.
    """
    merged: list[BoxFinding] = []
    for finding in sorted(findings, key=lambda one: (-_area(one.box), one)):
        at = next((n for n, other in enumerate(merged) if _share(finding.box, other.box) >= 0.6), None)
        if at is None:
            merged.append(finding)
            continue
        stronger = max(merged[at], finding, key=lambda one: one.score)
        merged[at] = replace(stronger, box=merged[at].box.union(finding.box))
    return tuple(sorted(merged))


def _codes(pixels: Pixels, policy: Policy, tools: Tools, needles: Sequence[Needle]) -> Iterable[BoxFinding]:
    """Each code of the picture, named by the surest of what it holds; as a code when that is nothing."""
    for code in read_codes(pixels):
        if code.text and (named := find_in_text(code.text, needles)):
            yield BoxFinding(code.box, named[0].entity, 1.0, "dictionary.code")
            continue
        has_words = code.text and not code.format.startswith(_GOODS)
        held = tools.analyzer.analyze(code.text, policy).findings if has_words else ()
        if held:
            surest = max(held, key=lambda finding: finding.score)
            yield BoxFinding(code.box, surest.entity, surest.score, surest.rule)
        else:
            yield BoxFinding(code.box, "BARCODE", 1.0, f"code.{code.format}")


def _news(words: Sequence[Word], seen: set[str]) -> list[Word]:
    """The words of rows that no earlier reader read the same way; adds these rows to `seen`.

    The text rules are half the cost of a scan, and two readers agree on most rows.
    """
    fresh: list[Word] = []
    for row in rows_of(words):
        spelled = " ".join(word.text for word in row)
        if spelled not in seen:
            fresh.extend(row)
            seen.add(spelled)
    return fresh


def _said(
    words: Sequence[Word], policy: Policy, tools: Tools, needles: Sequence[Needle]
) -> tuple[list[BoxFinding], list[BoxFinding]]:
    """What is to be hidden in these words, and what nearly was."""
    layout = lay_out(words)
    if not layout.text:
        return [], []
    scan = tools.analyzer.analyze(layout.text, policy, needles=needles)
    return _boxed(scan.findings, layout), _boxed(scan.near, layout)


def _boxed(findings: Iterable[Finding], layout: Layout) -> list[BoxFinding]:
    return [
        BoxFinding(box, finding.entity, finding.score, finding.rule)
        for finding in findings
        for box in layout.boxes_of(finding.span)
    ]


def _widened(findings: Iterable[BoxFinding], readings: Sequence[Reading]) -> Iterable[BoxFinding]:
    """Each finding grown over the words that any reader saw mostly inside it: readers cut letters off."""
    words = [word.box for reading in readings for word in reading.words]
    for finding in findings:
        box = finding.box
        for word in words:
            if _share(word, finding.box) > 0.7 and _area(word) <= _area(finding.box) * 1.5:
                box = box.union(word)
        yield replace(finding, box=box)


def _pad(findings: Iterable[BoxFinding], pixels: Pixels) -> Iterable[BoxFinding]:
    for finding in findings:
        yield replace(finding, box=finding.box.pad(PAD, width=pixels.width, height=pixels.height))


def _area(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)


def _share(one: Box, other: Box) -> float:
    """What the two have in common, as a share of the smaller one."""
    if not one.overlaps(other):
        return 0.0
    wide = min(one.right, other.right) - max(one.left, other.left)
    tall = min(one.bottom, other.bottom) - max(one.top, other.top)
    return wide * tall / min(_area(one), _area(other))
