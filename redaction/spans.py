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
class Other:
    """What else the same words were taken for, by a rule that was less sure; fields as in `Finding`."""

    entity: str
    score: float
    rule: str


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that looks personal in a text.

    `entity` is a key of `redaction.entities.ENTITIES`; `score` is in 0..1;
    `rule` is the stable id of the rule that found it, such as
    `contact.email`. `context` is where the words stand that told the rule
    what it is, such as the name of a field: places, because the words
    themselves belong to the document. `lost` is what it was not taken for,
    the surest first. Both may be empty.
    """

    span: Span
    entity: str
    score: float = 1.0
    rule: str = ""
    context: tuple[Span, ...] = field(default=(), compare=False)
    lost: tuple[Other, ...] = field(default=(), compare=False)


_MOST_LOST = 5  # a reviewer reads no more
_FAR = 60  # code points; words further away told nothing


def disjoint(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Merge overlapping findings, in text order; the stronger one names the result.

    The merged span is the union, never the winner's alone: a tie between
    `ann@mail.example` and `mail.example` must not leave `ann@` in the clear.
    Stronger is the higher score, then the longer span. What the weaker one
    took it for is kept in `lost`.
    """
    merged: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.span.start, -f.span.end)):
        last = merged[-1] if merged else None
        if last is None or not last.span.overlaps(finding.span):
            merged.append(finding)
            continue
        union = Span(last.span.start, max(last.span.end, finding.span.end))
        stronger = max(last, finding, key=lambda f: (f.score, f.span.end - f.span.start))
        weaker = finding if stronger is last else last
        merged[-1] = beaten(replace(stronger, span=union), weaker)
    return tuple(merged)


def beaten(winner: Finding, loser: Finding) -> Finding:
    """The winner, knowing what the loser took the same words for."""
    others = {*winner.lost, *loser.lost, Other(loser.entity, loser.score, loser.rule)}
    lost = sorted(
        (other for other in others if (other.entity, other.rule) != (winner.entity, winner.rule)),
        key=lambda other: (-other.score, other),
    )
    return replace(winner, lost=tuple(lost[:_MOST_LOST]))


def words_beside(text: str, whole: Span, values: Iterable[Span]) -> tuple[Span, ...]:
    """What a rule read around the values it found: the parts of `whole` outside of them that hold a word.

    Each is cut to the nearest sixty code points and has no blanks around it.
    """
    pieces, at, before = [], whole.start, True
    for value in [*sorted(values), Span(whole.end, whole.end + 1)]:
        start, end = at, min(value.start, whole.end)
        if before and end - start > _FAR:
            start = end - _FAR
        end = min(end, start + _FAR)
        said = text[start:end]
        if any(char.isalpha() for char in said):
            start += len(said) - len(said.lstrip())
            pieces.append(Span(start, start + len(said.strip())))
        at, before = max(at, value.end), False
    return tuple(pieces)


def shift(finding: Finding, by: int) -> Finding:
    """The same finding in a text that starts `by` code points earlier; its context stays behind."""
    return replace(finding, span=Span(finding.span.start + by, finding.span.end + by), context=())
