"""The readable view, and that it always knows its way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redaction.view import view_of


def test_plain_text_is_its_own_view() -> None:
    assert view_of("plain").starts is None


def test_what_is_invisible_is_gone_and_what_is_encoded_is_read() -> None:
    assert view_of("a\u200b@b&#64;c%40d%2540e").text == "a@b@c@d@e"


def test_full_width_and_foreign_digits_are_plain() -> None:
    assert view_of("ａ１\u0663").text == "a13"


def test_lookalikes_are_folded_in_mixed_words_only() -> None:
    assert view_of("\u0430lice и \u043e").text == "alice и \u043e"


def test_marks_stay_with_their_letter() -> None:
    text = "e\u0301x"
    seen = view_of(text)
    assert seen.text == "éx"
    assert seen.back(0, 1).of(text) == "e\u0301"


@pytest.mark.parametrize(
    "text, read",
    [
        ("e\u0301\u0301x", "éx"),
        ("a\ufe0f1\ufe0f\u20e3", "a1"),
        ("\u05e9\u05c1", "\u05e9\u05c1"),
        ("क\u094dष", "क\u094dष"),
    ],
)
def test_marks_that_make_no_letter_are_not_read_where_they_are_no_vowels(text: str, read: str) -> None:
    assert view_of(text).text == read


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=120))
def test_every_part_of_the_view_has_a_place_in_the_text(text: str) -> None:
    seen = view_of(text)
    last = 0
    for at in range(len(seen.text)):
        span = seen.back(at, at + 1)
        assert last <= span.start < span.end <= len(text)
        last = span.start


def test_places_are_right_behind_and_between_what_is_read_otherwise() -> None:
    text = "plain – Jose\u0301 &#64; 100%25 sure\u00ad ly"
    seen = view_of(text)
    for word in ("plain", "100", "ly"):
        at = seen.text.index(word)
        assert seen.back(at, at + len(word)).of(text) == word
    at = seen.text.index("Jos")
    assert seen.back(at, at + 4).of(text) == "Jose\u0301"  # the mark belongs to its letter
