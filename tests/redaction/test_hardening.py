"""Texts made to mislead: what reads the same is found, where it really stands, with bounded work."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redaction import analyze
from redaction.analyze import Analyzer
from redaction.labels import LabelBook
from redaction.policy import DEFAULT_POLICY
from redaction.recognizers import RULES
from redaction.recognizers.rules import Clock, Page
from redaction.rewrite import rewrite
from redaction.spans import Finding, Span
from redaction.view import view_of

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

# What stands between letters without being seen: joiners, marks of direction, soft hyphens, byte order.
UNSEEN = st.text(alphabet="\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202e\u2066\u2069", max_size=2)
LOOKALIKES = str.maketrans("aceiopxys", "асеіорхуѕ")
VALUES = ("alice.q@example.com", "bexample@example.org", "203.0.113.9", "4111 1111 1111 1111", "613-555-0144")
AROUND = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["L", "N"]), max_size=12)


def findings_of(text: str) -> list[Finding]:
    """What the rules alone find, at its place in the text as written."""
    seen = view_of(text)
    page = Page(seen.text, seen.text.lower(), Clock(time.monotonic() + 60))
    found = [finding for rule in RULES for finding in rule.find(page)]
    return [Finding(seen.back(f.span.start, f.span.end), f.entity, f.score, f.rule) for f in found]


def is_covered(text: str, start: int, end: int) -> bool:
    """Whether every character that can be seen there lies in a finding that is hidden."""
    hidden = {
        at
        for finding in findings_of(text)
        if finding.score >= DEFAULT_POLICY.threshold
        for at in range(finding.span.start, finding.span.end)
    }
    return all(at in hidden for at in range(start, end) if text[at].isalnum())


@st.composite
def interspersed(draw: st.DrawFn) -> str:
    """One of the values with invisible characters between its letters."""
    value = draw(st.sampled_from(VALUES))
    return "".join(char + draw(UNSEEN) for char in value[:-1]) + value[-1]


@few
@given(AROUND, interspersed(), AROUND)
def test_invisible_characters_hide_nothing_and_move_nothing(before: str, value: str, after: str) -> None:
    text = f"{before} mail {value} now {after}"
    at = text.index(value, len(before))
    assert is_covered(text, at, at + len(value))


@few
@given(st.sets(st.integers(0, 18), min_size=1))
def test_letters_that_look_alike_are_read_as_what_they_look_like(places: set[int]) -> None:
    value = "".join(
        char.translate(LOOKALIKES) if at in places else char for at, char in enumerate("alice.q@example.com")
    )
    text = f"mail {value} now"
    latin = [part for part in value.replace("@", ".").split(".") if part.isascii()]
    if not latin or not any(char.isascii() and char.isalpha() for char in value):
        return
    assert is_covered(text, 5, 5 + len(value))


@few
@given(st.sampled_from("\u0301\u0308\u0327\u20dd\ufe0f"), st.integers(1, 6))
def test_marks_on_a_letter_are_hidden_with_it(mark: str, count: int) -> None:
    value = "zo" + "e" + mark * count + ".q@example.com"
    text = f"mail {value} now"
    hidden = [f.span for f in findings_of(text) if f.entity == "EMAIL_ADDRESS"]
    assert any(span.start <= 5 and span.end >= 5 + len(value) for span in hidden)


@few
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_the_view_of_a_view_is_itself(text: str) -> None:
    seen = view_of(text).text
    again = view_of(seen).text
    assert view_of(again).text == again


@few
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_rules_find_only_what_lies_in_the_text(text: str) -> None:
    assert all(0 <= f.span.start < f.span.end <= len(text) for f in findings_of(text))


PARTS = (
    *VALUES,
    "Hi Friederike,",
    "token=$T",
    "C:\\Users\\bexample\\x",
    "\u200b",
    "é",
    "name,phone\nAma Mensah,613-555-0144",
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PARTS), max_size=6), AROUND)
def test_hiding_twice_changes_nothing_whatever_stands_between(
    analyzer: Analyzer, parts: list[str], between: str
) -> None:
    text, book = f" {between}\n".join(parts), LabelBook(b"k" * 32)
    once = rewrite(text, analyzer.analyze(text, DEFAULT_POLICY).findings, book).text
    again = rewrite(once, analyzer.analyze(once, DEFAULT_POLICY).findings, book).text
    assert again == once


# ---- work is bounded: counted, not timed


@pytest.fixture
def asked(analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many code points the models were asked about, one number a question."""
    sizes: list[int] = []
    ask = analyzer._ask

    def counted(block: str, clock: Clock) -> object:
        sizes.append(len(block))
        return ask(block, clock)

    monkeypatch.setattr(analyzer, "_ask", counted)
    yield sizes


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="aB1@.:/ \n-_=\"'é\u200b", max_size=2000))
def test_the_models_read_a_text_a_bounded_number_of_times(
    analyzer: Analyzer, asked: list[int], text: str
) -> None:
    asked.clear()
    analyzer.analyze(text, DEFAULT_POLICY)
    # Each look: the text, its slugs and its recased lines; and the copy may be longer by its labels.
    assert sum(asked) <= (analyze._LOOKS + 1) * 3 * (4 * len(text) + 100)


