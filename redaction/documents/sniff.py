"""What the bytes are. Looks at content only: names and declared types are the sender's claim."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from enum import StrEnum

from redaction.documents.plain import looks_like_text, read_text
from redaction.errors import CannotRead


class Kind(StrEnum):
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    GIF = "gif"
    BMP = "bmp"
    TIFF = "tiff"
    HEIF = "heif"
    TEXT = "text"
    RTF = "rtf"
    HTML = "html"
    SVG = "svg"
    HAR = "har"
    CALENDAR = "calendar"
    CONTACT = "contact"
    MAIL = "mail"
    MSG = "msg"
    GZIP = "gzip"
    DUMP = "dump"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODF = "odf"
    OLE = "ole"
    ZIP = "zip"
    ARCHIVE = "archive"
    PROGRAM = "program"
    EMPTY = "empty"
    UNKNOWN = "unknown"


IMAGES = frozenset({Kind.PNG, Kind.JPEG, Kind.WEBP, Kind.GIF, Kind.BMP})
# What is looked at and covered page by page; an animation among the pictures is, too.
PAGED = frozenset({Kind.PDF, Kind.TIFF})

# What is published as the text in it.
WRITTEN = frozenset(
    {Kind.TEXT, Kind.GZIP, Kind.MAIL, Kind.MSG, Kind.RTF, Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.ODF}
)

# Their pictures are looked at and covered one by one, beside the text.
WITH_PICTURES = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.ODF})

# A closed list: what is not here stays private, whatever else we learn to recognise.
PUBLISHABLE = IMAGES | PAGED | WRITTEN

_MAGIC: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (0, b"\xff\xd8\xff", Kind.JPEG),
    (0, b"GIF87a", Kind.GIF),
    (0, b"GIF89a", Kind.GIF),
    (0, b"II*\x00", Kind.TIFF),
    (0, b"MM\x00*", Kind.TIFF),
    (0, b"II+\x00", Kind.TIFF),
    (0, b"MM\x00+", Kind.TIFF),
    (4, b"ftypheic", Kind.HEIF),
    (4, b"ftypheix", Kind.HEIF),
    (4, b"ftypmif1", Kind.HEIF),
    (4, b"ftypavif", Kind.HEIF),
    (0, b"%PDF-", Kind.PDF),
    (0, b"{\\rtf", Kind.RTF),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
    (0, b"PK\x05\x06", Kind.ZIP),
    (0, b"\x1f\x8b", Kind.ARCHIVE),
    (0, b"BZh", Kind.ARCHIVE),
    (0, b"\xfd7zXZ\x00", Kind.ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE),
    (0, b"Rar!\x1a\x07", Kind.ARCHIVE),
    (0, b"\x28\xb5\x2f\xfd", Kind.ARCHIVE),
    (257, b"ustar", Kind.ARCHIVE),
    (0, b"MZ", Kind.PROGRAM),
    (0, b"\x7fELF", Kind.PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", Kind.PROGRAM),
    (0, b"\xca\xfe\xba\xbe", Kind.PROGRAM),
    (0, b"SQLite format 3\x00", Kind.DUMP),
    (0, b"JAVA PROFILE", Kind.DUMP),
    (0, b"MDMP", Kind.DUMP),
    (0, b"PAGEDU", Kind.DUMP),
    (0, b"PGDMP", Kind.DUMP),
)
# A bitmap's "BM" is too short to trust alone; the size of the second header is one of these.
_BMP_HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})

_OUTLOOK = "__substg1.0_".encode("utf-16-le")
_PACKED = 1 << 16  # bytes of a packed file that are looked at

_HTML = re.compile(r"<!doctype\s+html|<(?:html|head|body|script|iframe|meta|title|table|div|p)\b", re.I)
_SVG = re.compile(r"<(?:\w+:)?svg\b", re.I)
_DUMP = re.compile(r"-- (?:MySQL|MariaDB|PostgreSQL)\b.{0,20}\bdump", re.I)
_MAIL_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(?: |$)")
_MAIL_PROOF = frozenset({"received", "return-path", "message-id", "mime-version", "delivered-to"})
_MAIL_HEADS = _MAIL_PROOF | {"from", "to", "subject", "date", "reply-to", "content-type"}


def sniff(data: bytes) -> Kind:
    """The kind of these bytes; `UNKNOWN` when nothing fits, `EMPTY` for none. Never raises.

    A signature is a promise, not a proof: the reader of that kind must still
    open the file, and what we publish is always written anew.
    """
    if not data:
        return Kind.EMPTY
    for offset, magic, kind in _MAGIC:
        if data.startswith(magic, offset):
            return _closer(data, kind)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data.startswith(b"BM") and int.from_bytes(data[14:18], "little") in _BMP_HEADERS:
        return Kind.BMP
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    # Readers accept a PDF header anywhere in the first kilobyte, so we must not call it text.
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    return _written(data) if looks_like_text(data) else Kind.UNKNOWN


def _closer(data: bytes, kind: Kind) -> Kind:
    """The kind, told apart where one signature stands for several: mail of Outlook, one packed text."""
    if kind == Kind.OLE and _OUTLOOK in data:
        return Kind.MSG
    if data.startswith(b"\x1f\x8b"):
        try:
            start = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data[:_PACKED], _PACKED)
        except zlib.error:
            return kind
        if start and not start.startswith(b"ustar", 257) and sniff(start) == Kind.TEXT:
            return Kind.GZIP
    return kind


def _package(data: bytes) -> Kind:
    """A zip container by the parts it lists; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return Kind.ZIP
    if "[Content_Types].xml" in names:
        for part, kind in (("word/", Kind.DOCX), ("xl/", Kind.XLSX), ("ppt/", Kind.PPTX)):
            if any(name.startswith(part) for name in names):
                return kind
    if {"mimetype", "content.xml"} <= names:
        return Kind.ODF
    return Kind.ZIP


def _written(data: bytes) -> Kind:
    """Which kind of text: what a browser, calendar or mail reader would act on is not plain."""
    try:
        text = read_text(data)
    except CannotRead:
        return Kind.UNKNOWN
    head = text[:4096].lstrip()
    if head[:1] == "<":
        if _SVG.search(head):
            return Kind.SVG
        if _HTML.search(head):
            return Kind.HTML
    if head.startswith("BEGIN:VCALENDAR"):
        return Kind.CALENDAR
    if head.startswith("BEGIN:VCARD"):
        return Kind.CONTACT
    if head[:1] == "{" and _is_har(text):
        return Kind.HAR
    if _DUMP.search(head[:1000]):
        return Kind.DUMP
    if _is_mail(head):
        return Kind.MAIL
    return Kind.TEXT


def _is_har(text: str) -> bool:
    """A browser's network recording: cookies and tokens of a whole session."""
    if '"log"' not in text[:4096] or '"entries"' not in text:
        return False
    try:
        log = json.loads(text).get("log")
    except (ValueError, RecursionError):
        # It says so itself and cannot be checked: the stricter kind wins.
        return True
    return isinstance(log, dict) and "entries" in log


def _is_mail(head: str) -> bool:
    """A header block that starts on the first line and that a mail system wrote."""
    seen: set[str] = set()
    for line in head.splitlines():
        if line[:1] in (" ", "\t") and seen:
            continue
        field = _MAIL_FIELD.match(line)
        if field is None:
            break
        seen.add(field[1].lower())
    return bool(seen & _MAIL_PROOF) and len(seen & _MAIL_HEADS) >= 3
