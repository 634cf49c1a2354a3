"""Three hundred planted values, in a file of each kind that can be published: no reader finds one in a copy.

The readers are those of `tests.redaction.strangers`, which share no code with what made the copies.
"""

from __future__ import annotations

import pytest

from redaction.copies import safe_copy
from redaction.documents.sniff import PUBLISHABLE, sniff
from redaction.pipeline import Tools
from tests.redaction.kinds import DRAWN, WRITTEN
from tests.redaction.strangers import readings, squashed

pytestmark = [pytest.mark.slow, pytest.mark.ocr]

PER_WRITTEN, PER_DRAWN = 26, 10


def values(first: int, count: int) -> list[str]:
    """Addresses, telephone numbers and two kinds of machines in turn, each with its own number."""
    return [
        (
            f"kim.larsen{n}@example.org",
            f"+44 20 7946 0{n:03}",
            f"198.51.100.{n % 250}",
            f"2001:db8:47:{n}::7",
        )[n % 4]
        for n in range(first, first + count)
    ]


FILES = [
    *((kind, make, PER_WRITTEN) for kind, make in WRITTEN.items()),
    *((kind, make, PER_DRAWN) for kind, make in DRAWN.items()),
]


def test_every_kind_that_can_be_published_is_tried() -> None:
    assert {sniff(make(values(0, count))) for _, make, count in FILES} == PUBLISHABLE
    assert sum(count for *_, count in FILES) >= 300


@pytest.mark.parametrize(("number", "kind"), list(enumerate([kind for kind, *_ in FILES])))
def test_no_reader_finds_a_planted_value(number: int, kind: str, tools: Tools) -> None:
    _, make, count = FILES[number]
    planted = values(number * 30, count)
    copy = safe_copy(make(planted), tools)
    texts = [squashed(text) for text in readings(copy)]
    assert [value for value in planted if any(squashed(value) in text for text in texts)] == []
    assert "about" in "".join(texts)
