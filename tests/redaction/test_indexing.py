"""The index form: whatever the exact search finds has its key there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redaction.boxes import Box, Word
from redaction.find import Needle, find_in_text, find_in_words
from redaction.indexing import Keys, text_form, text_keys, words_form, words_keys


def is_in(keys: Keys | None, form: str) -> bool:
    return keys is None or any(all(piece in form for piece in pieces) for pieces in keys)


@pytest.mark.parametrize(
    ("needle", "text"),
    [
        ("Ruprecht Zwiebel", "said RUPRECHT\u200b  ZWIEBEL yesterday"),
        ("Ruprecht Zwiebel", "ruprecht.zwiebel"),
        ("Ruprecht Zwiebel", "Ruprécht&nbsp;Zwiebel"),
        ("Ruprecht Zwiebel", "Ruprecht%20Zwiebel"),
        ("Jörg Mühle", "Joerg Muhle"),
        ("Jörg Mühle", "Jo\u0308rg Mu\u0308hle"),
        ("O'Malley", "OMalley"),
        ("Weiß", "WEISS"),
        ("ruprecht@example.org", "ruprecht (at) example [dot] org"),
        ("jürgen@example.org", "juergen at example.org"),
        ("+44 20 7946 0018", "(44)20-7946.0018"),
        ("Fischer", "Fis\u00adcher"),
        ("Zwiebel", "Ｚｗｉｅｂｅｌ"),
        ("Popov", "P\u043epov"),
    ],
)
def test_what_the_search_finds_has_its_key(needle: str, text: str) -> None:
    assert find_in_text(text, [Needle(needle)])
    assert is_in(text_keys(Needle(needle)), text_form(text))


LETTERS = st.text(alphabet="aeiou rnmäöüßéøñ0159.-_'’ @,\u200b", min_size=1, max_size=14)


@given(LETTERS, LETTERS, LETTERS)
def test_no_text_has_a_hit_and_no_key(before: str, needle: str, after: str) -> None:
    for text in (f"{before}{needle}{after}", f"{before} {needle.upper()} {after}", before + after):
        if find_in_text(text, [Needle(needle)]):
            assert is_in(text_keys(Needle(needle)), text_form(text))


@given(st.lists(LETTERS, min_size=1, max_size=5), LETTERS)
def test_no_picture_has_a_hit_and_no_key(read: list[str], needle: str) -> None:
    words = [Word(text, Box(100 * at, 0, 100 * at + 90, 20), 0.9) for at, text in enumerate(read)]
    if find_in_words(words, [Needle(needle)]):
        assert is_in(words_keys(Needle(needle)), words_form(words))


def test_confused_letters_of_a_reader_are_one() -> None:
    words = [Word("Ruprecht", Box(0, 0, 90, 20), 0.9), Word("Zw1ebe1", Box(100, 0, 190, 20), 0.9)]
    assert is_in(words_keys(Needle("Ruprecht Zwiebel")), words_form(words))


def test_another_value_has_no_key() -> None:
    assert not is_in(text_keys(Needle("Ruprecht Zwiebel")), text_form("Ruprecht and his onion"))


def test_a_name_that_is_half_hidden_has_its_key() -> None:
    form = text_form("said [person A] Zwiebel", covers=["[person A]"])
    assert is_in(text_keys(Needle("Ruprecht Zwiebel")), form)
    assert not is_in(text_keys(Needle("Ruprecht Zwiebel")), text_form("said [person A] Zwiebel"))


def test_what_a_placeholder_says_is_in_no_form() -> None:
    assert "person" not in text_form("said [person A] twice", covers=["[person A]"])


@pytest.mark.parametrize("value", ["Li", "a@b.de", "-", "Jo"])
def test_what_is_too_short_cannot_be_looked_up(value: str) -> None:
    assert text_keys(Needle(value)) is None
