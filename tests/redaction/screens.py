"""Made-up screenshots with the true place of every word: forms, tables, logs and chats in many looks.

The same seed, fonts and look always give the same picture. People, addresses
and numbers are invented or from ranges set aside for documentation.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont
Colour = tuple[int, int, int]

# Ground, panel, ink, faint ink.
THEMES: dict[str, tuple[Colour, Colour, Colour, Colour]] = {
    "light": ((255, 255, 255), (243, 245, 247), (33, 37, 41), (108, 117, 125)),
    "paper": ((250, 246, 238), (240, 233, 220), (60, 50, 40), (125, 110, 95)),
    "grey": ((224, 226, 230), (206, 209, 214), (28, 30, 36), (86, 92, 102)),
    "blue": ((18, 38, 74), (28, 52, 98), (226, 236, 250), (150, 172, 208)),
    "dark": ((30, 31, 34), (43, 45, 48), (205, 208, 214), (140, 146, 155)),
    "black": ((0, 0, 0), (20, 20, 20), (0, 220, 90), (120, 160, 130)),
}
DARK_THEMES = frozenset({"blue", "dark", "black"})

# Never looked at while the engine is made: they say how it does on what it was not made for.
UNSEEN_THEMES: dict[str, tuple[Colour, Colour, Colour, Colour]] = {
    "contrast": ((0, 0, 0), (0, 0, 0), (255, 255, 0), (0, 255, 255)),
    "sepia": ((244, 236, 216), (232, 220, 192), (91, 70, 54), (134, 110, 84)),
    "terminal": ((40, 0, 36), (60, 10, 54), (238, 238, 236), (138, 226, 52)),
    "mint": ((232, 247, 240), (204, 235, 221), (8, 76, 60), (62, 120, 104)),
    "rose": ((255, 240, 244), (252, 220, 229), (120, 14, 60), (160, 82, 112)),
    "slate": ((0, 43, 54), (7, 54, 66), (238, 232, 213), (147, 161, 161)),
}

GIVEN = (
    "Amina Björn Chidi Danuta Eszter Fergus Giulia Hiroko Ines Jamal Kerstin Lwazi Marta Nils Oksana "
    "Pádraig Quynh Rosalind Sanjay Tomasz Ulrike Vaclav Wilma Xiomara Yusuf Zuzana"
).split()
FAMILY = (
    "Achterberg Bhattarai Castellano Dvořák Eriksson Falkner Goncalves Hartigan Ivanenko Jóhannsson Kowalska "
    "Lindqvist Mbeki Novotny Oyelaran Petrescu Quigley Rautio Szabó Thorvald Umarov Villanueva Wachter "
    "Yamashita Zielinski"
).split()
HOSTS = ("example.com", "example.org", "mail.example.net", "helpdesk.example.com")

PERSONAL_LINES = (
    "Customer: {name}",
    "E-mail: {mail}",
    "Phone: {phone} (mobile)",
    "Assigned to {name}",
    "Reply-To: <{mail}>",
    "Last login from {ip} at 09:12:44",
    "Requested by {name} on 3 March",
    "Callback number {phone}",
    "Peer {ip6} timed out",
    "CC: {mail}; {mail}",
    "{name} wrote 2 hours ago:",
    "Gateway {ip} unreachable",
)
PLAIN_LINES = (
    "Status: Open   Priority: High",
    "Could not load invoice (HTTP 500)",
    "Printer offline after upgrade to 4.2.1",
    "File  Edit  View  History  Help",
    "Save draft     Send reply     Close ticket",
    "Updated 2 minutes ago",
    "Search tickets...",
    "Attachments (3): log.txt, trace.zip",
    "ERROR billing.InvoiceService - row 4711 locked",
    "Retry in 30 s, attempt 4 of 5",
    "at Sync.Worker.Run() line 88",
    "Total: 1,204.50 incl. tax",
    "The export stops at 40 per cent",
    "Settings saved",
)
SIDEBAR = ("Inbox (12)", "Unassigned", "My tickets", "Reports", "Settings", "Log out")


@dataclass(frozen=True, slots=True)
class Look:
    """How a screenshot is drawn and what happens to it afterwards."""

    theme: str = "light"
    font_sizes: tuple[int, ...] = (12, 13, 14, 15, 16)
    jpeg: int | None = None
    scale: float = 1.0
    degrees: float = 0.0


@dataclass(frozen=True, slots=True)
class TrueWord:
    text: str
    value: str  # the personal value it belongs to, "" for none


@dataclass(frozen=True, slots=True)
class Screen:
    """`ink` has the picture's size; it holds the number of a word plus one where that word is drawn."""

    data: bytes
    words: tuple[TrueWord, ...]
    ink: NDArray[np.int32]
    text: str

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word.value for word in self.words if word.value))


