"""The words of a picture as lines of text for the text rules, and the way back to their boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from redaction.boxes import Box, Word
from redaction.mend import Token, completed, gap_between, rejoined
from redaction.spans import Span

_COLUMN_GAP = 1.5  # in heights of a word; wider than that, two words are in different columns


@dataclass(frozen=True, slots=True)
class Layout:
    """The text of a picture's words and which word stands where in it.

    `text` holds the same words up to four times, in parts set apart by a
    blank line: as rows across the picture, as columns where rows have them,
    and mended in two ways (see `mend`). Rules need all of them: a label and
    its value are one row, a name ends with its column, and readers make
    `AliceExample` of a name and `alice. example@example.org` of an address.
    """

    text: str
    places: tuple[tuple[Span, Word], ...]  # in text order
    row_of: dict[Word, int]

    def boxes_of(self, span: Span) -> tuple[Box, ...]:
        """One box per row, around the whole words the span touches; empty when it touches none."""
        rows: dict[int, Box] = {}
        for word in self.words_of(span):
            row = self.row_of[word]
            rows[row] = rows[row].union(word.box) if row in rows else word.box
        return tuple(box for _, box in sorted(rows.items()))

    def words_of(self, span: Span) -> tuple[Word, ...]:
        return tuple(word for place, word in self.places if place.overlaps(span))


def lay_out(words: Sequence[Word]) -> Layout:
    """Words in any order, as a text in reading order. No words give an empty text."""
    rows = rows_of(words)
    columns = [tuple(_columns(row)) for row in rows]
    writer = _Writer()
    for row in rows:
        writer.line(_as_seen(row))
    writer.part()
    for row, pieces in zip(rows, columns, strict=True):
        if len(pieces) > 1 and len(row) > 1:
            for piece in pieces:
                writer.line(_as_seen(piece))
    for mend, earlier in ((rejoined, (_as_seen,)), (completed, (_as_seen, rejoined))):
        writer.part()
        for pieces in columns:
            for piece in pieces:
                if all((tokens := mend(piece)) != before(piece) for before in earlier):
                    writer.line(tokens)
    row_of = {word: number for number, row in enumerate(rows) for word in row}
    return Layout("".join(writer.text).rstrip("\n"), tuple(writer.places), row_of)


def lines_of(words: Iterable[Word]) -> tuple[str, ...]:
    """The text of each row, from the top, its words with one space between them; empty for no words."""
    return tuple(" ".join(word.text for word in row) for row in rows_of(words))


def rows_of(words: Iterable[Word]) -> tuple[tuple[Word, ...], ...]:
    """Words grouped into rows from top to bottom, each from left to right.

    Each word joins the row whose last word is level with it, the nearest one
    when there are several. Only neighbours are compared, so a picture that is
    turned a little keeps its rows, and a tall word beside small ones does not
    swallow theirs.
    """
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.box.left, word.box.top)):
        level = [row for row in rows if _follows(row[-1].box, word.box)]
        if level:
            min(level, key=lambda row: _distance(row[-1].box, word.box)).append(word)
        else:
            rows.append([word])
    rows.sort(key=lambda row: (row[0].box.top + row[0].box.bottom, row[0].box.left))
    return tuple(tuple(row) for row in rows)


class _Writer:
    """Writes words and remembers where."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.places: list[tuple[Span, Word]] = []
        self._at = 0

    def line(self, tokens: Iterable[Token]) -> None:
        """One line, its tokens with one space between them."""
        for number, token in enumerate(tokens):
            if number:
                self._write(" ")
            for text, word in token:
                self.places.append((Span(self._at, self._at + len(text)), word))
                self._write(text)
        self._write("\n")

    def part(self) -> None:
        self._write("\n")

    def _write(self, text: str) -> None:
        self.text.append(text)
        self._at += len(text)


def _as_seen(words: Sequence[Word]) -> tuple[Token, ...]:
    return tuple(((word.text, word),) for word in words)


def _follows(left: Box, right: Box) -> bool:
    """Whether a box stands level with the one before it and to the right of most of it."""
    common = min(left.bottom, right.bottom) - max(left.top, right.top)
    low, high = sorted((left.bottom - left.top, right.bottom - right.top))
    return common > 0.5 * low and high < 2.5 * low and right.left > (left.left + left.right) / 2


def _distance(left: Box, right: Box) -> float:
    """How far apart two boxes of a row are; a step up or down counts for more than a way along."""
    step = abs((left.top + left.bottom) - (right.top + right.bottom)) / 2
    return max(0, right.left - left.right) + 8 * step


def _columns(row: Sequence[Word]) -> Iterator[list[Word]]:
    piece = [row[0]]
    for left, right in pairwise(row):
        if gap_between(left, right) > _COLUMN_GAP:
            yield piece
            piece = []
        piece.append(right)
    yield piece
