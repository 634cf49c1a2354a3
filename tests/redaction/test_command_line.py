"""The command line: what `python -m redaction` prints, writes and refuses."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from redaction import detect as detection
from redaction.__main__ import main
from redaction.documents.image import png_extras
from redaction.documents.pdf_out import pdf_extras
from redaction.pipeline import Tools
from tests.redaction.office import a_pptx
from tests.redaction.papers import a_pdf
from tests.redaction.pictures import a_picture, a_screenshot, encoded
from tests.redaction.simple_tools import SetReader, simple_tools, words_in_a_row


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> Tools:
    """Commands that load these tools instead of the models."""
    tools = simple_tools(SetReader(words_in_a_row("Mail", "alice@example.com")))
    monkeypatch.setattr("redaction.pipeline.load_tools", lambda: tools)
    return tools


@pytest.mark.usefixtures("loaded")
def test_scan_shows_places_but_no_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Hello\nwrite to alice@example.com\n")
    assert main(["scan", str(note)]) == 1
    shown = capsys.readouterr().out
    assert "line 2, 15-32" in shown
    assert "E-mail address, sure: contact.email" in shown
    assert "alice" not in shown


@pytest.mark.usefixtures("loaded")
def test_scan_shows_values_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Hello\nwrite to \x1b[2J alice@example.com\n")
    assert main(["scan", "--values", str(note)]) == 1
    assert "Hello⏎write to ·[2J ⟦alice@example.com⟧⏎" in capsys.readouterr().out


@pytest.mark.usefixtures("loaded")
def test_scan_as_json_says_why_but_no_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note = tmp_path / "note.txt"
    note.write_text("one\nalice@example.com and\nbob@example.com")
    assert main(["scan", "--json", str(note)]) == 1
    shown = capsys.readouterr().out
    first, second = json.loads(shown)["findings"]
    assert (first["line"], second["line"]) == (2, 3)
    assert first["why"] == "It has the form of an e-mail address."
    assert "alice" not in shown


@pytest.mark.usefixtures("loaded")
def test_scan_as_json_holds_boxes_of_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "shot.png"
    picture.write_bytes(a_screenshot(["x"]))
    assert main(["scan", "--json", str(picture)]) == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["label"], found["box"]) == ("EMAIL_ADDRESS", [67, 17, 243, 39])


@pytest.mark.usefixtures("loaded")
def test_scan_of_a_clean_file_ends_with_nought(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("nothing here")
    assert main(["scan", str(note)]) == 0


@pytest.mark.usefixtures("loaded")
def test_redact_writes_a_clean_picture(tmp_path: Path) -> None:
    sent, safe = tmp_path / "sent.jpg", tmp_path / "safe.png"
    sent.write_bytes(encoded(a_picture(["x"]), "JPEG", comment=b"by Alice"))
    assert main(["redact", str(sent), str(safe)]) == 0
    assert png_extras(safe.read_bytes()) == ()


@pytest.mark.usefixtures("loaded")
def test_redact_writes_a_text_without_the_value(tmp_path: Path) -> None:
    sent, safe = tmp_path / "sent.txt", tmp_path / "safe.txt"
    sent.write_text("write to alice@example.com")
    assert main(["redact", str(sent), str(safe)]) == 0
    assert safe.read_text() == "write to [e-mail address 1]"


@pytest.mark.usefixtures("loaded")
def test_redact_of_a_document_writes_a_new_one(tmp_path: Path) -> None:
    sent, safe = tmp_path / "sent.pdf", tmp_path / "safe.pdf"
    sent.write_bytes(a_pdf(["write to alice@example.com"], ["second"]))
    assert main(["redact", str(sent), str(safe)]) == 0
    assert pdf_extras(safe.read_bytes()) == ()
    assert b"alice" not in safe.read_bytes()


@pytest.mark.usefixtures("loaded")
def test_redact_of_an_unknown_kind_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent, safe = tmp_path / "sent.heic", tmp_path / "safe.heic"
    sent.write_bytes(b"\0\0\0\x18ftypheic\nalice@example.com")
    assert main(["redact", str(sent), str(safe)]) == 2
    assert capsys.readouterr().err.endswith("[unknown-kind]\n")
    assert not safe.exists()


def test_a_missing_file_is_a_sentence_not_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["redact", str(tmp_path / "none"), str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == "redact: No such file or directory.\n"


@pytest.mark.usefixtures("loaded")
def test_scan_tells_what_a_file_does_not_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    slides = tmp_path / "slides.pptx"
    slides.write_bytes(a_pptx(("Nothing here", True), ("alice@example.com", False)))
    assert main(["scan", str(slides)]) == 1
    assert "not shown, line " in capsys.readouterr().out
    assert main(["scan", "--json", str(slides)]) == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["label"], found["shown"]) == ("EMAIL_ADDRESS", False)


@pytest.mark.usefixtures("loaded")
def test_scan_looks_at_the_other_files_when_one_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad, good = tmp_path / "bad.bin", tmp_path / "good.txt"
    bad.write_bytes(b"\x7fELF\x00")
    good.write_text("write to alice@example.com")
    assert main(["scan", str(tmp_path / "none"), str(bad), str(good)]) == 2
    shown = capsys.readouterr()
    assert "E-mail address" in shown.out
    assert [line.split(": ")[2] for line in shown.err.splitlines()] == [
        "No such file or directory.",
        "It is of a kind that cannot be made safe here. [unknown-kind]",
    ]


@pytest.mark.usefixtures("loaded")
def test_what_never_ends_is_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", "/dev/zero"]) == 2
    assert "[not-a-file]" in capsys.readouterr().err


@pytest.mark.usefixtures("loaded")
def test_a_file_that_is_too_large_is_not_even_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huge = tmp_path / "huge.log"
    with huge.open("wb") as file:
        file.truncate(10**12)
    assert main(["scan", str(huge)]) == 2
    assert "[too-large]" in capsys.readouterr().err


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("way", ["name", "symlink", "hardlink"])
def test_the_copy_never_replaces_the_original(
    tmp_path: Path, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sent, copy = tmp_path / "sent.txt", tmp_path / "copy.txt"
    sent.write_text("write to alice@example.com")
    match way:
        case "name":
            copy = tmp_path / "." / "sent.txt"
        case "symlink":
            copy.symlink_to(sent)
        case "hardlink":
            copy.hardlink_to(sent)
    assert main(["redact", str(sent), str(copy)]) == 2
    assert "[same-file]" in capsys.readouterr().err
    assert sent.read_text() == "write to alice@example.com"


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("text", ["crash", "missing", "\x00\x01\x02"])
def test_an_older_copy_stays_when_the_new_one_fails(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sent, copy = tmp_path / "sent.txt", tmp_path / "copy.txt"
    sent.write_text(text)
    copy.write_text("the older one")
    assert main(["redact", str(sent), str(copy)]) == 2
    assert copy.read_text() == "the older one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.txt", "sent.txt"]
    assert "alice" not in capsys.readouterr().err


@pytest.mark.usefixtures("loaded")
def test_a_folder_is_no_place_for_a_copy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent = tmp_path / "sent.txt"
    sent.write_text("write to alice@example.com")
    assert main(["redact", str(sent), str(tmp_path)]) == 2
    assert capsys.readouterr().err == "redact: Is a directory.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["sent.txt"]


@pytest.mark.usefixtures("loaded")
def test_a_value_that_no_rule_sees_elsewhere_is_hidden_there_too(tmp_path: Path) -> None:
    sent, safe = tmp_path / "sent.txt", tmp_path / "safe.txt"
    sent.write_text("write to alice@example.com, that is alice (at) example (dot) com")
    assert main(["redact", str(sent), str(safe)]) == 0
    assert "alice" not in safe.read_text()


def detect(lines: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    return main(["detect", "--jobs", "1"])


def test_detect_answers_line_by_line(
    loaded: Tools, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(detection, "analyzer", lambda: loaded.analyzer)
    lines = '{"id": "a", "text": "Zoë: bob@example.com"}\n\n{"id": 2, "text": "none"}\n'
    assert detect(lines, monkeypatch) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    span = {"start": 5, "end": 20, "label": "EMAIL_ADDRESS", "score": 0.9, "rule": "contact.email"}
    assert first == {"id": "a", "spans": [span]}
    assert second == {"id": 2, "spans": []}


def test_half_a_character_keeps_the_offsets(
    loaded: Tools, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(detection, "analyzer", lambda: loaded.analyzer)
    assert detect('{"id": 1, "text": "\\ud83d bob@example.com"}\n', monkeypatch) == 0
    (span,) = json.loads(capsys.readouterr().out)["spans"]
    assert (span["start"], span["end"]) == (2, 17)


@pytest.mark.parametrize("line", ["not json", "[]", '{"id": 1}', '{"text": "x"}', '{"id": 1, "text": null}'])
def test_detect_stops_at_an_odd_line(
    line: str, loaded: Tools, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(detection, "analyzer", lambda: loaded.analyzer)
    assert detect(line + "\n", monkeypatch) == 2
    assert capsys.readouterr().err == "detect: A line is no JSON object with an id and a text. [odd-line]\n"
