"""The command: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from redaction import detect as detection
from redaction.__main__ import main
from tests.redaction.simple_tools import SetReader, simple_tools, words_in_a_row


@pytest.fixture
def sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A set whose e-mail address the simple rules find and whose name they miss."""
    tools = simple_tools(SetReader(words_in_a_row("x")))
    monkeypatch.setattr(detection, "analyzer", lambda: tools.analyzer)
    text = "Alice: alice@example.com"
    spans = [{"start": 0, "end": 5, "label": "PERSON"}, {"start": 7, "end": 24, "label": "EMAIL_ADDRESS"}]
    row = {"id": "t1", "text": text, "lang": "en", "spans": spans}
    (tmp_path / "own.jsonl").write_text(json.dumps(row) + "\n")
    return tmp_path


def test_it_prints_tables_without_values(sets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(sets), "--jobs", "1"]) == 0
    shown = capsys.readouterr().out
    assert "| own " in shown
    assert "alice" not in shown.lower()


def test_misses_are_shown_when_asked(sets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(sets), "--jobs", "1", "--misses"]) == 0
    assert "own/t1 PERSON: ⟦Alice⟧: alice@example.com" in capsys.readouterr().out


def test_strict_ends_with_one_below_a_floor(sets: Path) -> None:
    assert main(["evaluate", str(sets), "--jobs", "1", "--strict"]) == 1


def test_an_empty_folder_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(tmp_path), "--jobs", "1"]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.slow
def test_the_real_engine_stands_beside_vanilla_presidio(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Denise Hollingsworth called and would like to be called back."
    row = {"id": 1, "text": text, "lang": "en", "spans": [{"start": 0, "end": 20, "label": "PERSON"}]}
    (tmp_path / "one.jsonl").write_text(json.dumps(row) + "\n")
    assert main(["evaluate", str(tmp_path), "--jobs", "1", "--baseline"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| one ")]
    assert [cell.strip() for cell in line.split("|")][2:6] == ["1", "100.0", "20.7-100.0", "100.0"]
