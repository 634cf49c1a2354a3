"""Faces of people: proposed from their shape alone, nobody is recognised.

OpenCV's frontal cascade (`alt2`) comes in its wheel. On one photo pasted into
a screenshot it found the face from 24 pixels up in a doubled picture, from 32
in a plain one, and nothing in pages of text (measured 2026-11-25). It misses
faces in profile and drawn ones: a reviewer must still look.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from redaction.boxes import Box
from redaction.documents.image import Pixels
from redaction.errors import Unavailable
from redaction.tiles import Grid, tiles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DOUBLED_PIXELS = 1_100_000  # doubling a larger picture would cost more than reading it
_SMALLEST = 18  # pixels of the picture
_HEAD = 0.3  # hair, ears and chin around the face, as a share of its side
# 60 bytes for each pixel it looks at (measured 2026-11-25). What shares no strip
# whole is large enough to be found in the picture made smaller.
_GRID = Grid(pixels=3_000_000, widest=4_000, across=160, down=160)


def find_faces(pixels: Pixels) -> tuple[Box, ...]:
    """Boxes around heads, from top to bottom; empty when there are none. Raises Unavailable."""
    import numpy as np

    found: list[Box] = []
    for face in _seen(np.asarray(pixels.convert("L"))):
        twin = next((number for number, other in enumerate(found) if _is_same(face, other)), None)
        if twin is None:
            found.append(face)
        else:
            found[twin] = found[twin].union(face)
    width, height = pixels.size
    heads = (face.pad(round(_HEAD * (face.right - face.left)), width=width, height=height) for face in found)
    return tuple(sorted(heads, key=lambda box: (box.top, box.left)))


def load_cascade() -> Any:
    """The cascade, ready to look. Raises Unavailable(`reader-missing`) when it is not installed.

    One for each look (20 ms): it keeps what it needed for its largest
    picture as long as it lives, 1.4 GB after a photo of 24 megapixels.
    """
    import cv2

    loaded = cv2.CascadeClassifier(
        str(Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_alt2.xml")
    )
    if loaded.empty():
        raise Unavailable("reader-missing")
    return loaded


def _seen(grey: NDArray[np.uint8]) -> Iterator[Box]:
    """Faces in the picture as a whole, doubled or made smaller, and in the tiles of a large one."""
    height, width = grey.shape
    area = width * height
    yield from _look(grey, 2.0 if area <= _DOUBLED_PIXELS else min(1.0, sqrt(_GRID.pixels / area)))
    if area > _GRID.pixels:
        for tile in tiles((width, height), _GRID):
            for face in _look(grey[tile.top : tile.bottom, tile.left : tile.right], 1.0):
                left, top = tile.left, tile.top
                yield Box(face.left + left, face.top + top, face.right + left, face.bottom + top)


def _look(grey: NDArray[np.uint8], scale: float) -> Iterator[Box]:
    """Faces, without hair and chin, in the pixels of `grey`, looked for at this scale."""
    import cv2

    view: Any = grey
    if scale != 1.0:
        how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        view = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=how)
    side = round(_SMALLEST * max(1.0, scale))
    try:
        found = load_cascade().detectMultiScale(view, scaleFactor=1.1, minNeighbors=4, minSize=(side, side))
    except cv2.error as error:
        raise Unavailable("reader-failed") from error
    for left, top, width, height in found:
        yield Box(*(int(side / scale) for side in (left, top, left + width, top + height)))


def _is_same(one: Box, other: Box) -> bool:
    """Whether two looks saw the same face: the middle of each lies in the other."""
    return _has_middle_of(one, other) and _has_middle_of(other, one)


def _has_middle_of(box: Box, other: Box) -> bool:
    x, y = (other.left + other.right) / 2, (other.top + other.bottom) / 2
    return box.left <= x < box.right and box.top <= y < box.bottom
