"""Where something stands in a picture."""

from __future__ import annotations

from dataclasses import dataclass

from redaction.errors import BadSpan


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle of pixels: origin top left, right and bottom excluded, never empty."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if not 0 <= self.left < self.right:
            raise BadSpan(self.left, self.right)
        if not 0 <= self.top < self.bottom:
            raise BadSpan(self.top, self.bottom)

    def pad(self, by: int, *, width: int, height: int) -> Box:
        """Grown by `by` pixels on each side, cut at the edges of the picture."""
        return Box(
            max(0, self.left - by),
            max(0, self.top - by),
            min(width, self.right + by),
            min(height, self.bottom + by),
        )

    def union(self, other: Box) -> Box:
        """The smallest box that covers both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def covers(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Word:
    """One word an optical reader saw: its text, its place, and how sure it was (0..1)."""

    text: str
    box: Box
    score: float = 1.0


@dataclass(frozen=True, slots=True, order=True)
class BoxFinding:
    """Something that looks personal in a picture; fields as in `Finding`.

    `page` counts from 0 in a picture with frames. Entity `UNREAD` is an area
    that looks like text and could not be read.
    """

    box: Box
    entity: str
    score: float = 1.0
    rule: str = ""
    page: int = 0
