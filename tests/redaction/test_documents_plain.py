"""Text files become text, exactly or not at all."""

from __future__ import annotations

import pytest

from redaction.documents.plain import read_text
from redaction.errors import CannotRead


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("\ufeffZoë".encode(), "Zoë"),
        ("Zoë".encode("utf-16"), "Zoë"),
        ("Zoë".encode("utf-32"), "Zoë"),
        (b"crashed \x96 again, says the log of today", "crashed \u2013 again, says the log of today"),
        (b"\x1b[31mred\x1b[0m and plain", "\x1b[31mred\x1b[0m and plain"),
    ],
)
def test_text_is_decoded_exactly(data: bytes, text: str) -> None:
    assert read_text(data) == text


@pytest.mark.parametrize(
    "data",
    [b"a\x00b", bytes(range(1, 32)) * 9, b"\xff\xfe\x00", bytes(range(128, 256)), "a\x00b".encode("utf-16")],
)
def test_what_is_not_text_is_refused(data: bytes) -> None:
    with pytest.raises(CannotRead, match="not-text"):
        read_text(data)
