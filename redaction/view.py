"""A text as a person reads it, and the way back to the text as it was written.

Rules look at the view: full-width letters are plain, invisible characters are
gone, `&#64;` and `%40` are `@`. A finding must cover the characters that were
really there, so every character of the view knows where it came from.
"""

from __future__ import annotations

import html
import unicodedata
from array import array
from dataclasses import dataclass
from typing import Final

import regex

from redaction.spans import Span

# Lookalikes are only folded inside a word that also has Latin letters: a word
# written wholly in Greek or Cyrillic is simply Greek or Cyrillic.
# Source: Unicode Technical Standard 39, confusables, the whole-letter pairs only.
_LOOKALIKES: Final = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονα",
        "ABESIJKMHOPCTYXaesijopcyxdhqwABEZHIKMNOPTYXova",
        strict=True,
    )
)
_ENCODED: Final = regex.compile(
    r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|nbsp|amp|lt|gt|quot|apos|commat|period|plus|colon|equals);"
    r"|%(?:25){0,3}(?:2[0-9A-Fa-f]|3[0-9A-Fa-f]|40|5[BbDdFf]|7[BbDd])"
)
# Marks that stand on or around the letter before them; a choice of its look is one, too.
_MARKS: Final = ("Mn", "Me")
# Below this a letter is itself without the marks that no letter is made of; beyond, marks are vowels.
_FIRST_VOWEL_MARK: Final = "\u0590"
# Letters that are read as they are written; the last one before any other letter may carry its mark.
_AS_WRITTEN: Final = regex.compile(r"[\x00-\x7f]+(?![^\x00-\x7f])")
_MIXED: Final = regex.compile(
    r"\b\w*(?:\p{Latin}\w*[\p{Greek}\p{Cyrillic}]|[\p{Greek}\p{Cyrillic}]\w*\p{Latin})\w*"
)


@dataclass(frozen=True, slots=True)
class View:
    """The readable text; `starts` and `ends` give the written place of each of its characters.

    Both are None when the view is the text itself, which is the common case.
    """

    text: str
    starts: array[int] | None = None
    ends: array[int] | None = None

    def back(self, start: int, end: int) -> Span:
        """The written span of a part of the view; code points, end excluded."""
        if self.starts is None or self.ends is None:
            return Span(start, end)
        return Span(self.starts[start], self.ends[end - 1])


def view_of(text: str) -> View:
    """The text as it is read. Never longer than a few times the text; empty for an empty text."""
    plain = text.isascii()
    if plain and "&" not in text and "%" not in text:
        return View(text)
    encoded = list(_ENCODED.finditer(text))
    if plain and not encoded:
        return View(text)
    mixed = bytearray(len(text)) if plain else _mixed(text)
    out: list[str] = []
    starts, ends = array("q"), array("q")
    at = 0
    for code in (*encoded, None):
        stop = len(text) if code is None else code.start()
        while at < stop:
            if run := _AS_WRITTEN.match(text, at, stop):
                out.append(run.group())
                starts.extend(range(at, run.end()))
                ends.extend(range(at + 1, run.end() + 1))
                at = run.end()
                continue
            end = at + 1
            while end < stop and unicodedata.category(text[end]) in _MARKS:
                end += 1
            shown = _shown(text[at:end], lookalikes=bool(mixed[at]))
            out.append(shown)
            starts.extend([at] * len(shown))
            ends.extend([end] * len(shown))
            at = end
        if code is not None:
            shown = _decoded(code.group())
            out.append(shown)
            starts.extend([at] * len(shown))
            ends.extend([code.end()] * len(shown))
            at = code.end()
    return View("".join(out), starts, ends)


def _mixed(text: str) -> bytearray:
    """Marks the characters of words that mix Latin with Greek or Cyrillic letters."""
    marks = bytearray(len(text))
    for match in _MIXED.finditer(text):
        marks[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    return marks


def _decoded(code: str) -> str:
    if code[0] == "%":
        return chr(int(code[-2:], 16))
    return html.unescape(code).replace("\xa0", " ")


def _shown(cluster: str, *, lookalikes: bool) -> str:
    """What one written character with its marks looks like; empty when it is invisible."""
    if unicodedata.category(cluster[0]) == "Cf":
        return ""
    shown = []
    for char in unicodedata.normalize("NFKC", cluster):
        if cluster[0] < _FIRST_VOWEL_MARK and unicodedata.category(char) in _MARKS:
            continue
        digit = unicodedata.decimal(char, None)
        if digit is not None:
            char = str(digit)
        elif lookalikes:
            char = _LOOKALIKES.get(char, char)
        shown.append(char)
    return "".join(shown)
