"""A text that is read by its changes gets the names that a whole reading gives it."""

from __future__ import annotations

import json
import random

import pytest
from spacy.language import Language

from redaction.recognizers.finder import Said, named
from redaction.recognizers.models import english_pipeline
from tests.evaluation.make import SETS

TEXTS = [
    json.loads(line)["text"]
    for name in ("tickets", "machine")
    for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()[::20]
]


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return english_pipeline()[1]


def names(text: str, pipeline: Language, said: Said) -> list[tuple[int, int, str]]:
    return [(name.start_char, name.end_char, name.label_) for name in named(text, pipeline, said).ents]


def changed(text: str, dice: random.Random) -> str:
    """The text with a few of its words blanked, as a copy has them."""
    words = text.split(" ")
    for at in dice.sample(range(len(words)), min(3, len(words))):
        words[at] = "\ufffc" * len(words[at])
    return " ".join(words)


def test_a_second_reading_finds_what_a_first_one_does(pipeline: Language) -> None:
    dice = random.Random(20261125)
    for text in TEXTS:
        said: Said = {}
        for version in (text, changed(text, dice), changed(text, dice), text):
            assert names(version, pipeline, said) == names(version, pipeline, {})


def test_a_word_between_other_neighbours_is_read_again(pipeline: Language) -> None:
    said: Said = {}
    plain = "The report was opened by " + "Dana Sample in the office on the second floor. " * 4
    assert names(plain, pipeline, said) == names(plain, pipeline, {})
    other = plain.replace("by Dana Sample in", "and the Dana Sample server in", 1)
    assert names(other, pipeline, said) == names(other, pipeline, {})
