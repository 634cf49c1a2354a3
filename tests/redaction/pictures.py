"""Plain builders of pictures for tests: text on a ground, in the formats people send."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw, ImageFont

LIGHT, DARK = ("#ffffff", "#1b1f24"), ("#1e1f22", "#cdd0d6")  # ground and ink


def a_picture(
    lines: Sequence[str],
    *,
    size: tuple[int, int] = (640, 160),
    theme: tuple[str, str] = LIGHT,
    pixels: int = 20,
) -> Image.Image:
    """Lines of text in Pillow's own font, the first at (20, 20), each 1.7 heights below the last."""
    picture = Image.new("RGB", size, theme[0])
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        at = (20, 20 + round(number * pixels * 1.7))
        pen.text(at, line, fill=theme[1], font=ImageFont.load_default(pixels))
    return picture


def encoded(picture: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def a_screenshot(lines: Sequence[str], **options: Any) -> bytes:
    """The same as PNG bytes."""
    return encoded(a_picture(lines, **options))
