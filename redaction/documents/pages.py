"""Pages: those of a PDF or TIFF, stills of an animation, pictures inside an office file, or one picture."""

from __future__ import annotations

from dataclasses import dataclass

from redaction.boxes import Word
from redaction.documents.image import Pixels, open_frame
from redaction.documents.sniff import WITH_PICTURES, Kind, sniff

# A person reads each page before it goes out; what has more is no longer read, only clicked through.
MAX_PAGES = 60


@dataclass(frozen=True, slots=True)
class Page:
    """One page as people see it, and what the file itself says stands on it.

    `layer` are the words of a text layer with their places in these pixels,
    invisible ones included; empty where there is none. `pages` counts the
    pages of the whole file, at least 1.
    """

    pixels: Pixels
    layer: tuple[Word, ...] = ()
    pages: int = 1


def open_page(data: bytes, number: int = 0) -> Page:
    """The page with this number, counted from 0. Raises CannotRead.

    Codes: `no-such-page`, `too-many-pages`, `locked` (needs a password),
    `too-large`, `damaged`. For bytes of strangers call `apart.page_of`, which
    does this in a process that can be killed.
    """
    kind = sniff(data)
    if kind in WITH_PICTURES:
        from redaction.documents.inside import open_inside

        pixels, pages = open_inside(data, number, most=MAX_PAGES)
        return Page(pixels, pages=pages)
    if kind == Kind.PDF:
        from redaction.documents.pdf import open_pdf_page  # a picture need not wait for PDFium

        pixels, layer, pages = open_pdf_page(data, number, most=MAX_PAGES)
        return Page(pixels, layer, pages)
    pixels, pages = open_frame(data, number, most=MAX_PAGES)
    return Page(pixels, pages=pages)


def pack(page: Page) -> tuple[dict[str, object], bytes]:
    """A page as facts for JSON and raw pixels, to be sent to another process."""
    words = [[w.text, w.box.left, w.box.top, w.box.right, w.box.bottom] for w in page.layer]
    return {"size": list(page.pixels.size), "pages": page.pages, "layer": words}, page.pixels.tobytes()
