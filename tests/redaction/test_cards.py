"""The card gate: what is cut before anything is kept, and what only looks like a card."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redaction.cards import CUT, cut_cards, is_card


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "5105 1051 0510 5100 12/27",
        "card:378282246310005",
        "3782 822463 10005",
        "6011111111111117",
        "30569309025904",
        "3530111333300000",
        "2223003122003222",
        "pan4111111111111111",
        "4111\u200b1111 1111 1111",
        "４１１１ １１１１ １１１１ １１１１",
        "\u0664\u0661\u0661\u0661 1111 1111 1111",
        "4111 1111\n1111 1111",
    ],
)
def test_a_card_is_cut_however_it_is_written(text: str) -> None:
    cut = cut_cards(text)
    assert cut.count == 1
    assert CUT in cut.text
    assert "1111 1111" not in cut.text


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "IMEI 352099001761481",
        "356938035643809",
        "order 1203948576102938",
        "DE02 1203 0000 0000 2020 51",
        "550e8400-e29b-41d4-a716-446655440000",
        "1764061200123",
        "0.4111111111111111",
        "deadbeef4111111111111111",
        "2026-11-25 10:00:00.123456",
        "",
    ],
)
def test_what_is_no_card_stays(text: str) -> None:
    assert cut_cards(text).text == text
    assert cut_cards(text).count == 0


def test_all_cards_of_a_text_are_cut_and_the_rest_stays() -> None:
    cut = cut_cards("first 4111 1111 1111 1111, then 5555555555554444; code AC01")
    assert cut.text == f"first {CUT}, then {CUT}; code AC01"
    assert cut.count == 2


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_card_between_spaces_never_survives(before: str, after: str) -> None:
    cut = cut_cards(f"{before} x 4111 1111 1111 1111 x {after}")
    assert "4111 1111 1111 1111" not in cut.text


@given(st.text(alphabet="0123456789 -.\nx", max_size=60))
def test_cutting_twice_changes_nothing(text: str) -> None:
    once = cut_cards(text).text
    assert cut_cards(once).text == once


def test_a_wrong_check_digit_is_no_card() -> None:
    assert is_card("4111111111111111")
    assert not is_card("4111111111111110")
