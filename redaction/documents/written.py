"""Files that are read as text: what a person sees in them, and apart from it what they hide.

A copy is made of the visible text only. The hidden part (comments, deleted words, hidden sheets, notes,
properties) is looked at, because names in it stand in the visible text as well, and never goes out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from redaction.errors import CannotRead

MAX_TEXT = 4_000_000  # code points of either part
MAX_BYTES = 40_000_000


@dataclass(frozen=True, slots=True)
class Written:
    """The visible text, the hidden one, and what was left out: a code and how many, such as `comments`.

    `pictures` are parts of the file that it shows as pictures; `pages.open_page` opens each by its number.
    """

    text: str = field(repr=False)
    hidden: str = field(default="", repr=False)
    left_out: tuple[LeftOut, ...] = ()
    pictures: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, order=True)
class LeftOut:
    what: str
    count: int


class Page:
    """Collects lines that are seen, and notes what is not."""

    def __init__(self) -> None:
        self._seen: list[str] = []
        self._hidden: list[str] = []
        self._left: Counter[str] = Counter()
        self.pictures: list[str] = []  # names of parts that can be opened as pages of their own

    def line(self, text: str = "") -> None:
        self._seen.append(text.rstrip())

    def hide(self, what: str, text: str = "", count: int = 1) -> None:
        """Something that is not carried along; `text` is what it says, as far as it can be read."""
        self._left[what] += count
        if text.strip():
            self._hidden.append(text)

    def written(self) -> Written:
        """Everything so far. Raises CannotRead(`too-large`)."""
        text, hidden = "\n".join(self._seen).strip("\n"), "\n".join(self._hidden)
        if max(len(text), len(hidden)) > MAX_TEXT:
            raise CannotRead("too-large")
        left = (LeftOut(what, count) for what, count in sorted(self._left.items()) if count)
        return Written(text + "\n" if text else "", hidden, tuple(left), tuple(self.pictures))


def read_written(data: bytes) -> Written:
    """The text of a file of one of the kinds in `sniff.WRITTEN`. Raises CannotRead.

    Codes: `damaged`, `too-large`, `locked`, `not-text`, `unknown-kind`. For bytes of strangers call
    `apart.written_of`, which does this in a process that can be killed.
    """
    # Each reader is loaded only for its own kind.
    from redaction.documents.sniff import Kind, sniff

    if len(data) > MAX_BYTES:
        raise CannotRead("too-large")
    match sniff(data):
        case Kind.TEXT:
            from redaction.documents.plain import read_plain

            return Written(read_plain(data))
        case Kind.GZIP:
            from redaction.documents.plain import read_gzip

            return Written(read_gzip(data))
        case Kind.MAIL:
            from redaction.documents.mail import read_mail

            return read_mail(data)
        case Kind.MSG:
            from redaction.documents.outlook import read_outlook

            return read_outlook(data)
        case Kind.RTF:
            from redaction.documents.rtf import read_rtf

            return read_rtf(data)
        case Kind.DOCX:
            from redaction.documents.docx import read_docx

            return read_docx(data)
        case Kind.XLSX:
            from redaction.documents.xlsx import read_xlsx

            return read_xlsx(data)
        case Kind.PPTX:
            from redaction.documents.pptx import read_pptx

            return read_pptx(data)
        case Kind.ODF:
            from redaction.documents.odf import read_odf

            return read_odf(data)
        case _:
            raise CannotRead("unknown-kind")
