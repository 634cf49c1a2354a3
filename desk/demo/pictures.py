"""Screenshots for the demo, drawn when they are needed: windows of programs that do not exist."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
WIDTH, SIDE, ROW = 920, 210, 64  # pixels
MARGIN, BAR = 32, 46


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a window, from the desktop behind it to the words in it."""

    desktop: Colour
    window: Colour
    side: Colour
    box: Colour
    line: Colour
    words: Colour
    soft: Colour
    accent: Colour


LIGHT = Theme(
    desktop=(196, 208, 222),
    window=(255, 255, 255),
    side=(243, 245, 248),
    box=(250, 251, 252),
    line=(205, 211, 219),
    words=(28, 33, 40),
    soft=(97, 107, 119),
    accent=(29, 101, 184),
)
DARK = Theme(
    desktop=(14, 17, 22),
    window=(34, 38, 45),
    side=(27, 30, 36),
    box=(43, 48, 57),
    line=(70, 77, 89),
    words=(232, 235, 239),
    soft=(160, 169, 181),
    accent=(110, 168, 254),
)


def settings_window(
    title: str, person: str, fields: Sequence[tuple[str, str]], *, theme: Theme, warning: str = ""
) -> bytes:
    """A PNG of a settings window: the account page with these fields, and a warning at its foot."""
    height = 2 * MARGIN + BAR + 96 + ROW * len(fields) + 92 + (52 if warning else 0)
    picture = Image.new("RGB", (WIDTH, height), theme.desktop)
    draw = ImageDraw.Draw(picture)
    left, top, right, bottom = MARGIN, MARGIN, WIDTH - MARGIN, height - MARGIN
    draw.rounded_rectangle((left, top, right, bottom), 10, theme.window, theme.line)
    _title_bar(draw, (left, top, right), title, theme)
    _side(draw, (left + 1, top + BAR, left + SIDE, bottom - 1), theme)
    inner = left + SIDE + 28
    _portrait(draw, inner, top + BAR + 22, person, theme)
    y = top + BAR + 100
    for label, value in fields:
        draw.text((inner, y), label, theme.soft, _font(14))
        draw.rounded_rectangle((inner, y + 20, right - 28, y + 52), 5, theme.box, theme.line)
        draw.text((inner + 12, y + 27), value, theme.words, _font(16))
        y += ROW
    if warning:
        draw.rounded_rectangle((inner, y + 8, right - 28, y + 44), 5, None, (196, 120, 20), 2)
        draw.text((inner + 12, y + 18), warning, theme.words, _font(15))
        y += 52
    _buttons(draw, right - 28, y + 20, theme)
    return _png(picture)


def message_window(title: str, lines: Sequence[str], *, theme: Theme) -> bytes:
    """A PNG of a message box with these lines, the first one in bold size."""
    height = 2 * MARGIN + BAR + 28 * len(lines) + 128
    picture = Image.new("RGB", (WIDTH - 160, height), theme.desktop)
    draw = ImageDraw.Draw(picture)
    left, top, right, bottom = MARGIN, MARGIN, picture.width - MARGIN, height - MARGIN
    draw.rounded_rectangle((left, top, right, bottom), 10, theme.window, theme.line)
    _title_bar(draw, (left, top, right), title, theme)
    draw.ellipse((left + 26, top + BAR + 28, left + 70, top + BAR + 72), (190, 45, 45))
    draw.text((left + 48, top + BAR + 50), "!", (255, 255, 255), _font(28), anchor="mm")
    y = top + BAR + 26
    for number, line in enumerate(lines):
        draw.text((left + 92, y), line, theme.words, _font(19 if number == 0 else 16))
        y += 34 if number == 0 else 27
    _buttons(draw, right - 24, y + 22, theme)
    return _png(picture)


def _title_bar(draw: ImageDraw.ImageDraw, edges: tuple[int, int, int], title: str, theme: Theme) -> None:
    left, top, right = edges
    draw.line((left, top + BAR, right, top + BAR), theme.line)
    draw.text((left + 18, top + 14), title, theme.words, _font(16))
    for number in range(3):
        x = right - 30 - 26 * number
        draw.ellipse((x, top + 16, x + 14, top + 30), None, theme.soft, 2)


def _side(draw: ImageDraw.ImageDraw, edges: tuple[int, int, int, int], theme: Theme) -> None:
    draw.rectangle(edges, theme.side)
    for number, name in enumerate(("Account", "Folders", "Network", "Notifications", "About")):
        y = edges[1] + 20 + 42 * number
        if number == 0:
            draw.rounded_rectangle((edges[0] + 10, y - 6, edges[2] - 10, y + 28), 6, theme.window, theme.line)
            draw.rectangle((edges[0] + 10, y, edges[0] + 13, y + 22), theme.accent)
        draw.text((edges[0] + 28, y + 1), name, theme.words if number == 0 else theme.soft, _font(16))


def _portrait(draw: ImageDraw.ImageDraw, left: int, top: int, person: str, theme: Theme) -> None:
    draw.ellipse((left, top, left + 52, top + 52), theme.accent)
    initials = "".join(word[0] for word in person.split())
    draw.text((left + 26, top + 26), initials, theme.window, _font(20), anchor="mm")
    draw.text((left + 70, top + 4), person, theme.words, _font(21))
    draw.text((left + 70, top + 32), "Signed in on this computer", theme.soft, _font(14))


def _buttons(draw: ImageDraw.ImageDraw, right: int, top: int, theme: Theme) -> None:
    draw.rounded_rectangle((right - 110, top, right, top + 38), 6, theme.accent)
    draw.text((right - 55, top + 19), "OK", theme.window, _font(16), anchor="mm")
    draw.rounded_rectangle((right - 240, top, right - 126, top + 38), 6, theme.box, theme.line)
    draw.text((right - 183, top + 19), "Cancel", theme.words, _font(16), anchor="mm")


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
