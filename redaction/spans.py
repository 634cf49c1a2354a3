"""Where something stands in a text, and what was found there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from redaction.errors import BadSpan


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Part of a text: code points, start included, end excluded, never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise BadSpan(self.start, self.end)

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that looks personal in a text.

    `entity` is a key of `redaction.entities.ENTITIES`; `score` is in 0..1;
    `rule` is the stable id of the rule that found it, such as
    `contact.email`; `context` holds the *names* of the context words that
    raised it, from the rule's own list, never words of the document.
    """

    span: Span
    entity: str
    score: float = 1.0
    rule: str = ""
    context: tuple[str, ...] = field(default=(), compare=False)


def disjoint(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Merge overlapping findings, in text order; the stronger one names the result.

    The merged span is the union, never the winner's alone: a tie between
    `ann@mail.example` and `mail.example` must not leave `ann@` in the clear.
    Stronger is the higher score, then the longer span.
    """
    merged: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.span.start, -f.span.end)):
        last = merged[-1] if merged else None
        if last is None or not last.span.overlaps(finding.span):
            merged.append(finding)
            continue
        union = Span(last.span.start, max(last.span.end, finding.span.end))
        stronger = max(last, finding, key=lambda f: (f.score, f.span.end - f.span.start))
        merged[-1] = replace(stronger, span=union)
    return tuple(merged)


def shift(finding: Finding, by: int) -> Finding:
    """The same finding in a text that starts `by` code points earlier."""
    return replace(finding, span=Span(finding.span.start + by, finding.span.end + by))
