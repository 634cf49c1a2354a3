"""Lines out of a text that never is in memory as a whole."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Iterator

import pytest

from redaction.documents.range import MAX_TEXT, lines_between
from redaction.errors import CannotRead


def between(data: bytes, first: int, last: int, *, size: int = 7) -> str:
    return lines_between(lambda: (data[at : at + size] for at in range(0, len(data), size)), first, last)


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize("data", ["one\nzwölf\nthree", "one\r\nzwölf\r\nthree\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_chosen_lines(data: str, size: int, encoding: str) -> None:
    if size < 4 and encoding in ("utf-8-sig", "utf-16"):
        size = 4  # a mark is never cut: the first piece of a real file is larger
    assert between(data.encode(encoding), 2, 3, size=size) == "zwölf\nthree\n"


def test_a_text_that_ends_before_gives_what_there_is() -> None:
    assert between(b"one\ntwo\n", 2, 9) == "two\n"
    assert between(b"one\n", 5, 9) == ""


def test_a_packed_text_is_unpacked_on_the_way() -> None:
    packed = gzip.compress(b"one\n") + gzip.compress(b"two\nthree\n")
    assert between(packed, 2, 2, size=50) == "two\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"x" * 30 + b"\0", "not-text"),
        (b"\x81\x8d", "not-text"),
        (b"x\n" * MAX_TEXT, "too-long"),
        (b"\x1f\x8bnonsense of some length", "damaged"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(CannotRead, match=reason):
        between(data, 1, 10**9, size=100_000)


def test_a_large_log_is_never_in_memory() -> None:
    piece = b"2026-11-24 09:00:00,113 INFO main started version=4.2.1\n" * 1000

    def log() -> Iterator[bytes]:
        for _ in range(400):
            yield piece

    tracemalloc.start()
    try:
        assert lines_between(log, 300_000, 300_001).count("\n") == 2
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
