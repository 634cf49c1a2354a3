"""The straight lines through the library: look at a text or a picture, cover a picture, look again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from redaction.boxes import Box, BoxFinding, Word
from redaction.codes import read_codes
from redaction.documents.image import Pixels, encode_png, open_image
from redaction.draw import PixelHide, cover
from redaction.errors import CannotRedact
from redaction.faces import cascade, find_faces
from redaction.find import Needle, find_in_text, find_in_words
from redaction.lines import lay_out, rows_of
from redaction.ocr import Ocr, Reading, load_readers, merge_words, read_all, unread_areas
from redaction.policy import Policy
from redaction.scans import TextScan
from redaction.textlike import text_like, unseen
from redaction.verify import ImageCheck, verify_picture

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
    """What a look at one picture gave: its upright size in pixels, the words read, what looks personal."""

    width: int
    height: int
    words: tuple[Word, ...]
    findings: tuple[BoxFinding, ...]
    policy_digest: str


def load_tools() -> Tools:
    """Load every model. Takes seconds and about a gigabyte. Raises Unavailable when one is missing."""
    # Imported here: the engine costs 100 MB in a process that only passes its answers on.
    from redaction.analyze import build_analyzer

    cascade()
    return Tools(build_analyzer(), load_readers())


def scan_text(text: str, policy: Policy, tools: Tools, needles: Sequence[Needle] = ()) -> TextScan:
    """What looks personal in a text. Raises Unavailable when a rule or model failed."""
    return tools.analyzer.analyze(text, policy, needles=needles)


def scan_image(data: bytes, policy: Policy, tools: Tools, needles: Sequence[Needle] = ()) -> ImageScan:
    """What looks personal in a picture, in boxes around whole words of its upright pixels.

    All readers' findings count. Codes (`BARCODE`), faces (`FACE`) and areas
    that nobody could read (`UNREAD`) are findings too. Raises CannotRead for bytes that are no
    picture we open, Unavailable when a reader or model failed.
    """
    pixels = open_image(data)
    readings = read_all(tools.readers, pixels)
    wanted = (*needles, *policy.always_hide)
    findings = [*_codes(pixels, wanted)]
    seen: set[str] = set()
    for reading in readings:
        findings += find_in_words(reading.words, wanted)
        findings += _said(_news(reading.words, seen), policy, tools, needles)
    findings = list(merge_findings(_pad(_widened(findings, readings), pixels)))
    findings += [BoxFinding(face, "FACE", 0.6, "picture.face") for face in find_faces(pixels)]
    words = merge_words([reading.words for reading in readings])
    unread = [*unread_areas(readings), *unseen(text_like(pixels), words, pixels.size)]
    findings += [
        BoxFinding(area, "UNREAD", 1.0, "picture.unread")
        for area in unread
        if not any(_share(area, finding.box) > 0.6 for finding in findings)
    ]
    return ImageScan(pixels.width, pixels.height, words, tuple(sorted(findings)), policy.digest)


def redact_image(data: bytes, hides: Sequence[PixelHide]) -> bytes:
    """A new PNG of the upright pixels with the boxes covered, nothing else in the file.

    Raises CannotRead for bytes that are no picture, CannotRedact(`box-outside`)
    when a box misses the picture: it was drawn on another one.
    """
    pixels = open_image(data)
    for hide in hides:
        if hide.box.left >= pixels.width or hide.box.top >= pixels.height:
            raise CannotRedact("box-outside")
    return encode_png(cover(pixels, hides))


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


def _codes(pixels: Pixels, needles: Sequence[Needle]) -> Iterable[BoxFinding]:
    for code in read_codes(pixels):
        named = find_in_text(code.text, needles) if code.text else ()
        if named:
            yield BoxFinding(code.box, named[0].entity, 1.0, "dictionary.code")
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
) -> Iterable[BoxFinding]:
    layout = lay_out(words)
    if not layout.text:
        return
    for finding in tools.analyzer.analyze(layout.text, policy, needles=needles).findings:
        for box in layout.boxes_of(finding.span):
            yield BoxFinding(box, finding.entity, finding.score, finding.rule)


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
