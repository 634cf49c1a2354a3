"""Plain text: notes, logs, Markdown, JSON, CSV. Decoded strictly, so that what we read is what we publish."""

from __future__ import annotations

import codecs

from redaction.errors import CannotRead

MAX_BYTES = 100_000_000

# What a log may hold besides printable characters: tab, line ends, form feed, backspace, escape (colours).
_LOG_CONTROLS = frozenset(b"\t\n\r\f\x08\x1b")
_CONTROLS = bytes(sorted(set(range(32)) - _LOG_CONTROLS | {127}))
_SAMPLE = 1 << 20


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


def looks_like_text(data: bytes) -> bool:
    """Whether `read_text` has a chance, judged by the first megabyte."""
    sample = data[:_SAMPLE]
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE)):
        return _decode(sample[: len(sample) // 4 * 4]) is not None
    if b"\x00" in sample:
        return False
    return _is_mostly_printable(sample)


def _decode(data: bytes) -> str | None:
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark starts with the same two bytes
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
        (codecs.BOM_UTF8, "utf-8-sig"),
    ):
        if data.startswith(mark):
            return _strictly(data, encoding)
    if b"\x00" in data or not _is_mostly_printable(data):
        return None
    text = _strictly(data, "utf-8")
    if text is None and _is_western(data):
        text = _strictly(data, "cp1252")
    return text


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
