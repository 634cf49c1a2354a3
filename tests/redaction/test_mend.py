"""What small text does to addresses, numbers and names, and what is made of it again."""

from __future__ import annotations

import pytest

from redaction.boxes import Box, Word
from redaction.lines import lay_out
from redaction.mend import completed, rejoined
from redaction.spans import Span


def spaced(*parts: str | float, height: int = 10) -> tuple[Word, ...]:
    """Words of six pixels a letter, with the gap that stands before each in heights of a word."""
    words, left = [], 20.0
    for part in parts:
        if isinstance(part, float):
            left += part * height
        else:
            words.append(Word(part, Box(round(left), 20, round(left) + 6 * len(part), 20 + height)))
            left += 6 * len(part)
    return tuple(words)


def written(words: tuple[Word, ...]) -> str:
    return " ".join("".join(text for text, _ in token) for token in completed(words))


@pytest.mark.parametrize(
    ("seen", "whole"),
    [
        (("tomas.berg@example", 0.3, "org"), "tomas.berg@example.org"),
        (("tomas.berg@mail", 0.1, "example.net"), "tomas.berg@mail.example.net"),
        (("tomas.berg@", 0.1, "example.net"), "tomas.berg@example.net"),
        (("for", 0.3, "tomas.be", 0.2, "rg@desk.exa", 0.2, "mple.com"), "for tomas.berg@desk.example.com"),
        (("tomas_be", 0.2, "rg", 0.2, "@example.org"), "tomas_berg@example.org"),
        (("failed", 0.4, "for", 0.3, "toma", 0.1, "s@exa", 0.1, "mple.org"), "failed for tomas@exa.mple.org"),
        (("peer", 0.3, "192.0.2", 0.3, "77", 0.3, "closed"), "peer 192.0.2.77 closed"),
        (("from", 0.3, "198.51100.77", 0.3, "at"), "from 198.51.100.77 at"),
        (("192.0.2.77clo", 0.1, "sed"), "192.0.2.77 clo sed"),
        (("1920.2.177",), "192.0.2.177"),
        (("2001:db8:47.::7",), "2001:db8:47::7"),
        (("2001:db8:47::7c1etimed", 0.3, "out"), "2001:db8:47::7c1e timed out"),
        (("2001:db8:47ab:7c1etimed",), "2001:db8:47ab::7c1e timed"),
        (("2001:db8.47ab:7c1e",), "2001:db8:47ab::7c1e"),
        (("2001:db8:47a=7c1e",), "2001:db8:47a::7c1e"),
        (("number212-555-0177",), "number 212-555-0177"),
        (("tomas-bergCdesk.example.com",), "tomas-berg@desk.example.com"),
        (("tomas.berg(desk.example.com",), "tomas.berg@desk.example.com"),
        (("tomas-berg@mailexamplenet",), "tomas-berg@mailexample.net"),
        (("+1", 0.6, "212", 0.6, "5SS", 0.6, "O195"), "+1 212 555 0195"),
        (("SS5-0195",), "555-0195"),
        (("Olena", 0.4, "lvanova"), "Olena Ivanova"),
    ],
)
def test_what_was_broken_is_whole(seen: tuple[str | float, ...], whole: str) -> None:
    assert written(spaced(*seen)) == whole


@pytest.mark.parametrize(
    "seen",
    [
        ("write", 0.3, "to", 0.3, "tomas@example.org", 0.3, "now"),
        ("tomas@example.org", 0.3, "or", 0.3, "olena@example.org"),
        ("version", 0.3, "10.22621.1", 0.3, "is", 0.3, "out"),
        ("ratio", 0.3, "1.5", 0.3, "2.5"),
        ("step", 0.3, "1.2.3", 0.3, "4"),
        ("tomas.berg@example", 1.2, "org"),
        ("list", 0.3, "the", 0.3, "lines"),
        ("Sdk", 0.3, "7.0.300", 0.3, "of", 0.3, "2026:11:03", 0.3, "at", 0.3, "10:00:00"),
        ("call", 0.3, "run(self.value)", 0.3, "in", 0.3, "aCopy.of.it"),
    ],
)
def test_what_is_whole_stays_as_it_is(seen: tuple[str | float, ...]) -> None:
    words = spaced(*seen)
    assert completed(words) == tuple(((word.text, word),) for word in words)


def test_a_made_up_space_at_a_joint_is_mended_in_the_plain_way_too() -> None:
    words = spaced("tomas.", 0.3, "berg@example.org")
    assert ["".join(text for text, _ in token) for token in rejoined(words)] == ["tomas.berg@example.org"]


def test_each_piece_of_a_mended_address_leads_to_its_box() -> None:
    words = spaced("for", 0.3, "tomas.be", 0.2, "rg@example", 0.2, "org")
    layout = lay_out(words)
    at = layout.text.index("tomas.berg@example.org")
    found = layout.words_of(Span(at, at + len("tomas.berg@example.org")))
    assert found == words[1:]
