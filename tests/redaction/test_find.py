"""Known values found in every spelling, in texts and in pictures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redaction.boxes import Box, Word
from redaction.find import Needle, find_in_text, find_in_words, sought

ALICE = Needle("Zoë Müller", "PERSON")


@pytest.mark.parametrize(
    ("value", "text", "found"),
    [
        ("Zoë Müller", "ZOE MUELLER called", ["ZOE MUELLER"]),
        ("Zoë Müller", "zoe muller's phone", ["zoe muller"]),
        ("Zoë Müller", "Zo\u200be M\u00fcller", ["Zo\u200be M\u00fcller"]),
        ("Zoë Müller", "Zoe_Mueller.pdf", ["Zoe_Mueller"]),
        ("D'Arcy", "Mr DArcy and D’Arcy", ["DArcy", "D’Arcy"]),
        ("555-0100-22", "ring 555 0100 22 or 555010022", ["555 0100 22", "555010022"]),
        ("zoe.m@example.com", "zoe.m (at) example dot com", ["zoe.m (at) example dot com"]),
        ("zoe.m@example.com", "zoe.m%40example.com", ["zoe.m%40example.com"]),
        ("Al", "also Al, all", ["Al"]),
        ("jdoe", "jdoe2 jdoe /jdoe/", ["jdoe", "jdoe"]),
        ("?!", "?! nothing ?!", []),
        ("Łukasz Straße", "lukasz strasse", ["lukasz strasse"]),
    ],
)
def test_a_known_value_is_found_however_it_is_spelled(value: str, text: str, found: list[str]) -> None:
    assert [f.span.of(text) for f in find_in_text(text, [Needle(value)])] == found


def test_the_finding_says_what_it_is() -> None:
    (finding,) = find_in_text("by Zoe Muller", [ALICE])
    assert (finding.entity, finding.score, finding.rule) == ("PERSON", 1.0, "dictionary.exact")


@given(st.text(max_size=60), st.text(max_size=60))
def test_spans_are_always_of_the_text_as_written(before: str, after: str) -> None:
    text = f"{before} Zoë Müller {after}"
    assert "Zoë Müller" in [f.span.of(text) for f in find_in_text(text, [ALICE])]


def word(text: str, left: int, top: int) -> Word:
    return Word(text, Box(left, top, left + 9 * len(text), top + 10))


def test_a_name_split_by_the_reader_is_found_with_one_box_around_its_words() -> None:
    (finding,) = find_in_words([word("Zoe", 0, 0), word("Mul", 40, 1), word("ler", 70, 0)], [ALICE])
    assert (finding.box.left, finding.box.right) == (0, 97)


def test_letters_that_readers_confuse_are_one_letter() -> None:
    assert find_in_words([word("z0e.m@exarnple.corn", 0, 0)], [Needle("zoe.m@example.com")])


def test_the_order_of_the_words_does_not_matter() -> None:
    assert find_in_words([word("Müller", 60, 0), word("Zoë", 0, 0)], [ALICE])


def test_a_value_over_two_lines_gets_a_box_on_each() -> None:
    boxes = find_in_words([word("Zoë", 200, 0), word("Müller", 0, 20)], [ALICE])
    assert sorted(f.box.top for f in boxes) == [0, 20]


def test_a_short_name_is_a_whole_word_or_nothing() -> None:
    assert not find_in_words([word("also", 0, 0)], [Needle("Al")])
    assert find_in_words([word("Al,", 0, 0)], [Needle("Al")])


def test_the_inside_of_a_longer_word_is_not_a_hit() -> None:
    assert not find_in_words([word("xzoemullerx", 0, 0)], [ALICE])


def test_needles_made_ready_once_find_the_same() -> None:
    needles = [Needle("Ruprecht Zwiebel"), Needle("-"), Needle("+44 20 7946 0018")]
    ready = sought(needles)
    for text in ("said RUPRECHT  ZWIEBEL", "call (44)20 7946-0018", "nothing"):
        assert find_in_text(text, ready) == find_in_text(text, needles)
    assert "Zwiebel" not in repr(ready)
