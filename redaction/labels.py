"""The words that stand where a value was: the same person is the same letter inside one ticket."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import regex

from redaction.entities import ENTITIES, Style
from redaction.tokens import fingerprint, name_words

# Placeholders of every kind, so that they are never taken for something to hide.
LABEL = regex.compile(
    r"\[(?:"
    + "|".join(regex.escape(row.words) for row in ENTITIES.values())
    + r"|card number removed)(?: (?:[A-Z]{1,3}|\d{1,6}))?\]"
)

_SHARED = "?"


class LabelBook:
    """Labels of one ticket. Under another key the same values give unlinkable entries.

    `entries` (fingerprint -> label) is everything there is to keep; it holds
    no value. A book made from kept entries goes on exactly where the old one
    stopped.
    """

    def __init__(self, key: bytes, entries: Mapping[str, str] | None = None) -> None:
        self._key = key
        self._entries = dict(entries or {})

    @property
    def entries(self) -> Mapping[str, str]:
        """A read-only view; JSON-able with `dict(book.entries)`."""
        return MappingProxyType(self._entries)

    def label(self, entity: str, value: str) -> str:
        """`[person A]`, `[e-mail address 1]` or `[secret hidden]`; the same value gives the same label.

        An unknown entity is hidden under the words of `OTHER`.
        """
        row = ENTITIES.get(entity, ENTITIES["OTHER"])
        if row.style is Style.BARE:
            return f"[{row.words}]"
        if row.key == "PERSON":
            return self._person(value)
        mark = fingerprint(self._key, row.key, value)
        if mark not in self._entries:
            self._entries[mark] = self._next(row.words, row.style)
        return self._entries[mark]

    def _person(self, value: str) -> str:
        """A name alone gets the letter of the one full name it is part of, and the other way round."""
        mark = fingerprint(self._key, "PERSON", value)
        if mark in self._entries:
            return self._entries[mark]
        words = name_words(value)
        parts = [fingerprint(self._key, "PERSON/part", word) for word in words if len(word) > 1]
        if len(words) > 1:
            lone = [fingerprint(self._key, "PERSON", word) for word in words if len(word) > 1]
            # Somebody so far known by this one word, and by no full name yet.
            known = {
                self._entries[m]
                for m, p in zip(lone, parts, strict=True)
                if m in self._entries and p not in self._entries
            }
        else:
            known = {self._entries[p] for p in parts if self._entries.get(p, _SHARED) != _SHARED}
        label = known.pop() if len(known) == 1 else self._next(ENTITIES["PERSON"].words, Style.LETTER)
        self._entries[mark] = label
        if len(words) > 1:
            for part in parts:
                self._entries[part] = label if self._entries.get(part, label) == label else _SHARED
        return label

    def _next(self, words: str, style: Style) -> str:
        start = f"[{words} "
        taken = {label for label in self._entries.values() if label.startswith(start)}
        count = len(taken) + 1
        return f"{start}{_letters(count) if style is Style.LETTER else count}]"


def _letters(count: int) -> str:
    """1 is A, 26 is Z, 27 is AA, as in a spreadsheet."""
    letters = ""
    while count:
        count, rest = divmod(count - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
