"""Plain text: notes, logs, Markdown, JSON, CSV. Decoded strictly, so that what we read is what we publish."""

from __future__ import annotations

import codecs
import re
import zlib

from redaction.errors import CannotRead

MAX_BYTES = 100_000_000

# What a log may hold besides printable characters: tab, line ends, form feed, backspace, escape (colours).
_LOG_CONTROLS = frozenset(b"\t\n\r\f\x08\x1b")
_CONTROLS = bytes(sorted(set(range(32)) - _LOG_CONTROLS | {127}))
_SAMPLE = 1 << 20
# What a text may start with, and the encoding it tells.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark starts with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)

_DATA = re.compile(r"""\s*(?:[{}\[\]"]|[\w.-]+\s*:\s+["{\[])""")
_ESCAPE = re.compile(
    r"(?<!\\)(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2})"
)
_CODE = re.compile(r"[ux]([0-9a-fA-F]{2,4})")
_RUNS = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[\d.,\s]*%?")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_HEAD, _ROWS = 20_000, 20


def read_text(data: bytes) -> str:
    """The text of a file, line ends as `\\n`, without a byte order mark; "" for an empty file.

    UTF-8 first; UTF-16 and UTF-32 only with their mark; Windows-1252 only when
    the rest is plainly text, because any bytes at all decode as something
    there. Raises CannotRead with `not-text` or `too-large`.
    """
    if len(data) > MAX_BYTES:
        raise CannotRead("too-large")
    text = _decode(data)
    if text is None:
        raise CannotRead("not-text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_plain(data: bytes) -> str:
    """The text of a log, note, table or data file as everybody may read it, line by line as it is.

    Escapes of JSON are written out, so that nothing hides in them; cells of a table of commas that a
    spreadsheet would run get an apostrophe in front. Raises as `read_text`.
    """
    return without_escapes(read_text(data))


def without_escapes(text: str) -> str:
    """A text of which no part waits to be undone by a program: neither an escape nor a formula."""
    if "\\u" in text or "\\x" in text:
        text = "".join(map(_unescaped, text.splitlines(keepends=True)))
    return _harmless_table(text)


def read_gzip(data: bytes) -> str:
    """The same of a text that was packed with gzip. Raises CannotRead: `damaged`, `too-large`, `not-text`."""
    content = bytearray()
    while data:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            content += unpacker.decompress(data, MAX_BYTES - len(content) + 1)
        except zlib.error:
            raise CannotRead("damaged") from None
        if len(content) > MAX_BYTES:
            raise CannotRead("too-large")
        if not unpacker.eof:
            raise CannotRead("damaged")
        data = unpacker.unused_data.lstrip(b"\0")
    return read_plain(bytes(content))


def harmless_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula. Source: OWASP, CSV injection."""
    return f"'{text}" if _RUNS.match(text) and not _NUMBER.fullmatch(text) else text


def looks_like_text(data: bytes) -> bool:
    """Whether `read_text` has a chance, judged by the first megabyte."""
    sample = data[:_SAMPLE]
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE)):
        return _decode(sample[: len(sample) // 4 * 4]) is not None
    if b"\x00" in sample:
        return False
    return _is_mostly_printable(sample)


def _decode(data: bytes) -> str | None:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\x00" in data or not _is_mostly_printable(data):
        return None
    text = _strictly(data, "utf-8")
    if text is None and _is_western(data):
        text = _strictly(data, "cp1252")
    return text


def _unescaped(line: str) -> str:
    """A line of JSON or YAML with its escaped characters written out; any other line as it is."""
    if not _DATA.match(line):
        return line
    return _ESCAPE.sub(_character, line)


def _character(escape: re.Match[str]) -> str:
    codes = [int(code, 16) for code in _CODE.findall(escape[0])]
    text = b"".join(code.to_bytes(2, "big") for code in codes).decode("utf-16-be", "replace")
    return text if text.isprintable() and text not in ('"', "\\", "\ufffd") else escape[0]


def _harmless_table(text: str) -> str:
    """A table of commas, semicolons or tabs whose cells cannot run; any other text as it is."""
    mark = _delimiter(text)
    if mark is None:
        return text
    start = re.compile(
        rf"(?m)(^|{re.escape(mark)})(\"?)(?=[=+\-@\t])(?![+-]?[\d.,]+%?\"?(?:{re.escape(mark)}|$))"
    )
    return start.sub(r"\1\2'", text)


def _delimiter(text: str) -> str | None:
    """What sets cells apart: it stands equally often, at least once, in each of the first lines."""
    lines = [line for line in text[:_HEAD].split("\n")[:_ROWS] if line.strip()]
    if len(text) > _HEAD and len(lines) > 1:
        lines.pop()
    for mark in ",;\t":
        counts = {_QUOTED.sub("", line).count(mark) for line in lines}
        if len(lines) > 1 and len(counts) == 1 and counts != {0}:
            return mark
    return None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text


def _is_mostly_printable(data: bytes) -> bool:
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return controls * 100 <= len(data)


def _is_western(data: bytes) -> bool:
    """Few enough high bytes that they are accents in a Latin text."""
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    return high * 100 <= len(data) * 15
