"""Rows of SQL: what the list of columns names, the values hold; and names that stand side by side in a row.

Source: ISO/IEC 9075, INSERT with its columns and its rows of literals; two
quotes in a literal are one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import regex

from redaction.errors import Unavailable
from redaction.recognizers.columns import holds, kinds_of
from redaction.recognizers.gazetteer import family_names, given_names
from redaction.recognizers.rules import LIKELY, Page, matches
from redaction.recognizers.words import ORDINARY, PRODUCTS
from redaction.spans import Finding, Span

_COLUMNS: Final = regex.compile(
    r"(?i)\b(?:insert|replace)\s+(?:ignore\s+)?into\s+[\w.\"`\[\]]{1,120}\s*\((?<names>[^()]{2,2000})\)\s*values\b"
)
_LITERAL: Final = r"[NE]?'(?:[^'\n]|''){0,400}'|[^\s,()']{1,80}"
_ROW: Final = regex.compile(rf"\(\s*(?<value>{_LITERAL})(?:\s*,\s*(?<value>{_LITERAL})){{1,80}}\s*\)")
_BETWEEN: Final = regex.compile(r"[\s,]{0,8}")
_WORDS: Final = regex.compile(r"\p{Lu}[\p{L}\p{M}'’-]{1,30}(?:[ ]\p{Lu}[\p{L}\p{M}'’.-]{0,30}){0,3}")
# How tables call what `columns` knows by longer names.
_SHORT: Final = {
    "first": "first name",
    "last": "last name",
    "fname": "first name",
    "lname": "last name",
    "given": "given name",
    "family": "family name",
}


@dataclass(frozen=True, slots=True)
class Statements:
    """Values under the columns of an INSERT; without columns, the literals that are names."""

    id: str = "statements.value"

    def find(self, page: Page) -> Iterator[Finding]:
        if "'" not in page.text or "(" not in page.text:
            return
        for columns in matches(_COLUMNS, page):
            names = [name.strip(' \t\r\n"`[]') for name in columns.group("names").split(",")]
            kinds = kinds_of([_SHORT.get(name.lower(), name) for name in names])
            for row in _rows(page, columns.end()):
                values = row.spans("value")
                if any(kinds) and len(values) == len(kinds):
                    yield from self._under(page, values, kinds)
        for row in matches(_ROW, page):
            yield from self._names(page, row.spans("value"))

    def _under(
        self, page: Page, values: Sequence[tuple[int, int]], kinds: Sequence[str]
    ) -> Iterator[Finding]:
        for (start, end), kind in zip(values, kinds, strict=True):
            span = _inside(page.text, start, end)
            if kind and span and holds(span.of(page.text), kind):
                yield Finding(span, kind, LIKELY + 0.1, self.id)

    def _names(self, page: Page, values: Sequence[tuple[int, int]]) -> Iterator[Finding]:
        """Two literals side by side that are capitalised words, one of them a listed name."""
        spans = [_inside(page.text, start, end) for start, end in values]
        for one, other in pairwise(spans):
            if one is None or other is None:
                continue
            said = [span.of(page.text) for span in (one, other)]
            if all(_WORDS.fullmatch(word) and not _is_ordinary(word) for word in said):
                low = [word.lower() for word in said]
                if low[0] in given_names() | family_names() or low[1] in given_names() | family_names():
                    yield Finding(one, "PERSON", LIKELY, self.id)
                    yield Finding(other, "PERSON", LIKELY, self.id)


def _rows(page: Page, at: int) -> Iterator[regex.Match[str]]:
    """The rows behind VALUES, as long as nothing but a comma stands between them."""
    while row := _row_at(page, _BETWEEN.match(page.text, at).end()):
        yield row
        at = row.end()


def _row_at(page: Page, at: int) -> regex.Match[str] | None:
    try:
        return _ROW.match(page.text, at, timeout=page.clock.left())
    except TimeoutError:
        raise Unavailable("too-slow") from None


def _inside(text: str, start: int, end: int) -> Span | None:
    """A literal without its quotes; None for what is no text, or an empty one."""
    first = text.find("'", start, end) + 1
    return Span(first, end - 1) if 0 < first < end - 1 else None


def _is_ordinary(said: str) -> bool:
    return any(word.lower() in ORDINARY or word.lower() in PRODUCTS for word in said.split())


RECOGNIZERS: Final = (Statements(),)
