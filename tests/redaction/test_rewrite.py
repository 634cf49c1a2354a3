"""Labels land where the values were, and the map says where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redaction.errors import CannotRedact
from redaction.labels import LabelBook
from redaction.rewrite import rewrite
from redaction.spans import Finding, Span


def test_values_are_replaced_and_the_rest_stays() -> None:
    text = "Ann (ann@example.com) wrote"
    done = rewrite(
        text, [Finding(Span(0, 3), "PERSON"), Finding(Span(5, 20), "EMAIL_ADDRESS")], LabelBook(b"k")
    )
    assert done.text == "[person A] ([e-mail address 1]) wrote"
    assert [p.span.of(done.text) for p in done.placements] == ["[person A]", "[e-mail address 1]"]


def test_overlapping_findings_leave_nothing_between() -> None:
    done = rewrite(
        "abcdef", [Finding(Span(0, 3), "PERSON"), Finding(Span(2, 5), "URL", 0.4)], LabelBook(b"k")
    )
    assert done.text == "[person A]f"


def test_a_finding_of_another_text_stops_everything() -> None:
    with pytest.raises(CannotRedact):
        rewrite("abc", [Finding(Span(1, 9), "PERSON")], LabelBook(b"k"))


def test_nothing_to_hide_changes_nothing() -> None:
    assert rewrite("abc", [], LabelBook(b"k")).text == "abc"


@given(
    st.text(min_size=1, max_size=60), st.lists(st.tuples(st.integers(0, 59), st.integers(1, 20)), max_size=6)
)
def test_every_placement_is_its_label_and_the_kept_text_is_untouched(
    text: str, cuts: list[tuple[int, int]]
) -> None:
    findings = [Finding(Span(a, min(len(text), a + n)), "PERSON") for a, n in cuts if a < len(text)]
    done = rewrite(text, findings, LabelBook(b"k"))
    kept, rest = 0, []
    for place in done.placements:
        assert place.span.of(done.text) == place.label
        rest.append(done.text[kept : place.span.start])
        kept = place.span.end
    rest.append(done.text[kept:])
    hidden = {i for f in findings for i in range(f.span.start, f.span.end)}
    assert "".join(rest) == "".join(char for i, char in enumerate(text) if i not in hidden)
