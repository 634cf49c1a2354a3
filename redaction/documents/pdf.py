"""PDF in: pages as pixels, as a person sees them, and the words the file says stand there."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref, c_double, c_int
from math import sqrt

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from redaction.boxes import Box, Word
from redaction.documents.image import MAX_BYTES, Pixels
from redaction.errors import CannotRead

DPI = 150  # a page of A4 becomes 1240 x 1754 pixels, letters of 8 points stand 17 pixels high
MAX_PAGE_PIXELS = 6_000_000
MAX_PAGE_SIDE = 8_000
_MAX_CHARACTERS = 200_000  # of one page's text layer
_POINTS = 72

_ERRORS = {raw.FPDF_ERR_PASSWORD: "locked", raw.FPDF_ERR_SECURITY: "locked"}


def open_pdf_page(data: bytes, number: int, *, most: int) -> tuple[Pixels, tuple[Word, ...], int]:
    """One page's pixels, the words of its text layer in these pixels, and the number of pages.

    Drawn are annotations and what was filled into forms, too: people see
    them. The layer has all words, whether they can be seen or not.
    Pages larger than MAX_PAGE_PIXELS are drawn smaller. PDFium keeps state of its own,
    so only one thread of a process may be here. Raises CannotRead: `locked`,
    `too-many-pages`, `no-such-page`, `too-large`, `damaged`.
    """
    if len(data) > MAX_BYTES:
        raise CannotRead("too-large")
    try:
        with pypdfium2.PdfDocument(data) as document:
            pages = len(document)
            if pages > most:
                raise CannotRead("too-many-pages")
            if not 0 <= number < pages:
                raise CannotRead("no-such-page" if pages else "damaged")
            document.init_forms()
            page = document[number]
            pixels = _drawn(page)
            return pixels, tuple(_words(page, pixels.size)), pages
    except pypdfium2.PdfiumError as error:
        raise CannotRead(_ERRORS.get(getattr(error, "err_code", None), "damaged")) from None


def draw_own(data: bytes) -> Iterator[tuple[Pixels, tuple[Word, ...]]]:
    """Each page of a file of ours, at the size of the picture in it, and the words of its layer.

    One page is in memory at a time. Raises CannotRead(`damaged`).
    """
    try:
        with pypdfium2.PdfDocument(data) as document:
            for page in document:
                pixels = _pixels(page, DPI / _POINTS)
                yield pixels, tuple(_words(page, pixels.size))
    except pypdfium2.PdfiumError:
        raise CannotRead("damaged") from None


def _drawn(page: pypdfium2.PdfPage) -> Pixels:
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        raise CannotRead("damaged")
    scale = min(DPI / _POINTS, sqrt(MAX_PAGE_PIXELS / (width * height)), MAX_PAGE_SIDE / max(width, height))
    if min(width, height) * scale < 1:
        raise CannotRead("damaged")
    return _pixels(page, scale)


def _pixels(page: pypdfium2.PdfPage, scale: float) -> Pixels:
    bitmap = page.render(scale=scale, rev_byteorder=True)
    drawn = Image.new("RGB", (bitmap.width, bitmap.height), "white")
    drawn.paste(bitmap.to_pil().convert("RGB"))
    return drawn


def _words(page: pypdfium2.PdfPage, size: tuple[int, int]) -> Iterator[Word]:
    """Characters side by side as words; what lies outside the page has no place and is left out."""
    layer = page.get_textpage()
    count = layer.count_chars()
    if count > _MAX_CHARACTERS:
        raise CannotRead("too-large")
    text: list[str] = []
    box: Box | None = None
    for index in range(max(0, count)):
        character = chr(raw.FPDFText_GetUnicode(layer, index))
        place = _place(page, layer, index, size)
        if character.isspace() or not character.isprintable() or place is None:
            if box is not None:
                yield Word("".join(text), box)
            text, box = [], None
            continue
        if box is not None and not _goes_on(box, place):
            yield Word("".join(text), box)
            text, box = [], None
        text.append(character)
        box = place if box is None else box.union(place)
    if box is not None:
        yield Word("".join(text), box)


def _place(
    page: pypdfium2.PdfPage, layer: pypdfium2.PdfTextPage, index: int, size: tuple[int, int]
) -> Box | None:
    """Where a character stands in the drawn page; None outside of it and for one without a size."""
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    if not raw.FPDFText_GetCharBox(layer, index, byref(left), byref(right), byref(bottom), byref(top)):
        return None
    corners = []
    for x, y in ((left, top), (right, bottom)):
        across, down = c_int(), c_int()
        raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, byref(across), byref(down))
        corners.append((across.value, down.value))
    (x0, y0), (x1, y1) = corners
    x0, x1, y0, y1 = min(x0, x1), max(x0, x1) + 1, min(y0, y1), max(y0, y1) + 1
    x0, y0, x1, y1 = max(0, x0), max(0, y0), min(size[0], x1), min(size[1], y1)
    return Box(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def _goes_on(box: Box, place: Box) -> bool:
    """Whether a character continues the word: level with it, and no wide blank between them."""
    high = max(box.bottom - box.top, place.bottom - place.top)
    across = max(place.left - box.right, box.left - place.right)
    down = max(place.top - box.bottom, box.top - place.bottom)
    return across < high and down < high
