"""Sets of marked texts are read strictly."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from redaction.errors import CannotRead
from redaction.evaluate.sets import Tier, read_sets

GOOD = {"id": 7, "text": "Hi Alice", "spans": [{"start": 3, "end": 8, "label": "PERSON"}], "source": "us"}


def write(folder: Path, *rows: object, name: str = "set") -> None:
    (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_a_line_needs_only_id_text_and_spans(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (document,) = read_sets(tmp_path)["set"]
    (mark,) = document.marks
    assert (document.name, document.lang, mark.tier, mark.span.of(document.text)) == (
        "7",
        "und",
        Tier.CORE,
        "Alice",
    )


def test_sets_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path, name="b")
    write(tmp_path, name="a")
    assert list(read_sets(tmp_path)) == ["a", "b"]


def test_line_separators_inside_a_text_are_no_new_line(tmp_path: Path) -> None:
    row = json.dumps({"id": 1, "text": "a\u2028b\x85c", "spans": []}, ensure_ascii=False)
    (tmp_path / "set.jsonl").write_text(row + "\n", encoding="utf-8")
    assert read_sets(tmp_path)["set"][0].text == "a\u2028b\x85c"


def spans(**span: object) -> dict[str, object]:
    return {"id": 1, "text": "Alice", "spans": [{"start": 0, "end": 5, "label": "x", **span}]}


@pytest.mark.parametrize(
    "row",
    [
        [],
        {"id": 1},
        {"id": 1, "text": None, "spans": []},
        {"id": 1, "text": "x"},
        spans(end=6),
        spans(start=-1),
        spans(start=5),
        spans(start="0"),
        spans(start=True),
        spans(tier="odd"),
    ],
)
def test_an_odd_line_is_refused(tmp_path: Path, row: object) -> None:
    write(tmp_path, GOOD, row)
    with pytest.raises(CannotRead, match="odd-set"):
        read_sets(tmp_path)


def test_the_same_id_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD, GOOD)
    with pytest.raises(CannotRead, match="odd-set"):
        read_sets(tmp_path)