def find_fonts(*folders: Path) -> tuple[Path, ...]:
    """Upright text fonts below these folders, by name; symbols and condensed italics are left out."""
    odd = ("Emoji", "Math", "Italic", "Oblique", "ExtraLight", "Thin", "Hairline", "Black", "-It", "It.")
    paths = (path for folder in folders for kind in ("*.ttf", "*.otf") for path in folder.rglob(kind))
    return tuple(sorted(path for path in paths if not any(word in path.name for word in odd)))


def looks(seed: int, themes: Sequence[str] = tuple(THEMES)) -> Look:
    """One look of all that people send: half plain, the rest JPEG, scaled or a little turned."""
    pick = random.Random(seed)
    look = Look(theme=pick.choice(themes), font_sizes=pick.choice(((10, 11, 12), (12, 13, 14), (14, 16, 18))))
    match pick.randrange(8):
        case 0:
            return replace(look, jpeg=pick.choice((60, 75, 90)))
        case 1:
            return replace(look, scale=pick.choice((0.9, 1.25, 1.5, 2.0)))
        case 2:
            return replace(look, degrees=pick.choice((-2.5, -1.0, 1.0, 2.5)))
        case 3:
            return replace(look, jpeg=75, scale=1.25)
        case _:
            return look


def a_screen(
    seed: int, look: Look, fonts: Sequence[Path | None], size: tuple[int, int] = (1280, 800)
) -> Screen:
    """One screenshot; a font of None is the one that comes with Pillow."""
    pick = random.Random(seed)
    brush = _Brush(pick, look, fonts, size)
    brush.frame()
    brush.content()
    return brush.finish()


