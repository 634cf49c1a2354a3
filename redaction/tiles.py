"""Parts of a picture that a reader can see at once: its memory grows with the area it is given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from redaction.boxes import Box


@dataclass(frozen=True, slots=True)
class Grid:
    """How a picture is cut: at most so wide and so many pixels, with neighbours sharing a strip (pixels)."""

    pixels: int
    widest: int
    across: int
    down: int


def tiles(size: tuple[int, int], grid: Grid) -> Iterator[Box]:
    """Parts that overlap and together are the whole, row by row in each column; one for a small picture."""
    width, height = size
    for left, right in _stretches(width, grid.widest, grid.across):
        for top, bottom in _stretches(height, grid.pixels // (right - left), grid.down):
            yield Box(left, top, right, bottom)


def _stretches(length: int, longest: int, overlap: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start + longest < length:
        yield start, start + longest
        start += longest - overlap
    yield start, length
