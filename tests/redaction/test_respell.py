"""A seen word takes the file's own spelling only where a reader could not have told the two apart."""

from __future__ import annotations

import pytest

from redaction.boxes import Box, Word
from redaction.respell import respelled


def seen(text: str) -> Word:
    return Word(text, Box(0, 0, 100, 20), 0.9)


def layer(*texts: str) -> list[Word]:
    return [Word(text, Box(2 + 30 * n, 2, 28 + 30 * n, 18)) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("shown", "claimed", "spelled"),
    [
        ("tirneout", ["timeout"], ["timeout"]),
        ("lO.l", ["10.1"], ["10.1"]),
        ("Hamanova", ["Hamanová"], ["Hamanová"]),
        ("OrderNumber", ["Order", "Number"], ["Order", "Number"]),
        ("Order", ["Invoice"], ["Order"]),
        ("4711", ["4712"], ["4711"]),
        ("—", ["..."], ["—"]),
        ("Order", [], ["Order"]),
    ],
)
def test_spelling(shown: str, claimed: list[str], spelled: list[str]) -> None:
    assert [word.text for word in respelled([seen(shown)], layer(*claimed))] == spelled


def test_words_that_nobody_saw_are_not_added() -> None:
    assert respelled([], layer("Alice")) == ()
