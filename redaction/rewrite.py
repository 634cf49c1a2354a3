"""A text with its findings replaced, and where each label landed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from redaction.errors import CannotRedact
from redaction.spans import Finding, Span, disjoint


class Labels(Protocol):
    """Gives the words for a value; see `redaction.labels.LabelBook`."""

    def label(self, entity: str, value: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Placement:
    """`span` is the label's place in the new text; `finding` points into the old one."""

    span: Span
    finding: Finding
    label: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new text and one placement per label, in text order."""

    text: str
    placements: tuple[Placement, ...]


def rewrite(text: str, findings: Sequence[Finding], labels: Labels) -> Rewritten:
    """Replace every finding by its label; overlapping findings become one.

    Raises CannotRedact("finding-outside-text") when a finding does not fit
    the text: it was made for another one, and nothing may leave.
    """
    pieces: list[str] = []
    placements: list[Placement] = []
    done = length = 0
    for finding in disjoint(findings):
        if finding.span.end > len(text):
            raise CannotRedact("finding-outside-text")
        kept = text[done : finding.span.start]
        label = labels.label(finding.entity, finding.span.of(text))
        start = length + len(kept)
        length = start + len(label)
        pieces += (kept, label)
        placements.append(Placement(Span(start, length), finding, label))
        done = finding.span.end
    pieces.append(text[done:])
    return Rewritten("".join(pieces), tuple(placements))