def test_a_shape_is_looked_at_once(analyzer: Analyzer, asked: list[int]) -> None:
    line = "Row {} of the nightly report was written by the worker after {} tries\n"
    analyzer.analyze("".join(line.format(n, n * 7) for n in range(20_000)), DEFAULT_POLICY)
    assert sum(asked) < 1_000


def test_a_text_as_long_as_is_promised_is_read_to_its_end(analyzer: Analyzer) -> None:
    line = "2026-10-21 18:02:11,902 INFO  [worker-3] poll finished rows={} took={}ms\n"
    text = "".join(line.format(n, n * 7) for n in range(16_500))
    text = text[: 1_200_000 - 40] + "\nuser=bexample mail bexample@example.org"
    hidden = {f.span.of(text) for f in analyzer.analyze(text, DEFAULT_POLICY).findings}
    assert {"bexample", "bexample@example.org"} <= hidden


HOSTILE = {
    "one long hex string behind two letters and figures": "ab12" + "c3d4e5" * 4_000,
    "digits in groups that never end": "4111 1111 " * 4_000,
    "a key without a value": "password=" * 4_000,
    "quotes that never close": "password='" + "a\\" * 10_000,
    "keys in keys": "api_key_token_secret_" * 2_000 + "=",
    "a key in capitals that goes on": "A_KEY" * 6_000 + ": ",
    "commas": "phone," * 8_000,
    "cells in quotes": 'name,phone\n"' * 3_000,
    "bars": "| email | phone |\n" * 3_000,
    "at signs in a row": "a@b." * 8_000,
    "a host of dots": "a." * 15_000 + "@example.com",
    "brackets": "[~" * 10_000,
    "backslashes": "\\\\users\\" * 5_000,
    "slashes": "/home/" * 6_000,
    "colons": "ab:cd:" * 6_000,
    "colons of an address": "::1" * 8_000,
    "names": "De La " * 6_000,
    "capitals": "A" * 30_000,
    "a begun key": "-----BEGIN PRIVATE KEY-----\n" + "A" * 30_000,
    "begun tokens": "eyJhbGciOi" * 3_000 + ".",
    "a cookie without end": "Cookie: " + "a=b; " * 6_000,
    "a secret of a cluster without end": "data:\n" + "  a: b\n" * 4_000 + "kind: Secreta",
    "equals": "a=" * 15_000,
    "entities": "&#64;" * 6_000,
    "percents of percents": "%2525252540" * 3_000,
    "marks": "e" + "\u0301" * 20_000,
    "one word of every script": "aαа" * 10_000,
    "deep JSON": json.dumps({"user": "x"})[:-1] + ',"a":{"b":' * 3_000,
    "deep brackets": "[" * 20_000,
    "spaces": "name" + " " * 30_000 + "x",
    "line ends": "\n" * 30_000,
    "a line of dashes": "-" * 30_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_rules_end_on_what_was_made_to_stop_them(text: str) -> None:
    """Each rule raises when the clock runs out, so ending is passing."""
    page = Page(text, text.lower(), Clock(time.monotonic() + 60))
    for rule in RULES:
        assert all(isinstance(finding.span, Span) for finding in rule.find(page))
