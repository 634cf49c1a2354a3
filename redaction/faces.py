"""Faces of people: proposed from their shape alone, nobody is recognised.

OpenCV's frontal cascade (`alt2`) comes in its wheel. On one photo pasted into
a screenshot it found the face from 24 pixels up in a doubled picture, from 32
in a plain one, and nothing in pages of text (measured 2026-11-25). It misses
faces in profile and drawn ones: a reviewer must still look.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from redaction.boxes import Box
from redaction.documents.image import Pixels
from redaction.errors import Unavailable

_DOUBLED_PIXELS = 1_100_000  # doubling a larger picture would cost more than reading it
_SMALLEST = 18  # pixels of the picture
_HEAD = 0.3  # hair, ears and chin around the face, as a share of its side


def find_faces(pixels: Pixels) -> tuple[Box, ...]:
    """Boxes around heads, from top to bottom; empty when there are none. Raises Unavailable."""
    import cv2
    import numpy as np

    grey: Any = np.asarray(pixels.convert("L"))
    scale = 2 if pixels.width * pixels.height <= _DOUBLED_PIXELS else 1
    if scale > 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    side = _SMALLEST * scale
    try:
        found = cascade().detectMultiScale(grey, scaleFactor=1.1, minNeighbors=4, minSize=(side, side))
    except cv2.error as error:
        raise Unavailable("reader-failed") from error
    boxes = []
    for left, top, width, height in found:
        x, y, right, bottom = (int(v) // scale for v in (left, top, left + width, top + height))
        boxes.append(
            Box(x, y, right, bottom).pad(round(_HEAD * (right - x)), width=pixels.width, height=pixels.height)
        )
    return tuple(sorted(boxes, key=lambda box: (box.top, box.left)))


@cache
def cascade() -> Any:
    import cv2

    loaded = cv2.CascadeClassifier(
        str(Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_alt2.xml")
    )
    if loaded.empty():
        raise Unavailable("reader-missing")
    return loaded
