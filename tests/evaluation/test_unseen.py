"""The set that no rule has seen is what was written by hand, and it is what was measured."""

from __future__ import annotations

import json

import pytest

from redaction.entities import ENTITIES
from tests.evaluation.make import Document
from tests.evaluation.unseen import NAMES, UNSEEN, lines


def documents(name: str) -> list[Document]:
    return [json.loads(line) for line in (UNSEEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_what_was_written(name: str) -> None:
    assert (UNSEEN / f"{name}.jsonl").read_text(encoding="utf-8") == lines(name)


@pytest.mark.parametrize("name", NAMES)
def test_marks_stand_on_whole_values_of_known_kinds(name: str) -> None:
    for document in documents(name):
        for span in document["spans"]:
            value = document["text"][span["start"] : span["end"]]
            assert value == value.strip() != "", document["id"]
            assert span["label"] in ENTITIES, document["id"]


def test_no_mark_is_left_half_written() -> None:
    for name in NAMES:
        assert not [document["id"] for document in documents(name) if set("⟦⟧") & set(document["text"])]


def test_clean_texts_have_no_marks() -> None:
    assert not any(document["spans"] for document in documents("clean"))
