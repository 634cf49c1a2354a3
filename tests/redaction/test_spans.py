"""Findings that overlap become one, which knows what it was not taken for."""

from __future__ import annotations

import pytest

from redaction.spans import Finding, Other, Span, beaten, disjoint, shift, words_beside


def found(start: int, end: int, entity: str = "PERSON", score: float = 0.9, rule: str = "") -> Finding:
    return Finding(Span(start, end), entity, score, rule or f"test.{entity.lower()}")


def test_the_union_is_hidden_and_the_stronger_names_it() -> None:
    (one,) = disjoint([found(0, 6), found(4, 9, "ADDRESS", 0.95)])
    assert (one.span, one.entity) == (Span(0, 9), "ADDRESS")


def test_what_lost_is_kept_the_surest_first() -> None:
    (one,) = disjoint([found(0, 6, "HOST", 0.4), found(0, 6), found(4, 9, "ADDRESS", 0.95)])
    assert one.lost == (Other("PERSON", 0.9, "test.person"), Other("HOST", 0.4, "test.host"))


def test_the_same_rule_twice_is_no_other_reading() -> None:
    (one,) = disjoint([found(0, 6), found(3, 9, score=0.7)])
    assert one.lost == ()


def test_only_a_few_others_are_kept() -> None:
    one = found(0, 5)
    for number in range(20):
        one = beaten(one, found(0, 5, "HOST", number / 100, f"test.{number}"))
    assert [other.score for other in one.lost] == [0.19, 0.18, 0.17, 0.16, 0.15]


def test_what_did_not_overlap_did_not_lose() -> None:
    assert [one.lost for one in disjoint([found(0, 4), found(4, 9, "HOST")])] == [(), ()]


def test_a_shifted_finding_leaves_its_context_behind() -> None:
    one = Finding(Span(10, 12), "PERSON", context=(Span(0, 4),))
    assert shift(one, -8) == Finding(Span(2, 4), "PERSON")
    assert shift(one, -8).context == ()


@pytest.mark.parametrize(
    ("text", "values", "beside"),
    [
        ("password = hunter2", [Span(11, 18)], ["password ="]),
        ("hunter2 is the password", [Span(0, 7)], ["is the password"]),
        ("user ann, key k1 now", [Span(5, 8), Span(14, 16)], ["user", ", key", "now"]),
        ("= hunter2 !", [Span(2, 9)], []),
        ("hunter2", [Span(0, 7)], []),
    ],
)
def test_words_beside_a_value_are_those_a_rule_read(text: str, values: list[Span], beside: list[str]) -> None:
    assert [span.of(text) for span in words_beside(text, Span(0, len(text)), values)] == beside


def test_words_far_away_told_nothing() -> None:
    text = "a" * 200 + "VALUE" + "b" * 200
    before, after = words_beside(text, Span(0, len(text)), [Span(200, 205)])
    assert (before, after) == (Span(140, 200), Span(205, 265))
