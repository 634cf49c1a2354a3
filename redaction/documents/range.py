"""A range of lines out of a text of any size, read piece by piece: the rest is never in memory."""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Callable, Iterable, Iterator

from redaction.documents.plain import MARKS, without_escapes
from redaction.errors import CannotRead

MAX_TEXT = 400_000  # code points of one range
MAX_LINE = 1_000_000  # code points; what has no line ends has no lines
MAX_UNPACKED = 300_000_000  # bytes; a task reads them all, which takes seconds, not minutes

Pieces = Callable[[], Iterable[bytes]]


def lines_between(pieces: Pieces, first: int, last: int) -> str:
    """Lines `first` to `last` (counted from 1, both included) of a text, each with its line end.

    `pieces` gives the bytes from the start each time it is called; they are
    always read to the end, so that whatever checks them can speak. A text
    packed with gzip is unpacked on the way. Fewer lines, or none, when the
    text ends before. Raises CannotRead: `not-text`, `too-long` for a range of
    more than MAX_TEXT code points, `damaged`.
    """
    try:
        return _between(_decoded(_unpacked(pieces()), ""), first, last)
    except UnicodeDecodeError:
        pass
    try:
        return _between(_decoded(_unpacked(pieces()), "cp1252"), first, last)
    except UnicodeDecodeError:
        raise CannotRead("not-text") from None


def _between(texts: Iterable[str], first: int, last: int) -> str:
    kept: list[str] = []
    size, number, rest = 0, 0, ""
    for text in texts:
        lines = (rest + text).replace("\r\n", "\n").split("\n")
        rest = lines.pop()
        if len(rest) > MAX_LINE:
            raise CannotRead("too-long")
        for line in lines:
            number += 1
            if first <= number <= last:
                size += len(line) + 1
                if size > MAX_TEXT:
                    raise CannotRead("too-long")
                kept.append(f"{line}\n")
    if rest and first <= number + 1 <= last:
        kept.append(f"{rest}\n")
    return without_escapes("".join(kept))


def _decoded(pieces: Iterable[bytes], encoding: str) -> Iterator[str]:
    """The text piece by piece; UTF-8 unless it is marked as something else, or `encoding` says so."""
    decoder = None
    for piece in pieces:
        if decoder is None:
            marked = next((name for mark, name in MARKS if piece.startswith(mark)), encoding or "utf-8")
            decoder = codecs.getincrementaldecoder(marked)()
        text = decoder.decode(piece)
        if "\0" in text:
            raise CannotRead("not-text")
        yield text
    if decoder is not None:
        yield decoder.decode(b"", final=True)


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, unpacked when they begin like gzip."""
    unpacker, size = None, 0
    for number, piece in enumerate(pieces):
        if number == 0 and piece.startswith(b"\x1f\x8b"):
            unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        if unpacker is None:
            yield piece
            continue
        while piece:
            try:
                out = unpacker.decompress(piece, 1 << 20)
            except zlib.error:
                raise CannotRead("damaged") from None
            size += len(out)
            if size > MAX_UNPACKED:
                raise CannotRead("too-large")
            if out:
                yield out
            piece = unpacker.unconsumed_tail
            if unpacker.eof:
                piece = unpacker.unused_data
                unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
