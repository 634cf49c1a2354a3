"""The table of national numbers: every name in it leads to its number, however its words are joined."""

from __future__ import annotations

import time

import pytest

from redaction.recognizers.identifiers import RECOGNIZERS, ROWS
from redaction.recognizers.rules import Clock, Page

NAMES = sorted({name for row in ROWS for name in row.words})


def found(text: str) -> bool:
    page = Page(text, text.lower(), Clock(time.monotonic() + 60))
    return any(finding.score > 0.5 for rule in RECOGNIZERS for finding in rule.find(page))


@pytest.mark.parametrize("name", NAMES)
def test_a_number_beside_its_name_is_found(name: str) -> None:
    assert found(f"{name}: 8412345678")


@pytest.mark.parametrize("name", [name for name in NAMES if " " in name and not name.isupper()])
def test_the_words_of_a_name_may_be_joined(name: str) -> None:
    assert found(f"{name.upper().replace(' ', '_')}: 8412345678")
    assert found(f"{name.replace(' ', '-')}: 8412345678")


@pytest.mark.parametrize("text", ["Event ID: 8412345678", "process id 84123456", "billing 8412 ID47 drained"])
def test_the_id_of_a_thing_is_nobodys(text: str) -> None:
    assert not found(text)
