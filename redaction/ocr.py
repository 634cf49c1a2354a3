"""Optical readers: a picture in, words with their boxes out.

RapidOCR is the reader that is always there (its models come in its wheel);
Tesseract is asked too where it is installed. Each gives its own reading, and
what either of them finds counts: their mistakes are different ones.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil, floor
from typing import Protocol

from redaction.boxes import Box, Word
from redaction.documents.image import Pixels
from redaction.errors import Unavailable

SURE = 0.6  # mean probability of a line's characters below which we do not trust its words


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader saw: words in no set order, and areas that hold text it could not make out."""

    words: tuple[Word, ...]
    unsure: tuple[Box, ...] = ()


class Ocr(Protocol):
    """One optical reader."""

    name: str

    def read(self, pixels: Pixels) -> Reading:
        """All words of the picture. Raises Unavailable when it failed or was late, never half a reading."""


def load_readers() -> tuple[Ocr, ...]:
    """The readers of this machine, RapidOCR first. Raises Unavailable(`reader-missing`) without it."""
    # Imported here: each of them speaks the words of this module.
    from redaction.rapid import RapidReader
    from redaction.tesseract import TesseractReader

    rapid = RapidReader()
    program = shutil.which("tesseract")
    return (rapid,) if program is None else (rapid, TesseractReader(program))


def read_all(readers: Sequence[Ocr], pixels: Pixels) -> tuple[Reading, ...]:
    """One reading per reader, in their order, made at the same time. Raises what any of them raises."""
    if not readers:
        raise Unavailable("reader-missing")
    with ThreadPoolExecutor(len(readers)) as pool:
        return tuple(pool.map(lambda reader: reader.read(pixels), readers))


def merge_words(readings: Sequence[Sequence[Word]]) -> tuple[Word, ...]:
    """All words once: those of the first reader, then what the others saw where it saw nothing."""
    merged: list[Word] = []
    for words in readings:
        merged += [word for word in words if not any(_common(word.box, other.box) > 0.3 for other in merged)]
    return tuple(merged)


def unread_areas(readings: Sequence[Reading]) -> tuple[Box, ...]:
    """Areas that hold text which no reader made out: a reader was unsure there and no other was sure."""
    areas: list[Box] = []
    for reading in readings:
        sure = [
            word.box
            for other in readings
            if other is not reading
            for word in other.words
            if word.score >= SURE
        ]
        areas += [box for box in reading.unsure if sum(_common(box, word) for word in sure) < 0.6]
    return tuple(dict.fromkeys(areas))


def _common(box: Box, other: Box) -> float:
    """The share of `box` that `other` covers, 0..1."""
    if not box.overlaps(other):
        return 0.0
    wide = min(box.right, other.right) - max(box.left, other.left)
    tall = min(box.bottom, other.bottom) - max(box.top, other.top)
    return wide * tall / ((box.right - box.left) * (box.bottom - box.top))


def box_within(left: float, top: float, right: float, bottom: float, size: tuple[int, int]) -> Box:
    """Whole pixels around these bounds, inside the picture, never empty."""
    width, height = size
    x, y = min(max(0, floor(left)), width - 1), min(max(0, floor(top)), height - 1)
    return Box(x, y, min(width, max(x + 1, ceil(right))), min(height, max(y + 1, ceil(bottom))))
