"""The README's table of threats: each row names tests that exist, or says why there is none."""

from __future__ import annotations

import re
from pathlib import Path

TOP = Path(__file__).parents[2]
THREATS = 30  # as many as were thought of; a new one gets a row


def rows() -> list[list[str]]:
    """The cells of each row, without the heading."""
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## What is guarded against")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_threat_has_a_row() -> None:
    assert len(rows()) == THREATS


def test_every_test_that_a_row_names_exists() -> None:
    sources = (path.read_text(encoding="utf-8") for path in (TOP / "tests").rglob("test_*.py"))
    known = {name for source in sources for name in re.findall(r"def (test_\w+)\(", source)}
    named = {name for row in rows() for name in re.findall(r"`(test_\w+)`", row[2])}
    assert named - known == set()
    assert len(named) > THREATS


def test_a_row_without_a_test_says_why() -> None:
    reasons = [row[1] for row in rows() if not row[2]]
    assert all(re.search(r"so|because", reason) for reason in reasons), reasons
