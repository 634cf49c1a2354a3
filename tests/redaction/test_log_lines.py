"""What machines write: nearly all of it is kept, and who ran it is not."""

from __future__ import annotations

import pytest

from redaction.analyze import Analyzer
from redaction.policy import DEFAULT_POLICY
from tests.redaction.log_lines import NOBODYS_LINES, TRACES_WITH_A_USER, USERS

_MOST = 0.01  # of the characters of one kind of system


@pytest.mark.parametrize("system", sorted(NOBODYS_LINES))
def test_lines_about_nobody_are_kept(system: str, analyzer: Analyzer) -> None:
    size = hidden = 0
    words: list[str] = []
    for line in NOBODYS_LINES[system]:
        findings = analyzer.analyze(line, DEFAULT_POLICY).findings
        size += len(line)
        hidden += sum(finding.span.end - finding.span.start for finding in findings)
        words += [f"{finding.rule}: {finding.span.of(line)}" for finding in findings]
    assert hidden <= _MOST * size, words


@pytest.mark.parametrize("number", range(len(TRACES_WITH_A_USER)))
def test_who_ran_it_is_hidden_in_a_trace(number: int, analyzer: Analyzer) -> None:
    user = USERS[number % len(USERS)]
    text = TRACES_WITH_A_USER[number].format(user=user)
    left = list(text)
    for finding in analyzer.analyze(text, DEFAULT_POLICY).findings:
        left[finding.span.start : finding.span.end] = "\0" * (finding.span.end - finding.span.start)
    assert user not in "".join(left)


def test_there_are_as_many_systems_and_traces_as_were_promised() -> None:
    assert len(NOBODYS_LINES) >= 10
    assert len(TRACES_WITH_A_USER) >= 50
