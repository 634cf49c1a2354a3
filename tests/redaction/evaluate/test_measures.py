"""What is counted as found, leaked and hidden too much."""

from __future__ import annotations

import pytest

from redaction.evaluate.measures import Tally, interval, measure
from redaction.evaluate.sets import Document, Mark, Tier
from redaction.spans import Span

TEXT = "Call Alice Example at 555-0101 in Oslo now"
ALICE, PHONE, OSLO = Span(5, 18), Span(22, 30), Span(34, 38)
DOCUMENT = Document(
    "a",
    TEXT,
    "en",
    (Mark(ALICE, "PERSON"), Mark(PHONE, "PHONE_NUMBER"), Mark(OSLO, "LOCATION", Tier.CONTEXT)),
)


def tally(*hidden: Span) -> Tally:
    return measure(DOCUMENT, hidden).tally


def test_everything_hidden_and_nothing_else_is_perfect() -> None:
    done = tally(ALICE, PHONE)
    assert (done.found, done.leaks, done.precision, done.over_redaction) == (1.0, 0.0, 1.0, 0.0)


def test_nothing_hidden_is_a_leak_and_has_no_precision() -> None:
    done = tally()
    assert (done.found, done.leaks, done.precision, done.over_redaction) == (0.0, 1.0, None, 0.0)


def test_everything_hidden_is_all_over_redaction() -> None:
    done = tally(Span(0, len(TEXT)))
    assert (done.found, done.over_redaction) == (1.0, 1.0)
    assert done.outside == len("Callatinnow")


def test_half_a_name_is_not_found() -> None:
    done = measure(DOCUMENT, [Span(5, 10), PHONE])
    assert [mark.label for mark in done.missed] == ["PERSON"]
    assert done.tally.found == 0.5


def test_what_a_reviewer_is_shown_is_neither_found_nor_unseen() -> None:
    done = measure(DOCUMENT, [ALICE], near=[PHONE])
    assert (done.tally.found, done.tally.seen, done.tally.leaks) == (0.5, 1.0, 1.0)
    assert done.only("PHONE_NUMBER").seen == 1.0
    assert measure(DOCUMENT, [ALICE], near=[OSLO]).tally.seen == 0.5


def test_a_value_that_is_hidden_in_part_and_shown_in_part_is_shown() -> None:
    assert measure(DOCUMENT, [Span(5, 10), PHONE], near=[Span(10, 18)]).tally.seen == 1.0


def test_a_near_miss_hides_nothing() -> None:
    assert measure(DOCUMENT, [], near=[OSLO]).tally.over_redaction == 0.0


def test_a_blank_and_a_hyphen_between_the_pieces_may_stay() -> None:
    assert tally(Span(5, 10), Span(11, 18), Span(22, 25), Span(26, 30)).found == 1.0


def test_another_label_counts_all_the_same() -> None:
    assert tally(Span(5, 30)).found == 1.0


def test_what_may_be_hidden_or_stay_is_left_out() -> None:
    assert tally(ALICE, PHONE, OSLO) == tally(ALICE, PHONE)


def test_a_core_mark_inside_a_neutral_one_counts() -> None:
    document = Document(
        "a", "Oslo Alice", "en", (Mark(Span(0, 10), "x", Tier.IGNORE), Mark(Span(5, 10), "PERSON"))
    )
    assert measure(document, []).tally.leaks == 1.0


def test_spans_outside_the_text_are_cut() -> None:
    assert tally(Span(5, 900)).found == 1.0
    assert tally(Span(800, 900)) == tally()


def test_a_mark_of_signs_alone_needs_all_of_them() -> None:
    document = Document("a", "key *** end", "en", (Mark(Span(4, 7), "SECRET"),))
    assert measure(document, [Span(4, 6)]).tally.found == 0.0
    assert measure(document, [Span(4, 7)]).tally.found == 1.0


def test_counts_add_up() -> None:
    both = tally(ALICE) + tally(ALICE, PHONE)
    assert (both.documents, both.marks, both.covered, both.leaking) == (2, 4, 3, 1)


def test_one_label_alone_has_counts_of_its_own() -> None:
    outcome = measure(DOCUMENT, [ALICE])
    assert (outcome.only("PERSON").found, outcome.only("PHONE_NUMBER").found) == (1.0, 0.0)
    assert outcome.only("OTHER").found is None


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)],
)
def test_intervals_are_those_of_wilson(part: int, whole: int, low: float, high: float) -> None:
    assert interval(part, whole) == pytest.approx((low, high), abs=1e-4)


def test_a_share_of_nothing_has_no_interval() -> None:
    assert interval(0, 0) is None
