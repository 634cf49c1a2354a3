"""Canaries are caught by the rules of today, and a rule that is missing shows."""

from __future__ import annotations

import random

import pytest

from redaction.analyze import Analyzer
from redaction.canaries import KINDS, plant, survivors
from redaction.policy import DEFAULT_POLICY, Policy

TEXT = "The export stops at page two.\nERROR writer: unexpected end of table\nIt worked in version 4.1.\n"


def test_each_canary_stands_where_it_says() -> None:
    shadow = plant(TEXT, random.Random(1))
    assert len(shadow.canaries) == len(KINDS) >= 20
    lines = shadow.text.split("\n")
    assert [line for line in TEXT.split("\n") if line not in lines] == []
    for canary in shadow.canaries:
        kind = next(kind for kind in KINDS if kind.name == canary.kind)
        before = shadow.text[: canary.span.start]
        assert before.endswith(kind.before)
        assert canary.span.of(shadow.text) not in TEXT


def test_two_runs_plant_other_values() -> None:
    one, other = plant(TEXT, random.Random(1)), plant(TEXT, random.Random(2))
    values = {canary.span.of(one.text) for canary in one.canaries}
    same = values & {canary.span.of(other.text) for canary in other.canaries}
    assert len(same) <= 2  # names come from a short list


def test_an_empty_result_leaves_every_canary_alive() -> None:
    shadow = plant("", random.Random(1))
    assert set(survivors(shadow, [])) == {kind.name for kind in KINDS}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_the_rules_of_today_catch_every_canary(seed: int, analyzer: Analyzer) -> None:
    shadow = plant(TEXT, random.Random(seed))
    assert survivors(shadow, analyzer.analyze(shadow.text, DEFAULT_POLICY).findings) == ()


@pytest.mark.slow
def test_whatever_rule_finds_nothing_any_more_shows_by_the_kind_it_caught(analyzer: Analyzer) -> None:
    shadow = plant(TEXT, random.Random(3))
    findings = analyzer.analyze(shadow.text, DEFAULT_POLICY).findings
    blind = set()
    for canary in shadow.canaries:
        asleep = {finding.rule for finding in findings if finding.span.overlaps(canary.span)}
        awake = [finding for finding in findings if finding.rule not in asleep]
        blind |= {canary.kind} & set(survivors(shadow, awake))
    assert blind == {kind.name for kind in KINDS}


@pytest.mark.slow
def test_a_threshold_that_is_too_high_shows(analyzer: Analyzer) -> None:
    shadow = plant(TEXT, random.Random(4))
    assert survivors(shadow, analyzer.analyze(shadow.text, Policy(threshold=1.0)).findings)
