"""QR and bar codes: what stands in them and where."""

from __future__ import annotations

from dataclasses import dataclass, field

from redaction.boxes import Box
from redaction.documents.image import Pixels
from redaction.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Code:
    """One code: the box around it, its text ("" when it cannot be decoded), its format such as `qrcode`."""

    box: Box
    text: str = field(repr=False)
    format: str


def read_codes(pixels: Pixels) -> tuple[Code, ...]:
    """All codes of the picture, also rotated and inverted ones. Raises Unavailable(`reader-failed`)."""
    import numpy as np
    import zxingcpp

    try:
        found = zxingcpp.read_barcodes(np.asarray(pixels.convert("L")), return_errors=True)
    except (RuntimeError, ValueError) as error:
        raise Unavailable("reader-failed") from error
    codes = []
    for code in found:
        place = code.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
        left, top = max(0, min(xs)), max(0, min(ys))
        right, bottom = min(pixels.width, max(xs) + 1), min(pixels.height, max(ys) + 1)
        if left >= right or top >= bottom:
            continue
        if not code.valid and min(right - left, bottom - top) < 16:
            continue  # a row of strokes that only resembles a code
        name = str(code.format).rpartition(".")[2].lower().replace(" ", "")
        codes.append(Code(Box(left, top, right, bottom), code.text if code.valid else "", name))
    return tuple(codes)
