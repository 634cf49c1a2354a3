"""Which words of a picture are covered, and why others are not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from redaction.boxes import Box, BoxFinding, Word
from redaction.documents.image import open_image
from redaction.errors import CannotRead
from redaction.evaluate.pictures import (
    Cause,
    PictureOutcome,
    PictureTally,
    Truth,
    draw_misses,
    look_at,
    outcome_of,
    pictures_in,
)
from redaction.pipeline import ImageScan
from redaction.spans import Span
from tests.evaluation.pictures import write

HERE = Path("one.png")
TRUTH = Truth("Ask Alice now", (Span(0, 3), Span(4, 9), Span(10, 13)), personal=(2, 3))
NAME = TRUTH.words[1]
ALICE = Box(40, 0, 90, 20)


def looked(*boxes: Box, words: tuple[Word, ...] = ()) -> PictureOutcome:
    """Three words side by side, the second to be hidden, the third personal too."""
    ink = np.zeros((20, 140), np.int32)
    for number, (left, right) in enumerate(((0, 30), (40, 90), (100, 130)), start=1):
        ink[5:15, left:right] = number
    findings = tuple(BoxFinding(box, "PERSON") for box in boxes)
    scan = ImageScan(140, 20, words, findings, "")
    return outcome_of(HERE, TRUTH, ink, scan, [NAME])


def test_a_word_under_a_box_is_covered() -> None:
    done = looked(ALICE)
    assert (done.to_hide, done.others, done.others_covered, done.missed) == (1, 2, 0, ())


def test_a_word_beside_it_that_is_covered_too_is_counted() -> None:
    assert looked(Box(0, 0, 90, 20)).others_covered == 1


@pytest.mark.parametrize(
    ("boxes", "words", "cause"),
    [
        ((), (), Cause.NOT_READ),
        ((), (Word("A1ice", ALICE),), Cause.MISREAD),
        ((), (Word("Alice,", ALICE),), Cause.NOT_FOUND),
        ((Box(40, 0, 80, 20),), (Word("Alice", ALICE),), Cause.CUT),
    ],
)
def test_a_miss_has_its_cause(boxes: tuple[Box, ...], words: tuple[Word, ...], cause: Cause) -> None:
    (miss,) = looked(*boxes, words=words).missed
    assert (miss.word, miss.cause) == ("Alice", cause)


def test_end_to_end_counts_what_the_text_engine_does_not_know_too() -> None:
    assert PictureTally.of([looked(ALICE)]).end_to_end == 0.5
    assert PictureTally.of([looked(ALICE, Box(95, 0, 135, 20))]).end_to_end == 1.0


def test_a_drawn_miss_is_framed_in_red_and_a_box_in_blue(tmp_path: Path) -> None:
    path = tmp_path / "one.png"
    Image.new("RGB", (140, 20), "white").save(path)
    found = replace(looked(Box(0, 0, 30, 20)), path=path)
    shown = open_image(draw_misses(found))
    assert [shown.getpixel(place) for place in ((0, 10), (40, 10), (120, 10))] == [
        (10, 88, 202),
        (220, 38, 38),
        (255, 255, 255),
    ]


def test_a_word_beyond_the_edge_does_not_count() -> None:
    scan = ImageScan(2, 2, (), (), "")
    assert outcome_of(HERE, TRUTH, np.zeros((2, 2), np.int32), scan, TRUTH.words).to_hide == 0


def test_counts_of_pictures_add_up() -> None:
    tally = PictureTally.of([looked(), looked(ALICE)])
    assert (tally.found, tally.over, tally.causes) == (0.5, 0.0, ((Cause.NOT_READ, 1),))


def test_only_pictures_with_their_words_beside_them_count(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("a.png", "a.ink.png", "a.json", "b.png"):
        (folder / name).touch()
    assert pictures_in(tmp_path) == (folder / "a.png",)


def test_the_words_of_a_made_up_screenshot_are_where_its_ink_says(tmp_path: Path) -> None:
    write(tmp_path, range(1), (None,))
    (path,) = pictures_in(tmp_path)
    row = json.loads(path.with_suffix(".json").read_text())
    assert all(" " not in row["text"][start:end] for start, end in row["words"])


def test_words_that_are_no_words_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.with_suffix(".json").write_text('{"text": "Alice", "words": [[3, 3]], "personal": []}')
    with pytest.raises(CannotRead, match="odd-set"):
        look_at(path)


@pytest.mark.ocr
@pytest.mark.slow
def test_a_made_up_screenshot_is_covered_where_it_must_be(tmp_path: Path) -> None:
    write(tmp_path, range(1), (None,))
    (path,) = pictures_in(tmp_path)
    done = look_at(path)
    assert done.to_hide > 10
    assert len(done.missed) * 10 < done.to_hide
    assert done.others_covered * 10 < done.others
