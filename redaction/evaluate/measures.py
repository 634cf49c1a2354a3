"""What the figures mean, and how they are counted.

Only whether a character was hidden counts, not under which kind: a leak is a
leak whatever it is called. Blanks never count. Of the marks, `core` ones must
be hidden; characters of `context` and `ignore` marks are left out of
everything unless a core mark covers them too.

- **found** (span recall): the share of core marks that are *fully* covered,
  which is when each letter and digit in them is hidden; in a mark without
  letters and digits, each character that is no blank.
- **shown**: the same of what was hidden or is a near miss, which a reviewer
  sees in a list beside the text.
- **leaking documents**: of the documents with a core mark, the share in which
  at least one is not fully covered.
- **precision**: of the hidden characters that are not left out, the share
  inside core marks.
- **over-redaction**: of the characters outside core marks that are not left
  out, the share that was hidden all the same.

A share of nothing is None. Intervals are Wilson's for a share, at 95 %; the
marks of one document are not independent, so they are a little too narrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from math import sqrt

from redaction.evaluate.sets import Document, Mark, Tier
from redaction.spans import Span

_Z = 1.959964  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of some documents; they add up. Characters are code points that are no blank."""

    documents: int = 0
    with_marks: int = 0
    leaking: int = 0
    marks: int = 0
    covered: int = 0
    shown: int = 0
    hidden_inside: int = 0
    hidden_outside: int = 0
    outside: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    @property
    def found(self) -> float | None:
        return share(self.covered, self.marks)

    @property
    def seen(self) -> float | None:
        return share(self.shown, self.marks)

    @property
    def leaks(self) -> float | None:
        return share(self.leaking, self.with_marks)

    @property
    def precision(self) -> float | None:
        return share(self.hidden_inside, self.hidden_inside + self.hidden_outside)

    @property
    def over_redaction(self) -> float | None:
        return share(self.hidden_outside, self.outside)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: its counts, and of its core marks those that were missed."""

    document: Document
    tally: Tally
    missed: tuple[Mark, ...]
    unseen: tuple[Mark, ...]  # of the missed, those that are no near miss either

    def only(self, label: str) -> Tally:
        """Counts of the core marks of one label alone; characters outside of marks belong to no label."""
        marks = [mark for mark in core_marks(self.document) if mark.label == label]
        missed = [mark for mark in self.missed if mark.label == label]
        unseen = [mark for mark in self.unseen if mark.label == label]
        return Tally(
            documents=1, with_marks=int(bool(marks)), leaking=int(bool(missed)),
            marks=len(marks), covered=len(marks) - len(missed), shown=len(marks) - len(unseen),
        )  # fmt: skip


def measure(document: Document, hidden: Iterable[Span], near: Iterable[Span] = ()) -> Outcome:
    """Compare what was hidden or nearly so with what was marked. Spans may overlap and may reach outside."""
    text = document.text
    inside = _painted(text, (mark.span for mark in core_marks(document)))
    neutral = _painted(text, (mark.span for mark in document.marks if mark.tier is not Tier.CORE))
    hidden = tuple(hidden)
    covered, shown = _painted(text, hidden), _painted(text, (*hidden, *near))
    hidden_inside = hidden_outside = outside = 0
    for char, is_inside, is_neutral, is_covered in zip(text, inside, neutral, covered, strict=True):
        if char.isspace():
            continue
        if is_inside:
            hidden_inside += is_covered
        elif not is_neutral:
            outside += 1
            hidden_outside += is_covered
    marks = core_marks(document)
    missed = tuple(mark for mark in marks if not _is_covered(mark.span, text, covered))
    unseen = tuple(mark for mark in missed if not _is_covered(mark.span, text, shown))
    tally = Tally(
        documents=1, with_marks=int(bool(marks)), leaking=int(bool(missed)),
        marks=len(marks), covered=len(marks) - len(missed), shown=len(marks) - len(unseen),
        hidden_inside=hidden_inside, hidden_outside=hidden_outside, outside=outside,
    )  # fmt: skip
    return Outcome(document, tally, missed, unseen)


def core_marks(document: Document) -> Sequence[Mark]:
    return [mark for mark in document.marks if mark.tier is Tier.CORE]


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def interval(part: int, whole: int) -> tuple[float, float] | None:
    """Wilson's interval of a share at 95 %, both in 0..1; None for a share of nothing.

    Source: E. B. Wilson, Probable inference, J. Am. Stat. Assoc. 22 (1927).
    """
    if not whole:
        return None
    rate, spread = part / whole, _Z * _Z / whole
    middle = (rate + spread / 2) / (1 + spread)
    half = _Z * sqrt(rate * (1 - rate) / whole + spread / whole / 4) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def _painted(text: str, spans: Iterable[Span]) -> bytearray:
    """One byte per code point, 1 inside any of the spans."""
    paint = bytearray(len(text))
    for span in spans:
        start, end = min(span.start, len(text)), min(span.end, len(text))
        paint[start:end] = b"\1" * (end - start)
    return paint


def _is_covered(span: Span, text: str, covered: bytearray) -> bool:
    places = range(span.start, span.end)
    telling = [at for at in places if text[at].isalnum()] or [at for at in places if not text[at].isspace()]
    return all(covered[at] for at in telling)
