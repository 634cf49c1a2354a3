"""What was found in a file, as rows for a person or a program; values only where a person asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from redaction.boxes import BoxFinding
from redaction.detect import span_row
from redaction.documents.apart import written_of
from redaction.documents.sniff import IMAGES, PAGED, WRITTEN, Kind, sniff
from redaction.entities import ENTITIES, Severity
from redaction.errors import CannotRead
from redaction.pipeline import ImageScan, Tools, scan_image, scan_text
from redaction.policy import DEFAULT_POLICY
from redaction.reasons import how_sure, reason
from redaction.spans import Finding, Span

AROUND: Final = 30  # code points shown on each side of a value
_COLOURS: Final = {Severity.HIGH: "\033[31m", Severity.MEDIUM: "\033[33m", Severity.LOW: "\033[36m"}
_PLAIN: Final = "\033[0m"


@dataclass(frozen=True, slots=True)
class Row:
    """One finding. In a text `line` counts from 1; in a file with pages `page` counts from 0.

    `is_behind` says that it stands in what the file does not show (comments,
    properties, hidden sheets), which no copy takes over; its place is of that
    text. `surroundings` is the value with what stands around it, "" in a
    picture.
    """

    finding: Finding | BoxFinding
    line: int | None = None
    page: int | None = None
    is_behind: bool = False
    is_inside: bool = False
    surroundings: str = ""

    def for_program(self) -> dict[str, object]:
        """For JSON: label, score, rule, why, and the place; never a value."""
        why = reason(self.finding.rule)
        if isinstance(self.finding, Finding):
            context = [[word.start, word.end] for word in self.finding.context]
            lost = [[other.entity, other.rule] for other in self.finding.lost]
            place = {"line": self.line, "shown": not self.is_behind}
            return {**span_row(self.finding), **place, "why": why, "context": context, "lost": lost}
        box = self.finding.box
        area: dict[str, object] = {"box": [box.left, box.top, box.right, box.bottom]}
        if self.page is not None:
            area["page"] = self.page
        found = {
            "label": self.finding.entity,
            "score": round(self.finding.score, 4),
            "rule": self.finding.rule,
        }
        return {**found, "why": why, **area}

    def for_person(self, *, colour: bool, values: bool) -> str:
        """One line; in colour by how bad a leak would be. `values` shows the value, too."""
        entity = ENTITIES[self.finding.entity]
        start, end = (_COLOURS[entity.severity], _PLAIN) if colour else ("", "")
        sure = how_sure(self.finding.score)
        said = f"{self._place():<24} {start}{entity.name}{end}, {sure}: {self.finding.rule}"
        return f"{said}  {self.surroundings}" if values and self.surroundings else said

    def _place(self) -> str:
        if isinstance(self.finding, Finding):
            place = f"line {self.line}, {self.finding.span.start}-{self.finding.span.end}"
            return f"not shown, {place}" if self.is_behind else place
        box = self.finding.box
        area = f"box {box.left},{box.top}-{box.right},{box.bottom}"
        what = "picture inside" if self.is_inside else "page"
        return area if self.page is None else f"{what} {self.page + 1}, {area}"


def found_in(data: bytes, tools: Tools) -> Iterator[Row]:
    """Every finding in a file of a kind that can be published; none for an empty file.

    Raises CannotRead("unknown-kind") for any other kind and what scans raise.
    """
    kind = sniff(data)
    if kind in IMAGES | PAGED:
        for page, scan in enumerate(page_scans(data, tools)):
            for spot in scan.findings:
                yield Row(spot, page=page if scan.pages > 1 else None)
    elif kind in WRITTEN:
        written = written_of(data)
        yield from _found_in_text(written.text, tools)
        if written.hidden.strip():
            yield from _found_in_text(written.hidden, tools, is_behind=True)
        for picture, scan in enumerate(page_scans(data, tools) if written.pictures else ()):
            for spot in scan.findings:
                yield Row(spot, page=picture, is_inside=True)
    elif kind is not Kind.EMPTY:
        raise CannotRead("unknown-kind")


def page_scans(data: bytes, tools: Tools) -> Iterator[ImageScan]:
    """The scan of each page, one after the other; one for a plain picture."""
    first = scan_image(data, DEFAULT_POLICY, tools)
    yield first
    for page in range(1, first.pages):
        yield scan_image(data, DEFAULT_POLICY, tools, page=page)


def surroundings(text: str, span: Span) -> str:
    """A value between marks with what stands around it, on one line."""
    before, after = text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND]
    return on_one_line(f"{before}⟦{span.of(text)}⟧{after}")


def on_one_line(said: str) -> str:
    """Line ends as a sign, and nothing that a terminal would obey."""
    said = said.replace("\n", "⏎")
    return "".join(char if char.isprintable() else "·" for char in said)


def _found_in_text(text: str, tools: Tools, *, is_behind: bool = False) -> Iterator[Row]:
    line = at = 0
    for finding in scan_text(text, DEFAULT_POLICY, tools).findings:
        line += text.count("\n", at, finding.span.start)
        at = finding.span.start
        around = surroundings(text, finding.span)
        yield Row(finding, line=line + 1, is_behind=is_behind, surroundings=around)
