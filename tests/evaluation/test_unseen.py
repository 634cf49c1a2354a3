"""The sets that no rule had seen are what was written by hand, and they are what was measured."""

from __future__ import annotations

import json

import pytest

from redaction.entities import ENTITIES
from tests.evaluation.make import Document
from tests.evaluation.unseen import NAMES, SETS, UNSEEN, lines

PARTS = [(which, name) for which in SETS for name in NAMES]


def written(which: str, name: str) -> str:
    return (UNSEEN / which / f"{name}.jsonl").read_text(encoding="utf-8")


def documents(which: str, name: str) -> list[Document]:
    return [json.loads(line) for line in written(which, name).splitlines()]


@pytest.mark.parametrize(("which", "name"), PARTS)
def test_the_files_are_what_was_written(which: str, name: str) -> None:
    assert written(which, name) == lines(which, name)


@pytest.mark.parametrize(("which", "name"), PARTS)
def test_marks_stand_on_whole_values_of_known_kinds(which: str, name: str) -> None:
    for document in documents(which, name):
        for span in document["spans"]:
            value = document["text"][span["start"] : span["end"]]
            assert value == value.strip() != "", document["id"]
            assert span["label"] in ENTITIES, document["id"]


@pytest.mark.parametrize(("which", "name"), PARTS)
def test_no_mark_is_left_half_written(which: str, name: str) -> None:
    assert not [document["id"] for document in documents(which, name) if set("⟦⟧") & set(document["text"])]


@pytest.mark.parametrize("which", SETS)
def test_clean_texts_have_no_marks(which: str) -> None:
    assert not any(document["spans"] for document in documents(which, "clean"))
