"""Opaque boxes over pixels, the placeholder's words on them where they fit. Never blur, never pixelate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from redaction.boxes import Box, Word
from redaction.documents.image import Pixels

# Two colours no theme uses. Everything inside a box is a mix of them, so that
# anybody can check from the bytes alone that nothing shines through.
FILL = (21, 24, 33)
INK = (239, 242, 251)

_SIZES = (20, 18, 16, 15, 14, 13, 12, 11, 10, 9)
_MARGIN = 2


@dataclass(frozen=True, slots=True)
class PixelHide:
    """A box to cover and the placeholder to write on it, such as `[person A]`; "" for none."""

    box: Box
    label: str = ""

    @property
    def word(self) -> Word:
        """What stands in the box now, for those who search the page or have it read to them."""
        return Word(self.label, self.box)


def cover(pixels: Pixels, hides: Sequence[PixelHide]) -> Pixels:
    """A new picture with all boxes filled, then labelled; parts outside the picture are cut off."""
    covered = pixels.copy()
    for hide in hides:
        box = _within(hide.box, covered.size)
        if box is not None:
            covered.paste(FILL, (box.left, box.top, box.right, box.bottom))
    for hide in hides:
        box = _within(hide.box, covered.size)
        if box is not None and (tile := _label_tile(box, hide.label)) is not None:
            covered.paste(tile, (box.left, box.top))
    return covered


def is_covered(pixels: Pixels, box: Box) -> bool:
    """Whether the box holds nothing but our fill and our words: every pixel a mix of the two colours,
    at least half of them fill. False for a box that lies outside the picture."""
    part = _within(box, pixels.size)
    if part is None:
        return False
    colours = pixels.crop((part.left, part.top, part.right, part.bottom)).getcolors(maxcolors=1024)
    if colours is None:
        return False
    area = (part.right - part.left) * (part.bottom - part.top)
    filled = sum(count for count, colour in colours if colour == FILL)
    return 2 * filled >= area and all(_is_mix(colour) for _, colour in colours)


def _is_mix(colour: object) -> bool:
    """On the straight line between fill and ink, rounding allowed for."""
    if not isinstance(colour, tuple) or len(colour) != 3:
        return False
    share = (colour[0] - FILL[0]) / (INK[0] - FILL[0])
    return -0.01 <= share <= 1.01 and all(
        abs(low + share * (high - low) - value) <= 1.5
        for low, high, value in zip(FILL, INK, colour, strict=True)
    )


def _within(box: Box, size: tuple[int, int]) -> Box | None:
    right, bottom = min(box.right, size[0]), min(box.bottom, size[1])
    return Box(box.left, box.top, right, bottom) if box.left < right and box.top < bottom else None


def _label_tile(box: Box, label: str) -> Image.Image | None:
    """The filled box with its words, as large as they fit; None when they do not fit."""
    width, height = box.right - box.left, box.bottom - box.top
    for words in dict.fromkeys((label, label.strip("[]"))):
        for size in _SIZES if words else ():
            font = ImageFont.load_default(size)
            left, top, right, bottom = font.getbbox(words)
            if right - left > width - 2 * _MARGIN or bottom - top > height - _MARGIN:
                continue
            tile = Image.new("RGB", (width, height), FILL)
            at = ((width - (right - left)) / 2 - left, (height - (bottom - top)) / 2 - top)
            ImageDraw.Draw(tile).text((round(at[0]), round(at[1])), words, font=font, fill=INK)
            return tile
    return None
