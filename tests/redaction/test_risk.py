"""Reasons to look twice at a text, worst first."""

from __future__ import annotations

from redaction.entities import Severity
from redaction.risk import Risk, risks
from redaction.scans import TextScan
from redaction.spans import Finding, Span


def scan(
    *, findings: tuple[Finding, ...] = (), near: tuple[Finding, ...] = (), covered: bool = True
) -> TextScan:
    return TextScan(findings, near, "en", covered, "digest")


def test_a_quiet_text_has_no_risk() -> None:
    assert risks(scan()) == ()


def test_a_language_without_a_name_model_is_a_risk() -> None:
    assert risks(scan(covered=False)) == (Risk("names-not-covered", "", 1, Severity.MEDIUM),)


def test_near_misses_are_counted_by_kind_and_the_worst_comes_first() -> None:
    near = (
        Finding(Span(0, 1), "LOCATION", 0.4),
        Finding(Span(2, 3), "OTHER", 0.3),
        Finding(Span(4, 5), "NATIONAL_ID", 0.4),
        Finding(Span(6, 7), "NATIONAL_ID", 0.4),
    )
    assert [(r.code, r.entity, r.count) for r in risks(scan(near=near))] == [
        ("near-miss", "NATIONAL_ID", 2),
        ("near-miss", "LOCATION", 1),
        ("unidentified-number", "OTHER", 1),
    ]


def test_many_kinds_of_hidden_details_together_are_a_risk() -> None:
    kinds = ("PERSON", "EMAIL_ADDRESS", "ADDRESS", "NATIONAL_ID")
    findings = tuple(Finding(Span(n, n + 1), kind) for n, kind in enumerate(kinds))
    assert [r.code for r in risks(scan(findings=findings))] == ["many-details"]
