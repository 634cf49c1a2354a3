"""Reads a finished copy again, as a stranger would: is anything that was hidden still there?"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import ImageChops

from redaction.boxes import Box, Word
from redaction.codes import read_codes
from redaction.documents.image import Pixels, open_image, png_extras
from redaction.documents.pdf import draw_own
from redaction.documents.pdf_out import pdf_extras
from redaction.draw import is_covered
from redaction.errors import CannotRead
from redaction.find import Needle, find_in_text, find_in_words
from redaction.lines import rows_of
from redaction.ocr import Ocr, merge_words, read_all

# From this many letters and digits on, a value is also looked for across spaces
# and punctuation; shorter ones would be found inside unrelated words.
_LONG = 6


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One reason why the copy may not leave: a code and a place, never a value.

    `still-readable` at `value N` (its number in the list of hidden values),
    `not-covered` at `box N`, `metadata` at what kind of extra, `unreadable`
    at the code of the reader, `not-as-verified` at `page N`.
    """

    code: str
    where: str


@dataclass(frozen=True, slots=True)
class ImageCheck:
    """What a second look at a finished picture gave: problems (none is good) and all words still readable."""

    problems: tuple[Problem, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """What a second look at a finished PDF gave: problems (none is good) and all words in it."""

    problems: tuple[Problem, ...]
    text: str


def verify_text(text: str, hidden: Sequence[str]) -> tuple[Problem, ...]:
    """Which hidden values can still be read in a finished text; empty when none can."""
    return tuple(_still("value", number) for number, value in enumerate(hidden) if _reads(text, value))


def verify_document(data: bytes, hidden: Sequence[str], pages: Sequence[bytes] = ()) -> DocumentCheck:
    """Look at a finished PDF: nothing in it that we do not write, hidden values not in its words.

    `pages` are the pictures it was made of, each checked by `verify_picture`
    before: a page that is drawn exactly like its picture shows what was
    checked. Without them only the file and its words are looked at.
    """
    problems = [Problem("metadata", extra) for extra in pdf_extras(data)]
    texts: list[str] = []
    try:
        for number, (pixels, words) in enumerate(draw_own(data)):
            texts.append("\n".join(" ".join(word.text for word in row) for row in rows_of(words)))
            if pages and (number >= len(pages) or not _is_same(pixels, pages[number])):
                problems.append(Problem("not-as-verified", f"page {number}"))
    except CannotRead as error:
        return DocumentCheck((Problem("unreadable", error.reason),), "")
    if pages and len(texts) != len(pages):
        problems.append(Problem("not-as-verified", "pages"))
    text = "\n\n".join(texts)
    return DocumentCheck((*problems, *verify_text(text, hidden)), text)


def verify_picture(
    data: bytes, hidden: Sequence[str], boxes: Sequence[Box], readers: Sequence[Ocr]
) -> ImageCheck:
    """Look at the finished bytes: nothing but pixels in the file, boxes opaque, hidden values gone.

    Words inside boxes are our own placeholders (the boxes are checked to hold
    nothing else) and are not compared. Raises Unavailable when a reader fails:
    a picture nobody could read is not verified.
    """
    try:
        pixels = open_image(data)
    except CannotRead as error:
        return ImageCheck((Problem("unreadable", error.reason),), ())
    problems = [Problem("metadata", extra) for extra in png_extras(data)]
    problems += [
        Problem("not-covered", f"box {number}")
        for number, box in enumerate(boxes)
        if not is_covered(pixels, box)
    ]
    readings = read_all(readers, pixels)
    left = [tuple(word for word in reading.words if not _is_inside(word.box, boxes)) for reading in readings]
    texts = [code.text for code in read_codes(pixels) if code.text]
    texts += [" ".join(word.text for word in row) for words in left for row in rows_of(words)]
    for number, value in enumerate(hidden):
        if any(find_in_words(words, [Needle(value)]) for words in left) or any(
            _reads(text, value) for text in texts
        ):
            problems.append(_still("value", number))
    return ImageCheck(tuple(problems), merge_words(left))


def _is_same(pixels: Pixels, png: bytes) -> bool:
    picture = open_image(png)
    return pixels.size == picture.size and ImageChops.difference(pixels, picture).getbbox() is None


def _still(kind: str, number: int) -> Problem:
    return Problem("still-readable", f"{kind} {number}")


def _reads(text: str, value: str) -> bool:
    if find_in_text(text, [Needle(value)]):
        return True
    wanted = _squash(value)
    if len(wanted) < _LONG:
        return False
    squashed, at = _squash(text), -1
    while (at := squashed.find(wanted, at + 1)) >= 0:
        # A number inside a longer number is another number.
        before, after = squashed[at - 1 : at], squashed[at + len(wanted) : at + len(wanted) + 1]
        if not (wanted[0].isdigit() and before.isdigit()) and not (wanted[-1].isdigit() and after.isdigit()):
            return True
    return False


def _squash(text: str) -> str:
    """Letters and digits only, without case and accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if character.isalnum())


def _is_inside(box: Box, boxes: Sequence[Box]) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return any(other.left <= x < other.right and other.top <= y < other.bottom for other in boxes)
