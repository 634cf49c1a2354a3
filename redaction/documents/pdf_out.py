"""PDF out: a new file of page pictures and the words that can be read on them, and nothing else.

Nothing of the sender's file is copied; there is no file to copy from. Each page is one picture (drawn as an
artifact) under one invisible line of text per row of words, tagged as a paragraph, so that the file can be
searched, selected from and read aloud.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from redaction.boxes import Word
from redaction.documents.image import png_extras
from redaction.documents.pdf import DPI
from redaction.errors import CannotRedact
from redaction.lines import rows_of

TITLE = "Redacted document"  # the same for all: a title of one's own would be one more thing to review
LANGUAGE = "en"

_POINT = 72 / DPI
_LESS = 0.002  # points: a page a hair too large would be drawn one row of pixels larger
_INSET = 0.02  # points: a picture that touches the edge could be drawn over it, and moved by a pixel
_CODES = 255  # characters of one font; code 0 is not used


@dataclass(frozen=True, slots=True)
class OutPage:
    """A finished page: a PNG as `encode_png` writes it, and the words a person can read on it."""

    png: bytes
    words: tuple[Word, ...]


def write_pdf(pages: Sequence[OutPage]) -> bytes:
    """A tagged PDF of these pages in their order; the same pages give the same bytes.

    TITLE and LANGUAGE are all it says of itself. Raises
    CannotRedact(`odd-pixels`) for a picture that holds more than pixels,
    `empty` without a page.
    """
    if not pages:
        raise CannotRedact("empty")
    with pikepdf.new() as pdf:
        fonts = _Fonts(pdf)
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, K=Array()))
        root.K = document
        parents = Array()
        for number, page in enumerate(pages):
            sheet = _sheet(pdf, page, number, fonts)
            rows = _tagged(pdf, sheet, document, _row_count(page))
            parents.append(number)
            parents.append(pdf.make_indirect(Array(rows)))
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=parents))
        fonts.finish()
        pdf.Root.update(
            {
                "/StructTreeRoot": root,
                "/MarkInfo": Dictionary(Marked=True),
                "/Lang": String(LANGUAGE),
                "/ViewerPreferences": Dictionary(DisplayDocTitle=True),
            }
        )
        pdf.docinfo = pdf.make_indirect(Dictionary(Title=String(TITLE)))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


# All that `write_pdf` ever writes as a key or a name; `pdf_extras` refuses everything else.
_KEYS = frozenset(
    "/Type /Pages /Kids /Count /Parent /MediaBox /Contents /Resources /XObject /Font /StructParents /Tabs"
    " /Subtype /Width /Height /ColorSpace /BitsPerComponent /Filter /DecodeParms /Length"
    " /Predictor /Colors /Columns /FontBBox /FontMatrix /CharProcs /Encoding /Differences /FirstChar"
    " /LastChar /Widths /ToUnicode /StructTreeRoot /MarkInfo /Marked /Lang /ViewerPreferences"
    " /DisplayDocTitle /S /P /K /Pg /ParentTree /Nums /Title /Im /g"
    " /N /First /Size /Root /Info /ID /W /Index".split()  # the file's own tables
)


def pdf_extras(data: bytes) -> tuple[str, ...]:
    """What these bytes hold beside what `write_pdf` writes: codes, empty when clean.

    `not-pdf`, `object` (an annotation, a script, a file, metadata ...),
    `title` (another than ours), `trailing` (bytes after the end, or an earlier revision).
    """
    if not data.startswith(b"%PDF-") or not data.endswith(b"\n%%EOF\n") or data.count(b"%%EOF") != 1:
        return ("trailing",)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if not all(map(_is_ours, pdf.objects)):
                return ("object",)
            known = {key: str(value) for key, value in pdf.docinfo.items()}
            return () if known == {"/Title": TITLE} else ("title",)
    except pikepdf.PdfError:
        return ("not-pdf",)


def _is_ours(thing: object) -> bool:
    if isinstance(thing, Array):
        return all(_is_ours(item) for item in thing if not _is_elsewhere(item))
    if isinstance(thing, Dictionary | pikepdf.Stream):
        fonts = {key for key in thing.keys() if key.startswith("/F") and key[2:].isdigit()}  # noqa: SIM118
        return {*thing.keys()} - fonts <= _KEYS and all(
            _is_ours(item) for item in thing.values() if not _is_elsewhere(item)
        )
    return True


def _is_elsewhere(thing: object) -> bool:
    """An object of its own, which is looked at by itself."""
    return isinstance(thing, pikepdf.Object) and thing.is_indirect


def _sheet(pdf: pikepdf.Pdf, page: OutPage, number: int, fonts: _Fonts) -> Dictionary:
    """One page of the file, added to it."""
    width, height, pixels = _pixels_of(page.png)
    wide, high = width * _POINT - _LESS, height * _POINT - _LESS
    picture = pdf.make_stream(
        b"",
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
    )
    predictor = Dictionary(Predictor=15, Colors=3, BitsPerComponent=8, Columns=width)
    picture.write(pixels, filter=Name.FlateDecode, decode_parms=predictor)
    inset = f"{wide - 2 * _INSET:.3f} 0 0 {high - 2 * _INSET:.3f} {_INSET} {_INSET}"
    drawn = f"/Artifact BMC q {inset} cm /Im Do Q EMC\n"
    written = "".join(_row(row, mark, high, fonts) for mark, row in enumerate(_rows(page)))
    sheet = pdf.make_indirect(
        Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, round(wide, 3), round(high, 3)]),
            Contents=pdf.make_stream((drawn + written).encode("ascii")),
            Resources=Dictionary(XObject=Dictionary(Im=picture), Font=fonts.named),
            StructParents=number,
            Tabs=Name.S,
        )
    )
    pdf.pages.append(pikepdf.Page(sheet))
    return pdf.pages[-1].obj


def _tagged(pdf: pikepdf.Pdf, sheet: Dictionary, document: Dictionary, rows: int) -> list[Dictionary]:
    """One paragraph for each row of the page, hung under the document."""
    elements = [
        pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=document, Pg=sheet, K=mark))
        for mark in range(rows)
    ]
    document.K.extend(elements)
    return elements


def _rows(page: OutPage) -> Iterator[list[tuple[Word, str]]]:
    """The rows with something to write, each word with its writable characters."""
    for row in rows_of(page.words):
        words = [(word, "".join(filter(str.isprintable, word.text)).strip()) for word in row]
        if words := [(word, text) for word, text in words if text]:
            yield words


def _row_count(page: OutPage) -> int:
    return sum(1 for _ in _rows(page))


def _row(words: Sequence[tuple[Word, str]], mark: int, high: float, fonts: _Fonts) -> str:
    """Drawing orders for one row: invisible words, each stretched to its place on the picture."""
    orders = [f"/P <</MCID {mark}>> BDC BT 3 Tr\n"]
    for number, (word, text) in enumerate(words, 1):
        size = (word.box.bottom - word.box.top) * _POINT
        wide = (word.box.right - word.box.left) * _POINT
        left, base = word.box.left * _POINT, high - word.box.bottom * _POINT
        stretch = 100 * wide / (len(text) * size / 2)
        orders.append(f"{stretch:.2f} Tz 1 0 0 1 {left:.2f} {base:.2f} Tm\n")
        for name, codes in fonts.coded(text if number == len(words) else text + " "):
            orders.append(f"{name} {size:.2f} Tf <{codes.hex()}> Tj\n")
    orders.append("ET EMC\n")
    return "".join(orders)


class _Fonts:
    """Fonts without shapes, 255 characters each: what is written can be read out, and never seen."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._codes: dict[str, int] = {}
        self.named = pdf.make_indirect(Dictionary())

    def coded(self, text: str) -> Iterator[tuple[str, bytes]]:
        """The text in runs of one font: its name and the codes."""
        places = [divmod(self._codes.setdefault(char, len(self._codes)), _CODES) for char in text]
        for font, run in groupby(places, key=lambda place: place[0]):
            yield f"/F{font}", bytes(code + 1 for _, code in run)

    def finish(self) -> None:
        """Write the fonts of all characters that were used."""
        characters = list(self._codes)
        blank = self._pdf.make_stream(b"500 0 d0")
        for font, start in enumerate(range(0, len(characters), _CODES)):
            mine = characters[start : start + _CODES]
            self.named[f"/F{font}"] = self._pdf.make_indirect(
                Dictionary(
                    Type=Name.Font,
                    Subtype=Name.Type3,
                    FontBBox=Array([0, 0, 500, 1000]),
                    FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
                    CharProcs=Dictionary(g=blank),
                    Encoding=Dictionary(Type=Name.Encoding, Differences=Array([1, *[Name.g] * len(mine)])),
                    FirstChar=1,
                    LastChar=len(mine),
                    Widths=Array([500] * len(mine)),
                    Resources=Dictionary(),
                    ToUnicode=self._pdf.make_stream(_to_unicode(mine)),
                )
            )


def _to_unicode(characters: Sequence[str]) -> bytes:
    """The map from codes to characters. Source: ISO 32000-1, 9.10.3."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CMapName /Plain def /CMapType 2 def",
        "1 begincodespacerange <00> <ff> endcodespacerange",
    ]
    rows = [f"<{code:02x}> <{char.encode('utf-16-be').hex()}>" for code, char in enumerate(characters, 1)]
    for start in range(0, len(rows), 100):
        part = rows[start : start + 100]
        lines += [f"{len(part)} beginbfchar", *part, "endbfchar"]
    return "\n".join([*lines, "endcmap end end"]).encode("ascii")


def _pixels_of(png: bytes) -> tuple[int, int, bytes]:
    """Width, height and the compressed rows of one of our PNGs, which a PDF can take as they are."""
    if png_extras(png):
        raise CannotRedact("odd-pixels")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", png[16:29])
    if (depth, colour, interlaced) != (8, 2, 0):
        raise CannotRedact("odd-pixels")
    return width, height, b"".join(_data_chunks(png))


def _data_chunks(png: bytes) -> Iterable[bytes]:
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            yield png[at + 8 : at + 8 + length]
        at += 12 + length