class _Brush:
    def __init__(
        self, pick: random.Random, look: Look, fonts: Sequence[Path | None], size: tuple[int, int]
    ) -> None:
        self.pick, self.look, self.fonts, self.size = pick, look, fonts, size
        self.ground, self.panel, self.full, self.faint = (THEMES | UNSEEN_THEMES)[look.theme]
        self.picture = Image.new("RGB", size, self.ground)
        self.pen = ImageDraw.Draw(self.picture)
        self.ink = Image.new("I", size, 0)
        self.words: list[TrueWord] = []
        self.lines: list[str] = []

    def frame(self) -> None:
        width, height = self.size
        self.pen.rectangle((0, 0, width, 34), fill=self.panel)
        self.pen.rectangle((0, 34, 200, height), fill=self.panel)
        self.line((12, 9), [("Support desk", "")], self._font(13), self.full)
        for number, entry in enumerate(SIDEBAR):
            self.line((16, 56 + 30 * number), [(entry, "")], self._font(14), self.full)

    def content(self) -> None:
        top = 48
        while top < self.size[1] - 60:
            top = self.pick.choice((self._form, self._form, self._table, self._log, self._chat))(top) + 14

    def finish(self) -> Screen:
        picture, ink = self.picture, self.ink
        if self.look.degrees:
            picture = picture.rotate(
                self.look.degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=self.ground
            )
            ink = ink.rotate(self.look.degrees, Image.Resampling.NEAREST, expand=True)
        if self.look.scale != 1.0:
            size = (round(picture.width * self.look.scale), round(picture.height * self.look.scale))
            picture = picture.resize(size, Image.Resampling.BICUBIC)
            ink = ink.resize(size, Image.Resampling.NEAREST)
        out = io.BytesIO()
        if self.look.jpeg is None:
            picture.save(out, "PNG", compress_level=1)
        else:
            picture.save(out, "JPEG", quality=self.look.jpeg)
        drawn = np.asarray(ink, dtype=np.int32)
        return Screen(out.getvalue(), tuple(self.words), drawn, "\n".join(self.lines))

    # ---- blocks; each takes the y to start at and gives the y below itself

    def _form(self, top: int) -> int:
        font, left = self._font(), self.pick.choice((224, 250))
        for _ in range(self.pick.randint(3, 6)):
            colour = self.full if self.pick.random() < 0.7 else self.faint
            self.line((left, top), self._any_line(), font, colour)
            top += round(font.size * self.pick.choice((1.5, 1.8)))
        return top

    def _table(self, top: int) -> int:
        font, columns = self._font(), (224, 480, 790, 1010)
        for number in range(self.pick.randint(3, 6)):
            row = ("Name", "E-mail", "Phone", "State") if number == 0 else None
            for left, right, kind in zip(
                columns, (*columns[1:], 1240), ("{name}", "{mail}", "{phone}", "open"), strict=True
            ):
                parts = [(row[columns.index(left)], "")] if row else self._filled(kind)
                if font.getlength("".join(part for part, _ in parts)) > right - left - 12:
                    continue  # cells do not run into each other
                self.line((left, top), parts, font, self.faint if row else self.full)
            self.pen.line((216, top + font.size * 1.45, 1240, top + font.size * 1.45), fill=self.panel)
            top += round(font.size * 1.8)
        return top

    def _log(self, top: int) -> int:
        font = self._font()
        for number in range(self.pick.randint(3, 7)):
            stamp = f"2026-11-03 09:{self.pick.randint(10, 59)}:{number:02d}"
            said = self.pick.choice(
                (
                    "WARN login failed for {mail}",
                    "INFO peer {ip} closed",
                    "INFO job 4711 done",
                    "ERROR user {name} not found",
                )
            )
            self.line((224, top), [(f"{stamp} ", ""), *self._filled(said)], font, self.full)
            top += round(font.size * 1.25)  # a terminal's narrow lines
        return top

    def _chat(self, top: int) -> int:
        font = self._font()
        for _ in range(self.pick.randint(1, 3)):
            self.pen.rounded_rectangle((270, top, 900, top + round(font.size * 3.6)), 8, fill=self.panel)
            self.pen.ellipse((226, top + 4, 258, top + 36), fill=self.faint)
            self.line((284, top + 5), self._filled("{name}"), font, self.faint)
            self.line((284, top + 5 + round(font.size * 1.6)), self._any_line(), font, self.full)
            top += round(font.size * 3.6) + 10
        return top

    # ---- words

    def line(self, at: tuple[int, int], parts: Sequence[tuple[str, str]], font: Font, colour: Colour) -> None:
        """Draw parts of text, each with the personal value it belongs to or ""."""
        text, marks = "", []
        for part, value in parts:
            marks.append((len(text), len(text) + len(part), value))
            text += part
        if at[1] + font.size * 1.5 > self.size[1] or at[0] + font.getlength(text) > self.size[0] - 8:
            return
        self.lines.append(text)
        offset = 0
        for word in text.split(" "):
            if word:
                end = offset + len(word)
                value = next(
                    (value for start, stop, value in marks if start < end and offset < stop and value), ""
                )
                self.words.append(TrueWord(word, value))
                self._write((at[0] + round(font.getlength(text[:offset])), at[1]), word, font, colour)
            offset += len(word) + 1

    def _write(self, at: tuple[int, int], word: str, font: Font, colour: Colour) -> None:
        """Draw a word, and its number where its strokes are more than faint."""
        mask = Image.new("L", (round(font.getlength(word)) + 16, round(font.size * 2)), 0)
        ImageDraw.Draw(mask).text((4, 0), word, fill=255, font=font)
        place = (at[0] - 4, at[1])
        self.picture.paste(colour, place, mask)
        self.ink.paste(len(self.words), place, mask.point(lambda light: 255 if light > 80 else 0))

    def _any_line(self) -> list[tuple[str, str]]:
        if self.pick.random() < 0.5:
            return [(self.pick.choice(PLAIN_LINES), "")]
        return self._filled(self.pick.choice(PERSONAL_LINES))

    def _filled(self, pattern: str) -> list[tuple[str, str]]:
        parts: list[tuple[str, str]] = []
        while "{" in pattern:
            before, _, rest = pattern.partition("{")
            kind, _, pattern = rest.partition("}")
            value = self._value(kind)
            parts += [(before, ""), (value, value)]
        return [*parts, (pattern, "")]

    def _value(self, kind: str) -> str:
        given, family = self.pick.choice(GIVEN), self.pick.choice(FAMILY)
        digits = self.pick.randint(100, 199)
        match kind:
            case "name":
                return f"{given} {family}"
            case "mail":
                joint = self.pick.choice("._-")
                return f"{_ascii(given)}{joint}{_ascii(family)}@{self.pick.choice(HOSTS)}"
            case "phone":
                return self.pick.choice(
                    (f"(415) 555-0{digits}", f"+1 212 555 0{digits}", f"415-555-0{digits}")
                )
            case "ip":
                return (
                    f"{self.pick.choice(('192.0.2', '198.51.100', '203.0.113'))}.{self.pick.randint(2, 254)}"
                )
            case _:
                return f"2001:db8:{self.pick.randint(16, 65535):x}::{self.pick.randint(16, 65535):x}"

    def _font(self, size: int | None = None) -> Font:
        return _font(self.pick.choice(self.fonts), size or self.pick.choice(self.look.font_sizes))


@lru_cache(maxsize=256)
def _font(path: Path | None, size: int) -> Font:
    if path is not None:
        return ImageFont.truetype(str(path), size)
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def _ascii(name: str) -> str:
    plain = name.lower().translate(str.maketrans("áéíóúöüřý", "aeiououry"))
    return plain.encode("ascii", "ignore").decode()


def screens(
    seeds: Iterator[int] | range, fonts: Sequence[Path | None], themes: Sequence[str] = tuple(THEMES)
) -> Iterator[tuple[int, Look, Screen]]:
    for seed in seeds:
        look = looks(seed, themes)
        yield seed, look, a_screen(seed, look, fonts)
