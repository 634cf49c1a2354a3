"""The tables: every row of `text_rules.jsonl` and `text_kept.jsonl` is one promise about one text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from redaction.analyze import Analyzer
from redaction.entities import ENTITIES
from redaction.policy import DEFAULT_POLICY

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, object]]:
    return [
        json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line.strip()
    ]


@pytest.mark.parametrize("row", rows("text_rules.jsonl"), ids=lambda row: str(row["name"]))
def test_what_is_personal_is_hidden_and_the_rest_stays(row: dict[str, object], analyzer: Analyzer) -> None:
    text = str(row["text"])
    scan = analyzer.analyze(text, DEFAULT_POLICY)
    left = _without(text, [(f.span.start, f.span.end) for f in scan.findings])
    assert [value for value in row["hide"] if value in left] == []  # type: ignore[attr-defined]
    assert [value for value in row["keep"] if value not in left] == []  # type: ignore[attr-defined]
    assert {f.entity for f in scan.findings} <= set(ENTITIES)
    if "rule" in row:
        assert row["rule"] in {f.rule for f in scan.findings}


@pytest.mark.parametrize("row", rows("text_kept.jsonl"), ids=lambda row: str(row["name"]))
def test_what_is_not_personal_is_kept(row: dict[str, object], analyzer: Analyzer) -> None:
    text = str(row["text"])
    assert [f.span.of(text) for f in analyzer.analyze(text, DEFAULT_POLICY).findings] == []


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    pieces, done = [], 0
    for start, end in spans:
        pieces.append(text[done:start])
        done = end
    return "\0".join((*pieces, text[done:]))
