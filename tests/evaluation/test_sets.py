"""The evaluation set is what its generator writes, and every mark in it stands on a value."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from redaction.entities import ENTITIES
from tests.evaluation.make import NAMES, SETS, Document, lines

# Pictures have these, and people at the desk; texts do not. A link is marked by its personal parts.
NOT_IN_TEXTS = {"FACE", "BARCODE", "UNREAD", "OTHER", "URL"}


def documents(name: str) -> list[Document]:
    return [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_what_the_generator_writes(name: str) -> None:
    assert (SETS / f"{name}.jsonl").read_text(encoding="utf-8") == lines(name)


@pytest.mark.parametrize("name", NAMES)
def test_marks_stand_on_whole_values_in_text_order(name: str) -> None:
    for document in documents(name):
        at = 0
        for span in document["spans"]:
            assert at <= span["start"] < span["end"] <= len(document["text"]), document["id"]
            value = document["text"][span["start"] : span["end"]]
            assert value == value.strip(), document["id"]
            at = span["end"]


def test_no_template_mark_is_left_over() -> None:
    for name in NAMES:
        assert not [document["id"] for document in documents(name) if "[[" in document["text"]]


def test_every_kind_of_text_is_in_it() -> None:
    labels = Counter(
        span["label"] for name in NAMES for document in documents(name) for span in document["spans"]
    )
    assert set(ENTITIES) - NOT_IN_TEXTS <= set(labels)
    assert set(labels) <= set(ENTITIES)


def test_clean_texts_have_no_marks() -> None:
    assert not any(document["spans"] for document in documents("clean"))


def test_the_set_stays_small() -> None:
    assert sum(path.stat().st_size for path in Path(SETS).iterdir()) < 1_000_000
