"""Words of a picture become lines of text, and every place in the text leads back to pixels."""

from __future__ import annotations

from redaction.boxes import Box, Word
from redaction.lines import lay_out, rows_of
from redaction.spans import Span
from tests.redaction.simple_tools import words_in_a_row


def span_of(text: str, part: str) -> Span:
    at = text.index(part)
    return Span(at, at + len(part))


def test_no_words_give_no_text() -> None:
    assert lay_out(()).text == ""


def test_words_are_read_in_rows_whatever_their_order() -> None:
    words = (*words_in_a_row("second", "row", top=60), *words_in_a_row("first", "row"))
    assert lay_out(words[::-1]).text == "first row\nsecond row"


def test_a_word_a_little_higher_stays_in_its_row() -> None:
    one, two = words_in_a_row("Jörg", "up")
    higher = Word(two.text, Box(two.box.left, two.box.top - 4, two.box.right, two.box.bottom - 4))
    assert rows_of([higher, one]) == ((one, higher),)


def test_a_tall_heading_does_not_swallow_the_lines_beside_it() -> None:
    heading = Word("BIG", Box(0, 0, 90, 90))
    small = (*words_in_a_row("one", left=100, top=10), *words_in_a_row("two", left=100, top=40))
    assert len(rows_of([heading, *small])) == 3


def test_columns_are_lines_of_their_own_too() -> None:
    words = (*words_in_a_row("Name"), *words_in_a_row("Status", left=300))
    assert lay_out(words).text.split("\n") == ["Name Status", "", "Name", "Status"]


def test_an_address_with_a_made_up_space_is_mended() -> None:
    layout = lay_out(words_in_a_row("alice.", "sample@example.org"))
    assert "alice.sample@example.org" in layout.text
    assert len(layout.words_of(span_of(layout.text, "alice.sample@example.org"))) == 2


def test_a_name_that_lost_its_space_is_mended() -> None:
    words = words_in_a_row("user", "AliceExample")
    layout = lay_out(words)
    assert layout.boxes_of(span_of(layout.text, "Alice Example")) == (words[1].box,)


def test_a_number_in_groups_is_also_read_as_one() -> None:
    layout = lay_out(words_in_a_row("4111", "1111", "1111", "1111"))
    assert "4111111111111111" in layout.text


def test_a_sentence_stays_as_it_is() -> None:
    assert lay_out(words_in_a_row("It", "broke.", "Then", "I", "left.")).text == "It broke. Then I left."


def test_a_span_leads_to_one_box_around_whole_words() -> None:
    words = words_in_a_row("ask", "Alice", "Example", "first")
    layout = lay_out(words)
    boxes = layout.boxes_of(span_of(layout.text, "lice Exam"))
    assert boxes == (words[1].box.union(words[2].box),)


def test_a_span_over_two_rows_leads_to_two_boxes() -> None:
    words = (*words_in_a_row("Alice"), *words_in_a_row("Example", top=60))
    layout = lay_out(words)
    assert layout.boxes_of(span_of(layout.text, "Alice\nExample")) == (words[0].box, words[1].box)
