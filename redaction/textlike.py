"""Areas that look like a line of text by their strokes alone, as a check on the readers.

It knows nothing of letters, so it cannot make the readers' mistakes: a band of
many short strokes, longer than high, that no reader mentions is shown to a
reviewer. It sees half to nine tenths of the words of a screenshot (measured
2026-11-25), so its silence proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from redaction.boxes import Box, Word
from redaction.documents.image import Pixels

_EDGE = 28  # difference of brightness, 0..255, from which a stroke begins
_LETTER_GAP = 9  # pixels that are bridged between letters
_HEIGHTS = (7, 60)  # pixels
_SHORTEST = 24
_SEEN = 0.2  # share of an area inside words from which on a reader has seen it


def text_like(pixels: Pixels) -> tuple[Box, ...]:
    """Boxes around what looks like a line of text, from top to bottom."""
    import cv2
    import numpy as np

    grey = np.asarray(pixels.convert("L"))
    edges = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > _EDGE
    bridged = cv2.morphologyEx(edges.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, _LETTER_GAP), np.uint8))
    _, _, areas, _ = cv2.connectedComponentsWithStats(bridged, connectivity=4)
    boxes = []
    for left, top, width, height, _ in areas[1:].tolist():
        if not _HEIGHTS[0] <= height <= _HEIGHTS[1] or width < max(_SHORTEST, 2.2 * height):
            continue
        part = edges[top : top + height, left : left + width]
        strokes = float((part[:, 1:] != part[:, :-1]).sum(axis=1).mean())
        # Letters fill a third to two thirds of their line and cross each row of it again and again.
        if 0.2 <= float(part.mean()) <= 0.9 and strokes >= 1.2 * width / height:
            boxes.append(Box(left, top, left + width, top + height))
    return tuple(boxes)


def unseen(areas: Sequence[Box], words: Sequence[Word], size: tuple[int, int]) -> tuple[Box, ...]:
    """The areas that next to nothing was read in."""
    import numpy as np

    seen = np.zeros((size[1], size[0]), dtype=bool)
    for word in words:
        box = word.box.pad(3, width=size[0], height=size[1])
        seen[box.top : box.bottom, box.left : box.right] = True
    return tuple(
        area for area in areas if seen[area.top : area.bottom, area.left : area.right].mean() < _SEEN
    )
