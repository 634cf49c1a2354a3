"""One value in many spellings: what is looked for, and what is not."""

from __future__ import annotations

import pytest

from redaction.find import Needle, find_in_text
from redaction.spellings import spellings


def is_found(asked: str, text: str) -> bool:
    return bool(find_in_text(text, spellings([Needle(asked)])))


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Ruprecht Zwiebel", "Zwiebel, Ruprecht wrote it"),
        ("Zwiebel, Ruprecht", "by Ruprecht Zwiebel"),
        ("Ruprecht Zwiebel", "signed R. Zwiebel"),
        ("Ruprecht Zwiebel", "signed R.Zwiebel"),
        ("Ruprecht Zwiebel", "Zwiebel, R. (2024)"),
        ("Ruprecht Zwiebel", "C:/Users/RuprechtZwiebel/logs"),
        ("Ruprecht Zwiebel", "login rzwiebel failed"),
        ("Ruprecht Zwiebel", "RUPRECHT_ZWIEBEL"),
        ("Ruprecht Anton Zwiebel", "Ruprecht Zwiebel"),
        ("Ruprecht van der Zwiebel", "R. van der Zwiebel"),
        ("Jörg Mühle", "Joerg Muehle"),
        ("Joerg Muehle", "Jörg Mühle"),
        ("+44 20 7946 0018", "call 020 7946 0018"),
        ("+44 20 7946 0018", "call +442079460018"),
        ("+44 20 7946 0018", "call 0044 20 7946 0018"),
        ("+44 20 7946 0018", "call +44 (0)20 7946 0018"),
        ("020 7946 0018", "call +44 20 7946 0018"),
        ("020 7946 0018", "call +442079460018"),
        ("0044 20 7946 0018", "call (020) 7946-0018"),
        ("613-555-0123", "call +1 (613) 555-0123"),
        ("+1 613 555 0123", "call 613.555.0123"),
        ("ruprecht+desk@example.org", "ruprecht@example.org"),
        ("ruprecht@example.org", "ruprecht (at) example [dot] org"),
        ("@zwiebel_r", "https://social.example/zwiebel_r"),
    ],
)
def test_other_spellings_are_found(asked: str, text: str) -> None:
    assert is_found(asked, text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Ruprecht Zwiebel", "Ruprecht Meyer"),
        ("Ruprecht Zwiebel", "P. Zwiebel"),
        ("Ruprecht Zwiebel", "Zwiebelkuchen"),
        ("Jo Li", "the joli theme"),
        ("Zwiebel", "R. Zwiebelmann"),
        ("+44 20 7946 0018", "row 12079460018"),
        ("2024-11-25 10:15", "2024-11-26 10:15"),
    ],
)
def test_what_is_another_value_is_not(asked: str, text: str) -> None:
    assert not is_found(asked, text)


def test_the_given_needles_come_first_and_nothing_twice() -> None:
    needles = [Needle("Ruprecht Zwiebel"), Needle("R Zwiebel")]
    written = spellings(needles)
    assert list(written[:2]) == needles
    assert len(set(written)) == len(written)


def test_a_value_without_other_spellings_stays_alone() -> None:
    assert spellings([Needle("Zwiebel")]) == (Needle("Zwiebel"),)


def test_they_keep_what_kind_of_thing_it_is() -> None:
    assert {needle.entity for needle in spellings([Needle("Ruprecht Zwiebel", "PERSON")])} == {"PERSON"}
