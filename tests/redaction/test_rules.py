"""Short cuts change nothing: patterns apart match as joined ones do, a gate is open where a rule finds."""

from __future__ import annotations

import json
import time

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from redaction.recognizers import RULES
from redaction.recognizers.rules import Clock, Page, Rule, leftmost
from tests.evaluation.make import SETS

APART = ("a+b", "ab?c?", "(?<=a)c", "b{2}")
TEXTS = [
    json.loads(line)["text"]
    for path in sorted(SETS.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
# Rules that nothing in the set is for.
TEXTS += ["AccountKey " + "aB3dE5fG7hJ9kL2mN4pQ6rS8tV1wX3yZ5cF7bD9" + "q"]
GATED = [rule for rule in RULES if isinstance(rule, Rule) and rule.gate]


def page(text: str) -> Page:
    return Page(text, text.lower(), Clock(time.monotonic() + 600))


@given(st.text(alphabet="abc", max_size=24))
def test_patterns_apart_match_as_alternatives_do(text: str) -> None:
    apart = leftmost([regex.compile(pattern) for pattern in APART], page(text))
    joined = regex.finditer("|".join(APART), text)
    assert [match.span() for match in apart] == [match.span() for match in joined]


@pytest.mark.parametrize("rule", GATED, ids=lambda rule: rule.id)
def test_a_gate_is_open_wherever_its_rule_would_match(rule: Rule) -> None:
    assert rule.opens is not None
    matched = [text for text in TEXTS if any(pattern.search(text) for pattern in rule.compiled)]
    assert matched
    assert [text for text in matched if rule.opens.search(text) is None] == []
