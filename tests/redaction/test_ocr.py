"""Optical readers: words with boxes that hold them, and honesty about what was not read."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from redaction.boxes import Box, Word
from redaction.errors import Unavailable
from redaction.ocr import Ocr, Reading, merge_words, read_all, unread_areas
from redaction.tesseract import TesseractReader
from tests.redaction.pictures import DARK, LIGHT, a_picture
from tests.redaction.simple_tools import BrokenReader, SetReader

ONE, TWO = Box(0, 0, 40, 20), Box(100, 0, 140, 20)


def test_words_of_the_second_reader_fill_the_gaps_of_the_first() -> None:
    first, again, other = Word("Alice", ONE), Word("Al1ce", Box(1, 1, 41, 21)), Word("Bob", TWO)
    assert merge_words([[first], [again, other]]) == (first, other)


def test_an_unsure_area_counts_until_another_reader_is_sure() -> None:
    unsure = Reading((), (ONE, TWO))
    other = Reading((Word("Alice", ONE, 0.9), Word("8oh", TWO, 0.2)))
    assert unread_areas([unsure, other]) == (TWO,)


def test_no_readers_are_an_error_not_an_empty_reading() -> None:
    with pytest.raises(Unavailable, match="reader-missing"):
        read_all([], a_picture(["x"]))


def test_one_failing_reader_fails_the_reading() -> None:
    with pytest.raises(Unavailable, match="reader-failed"):
        read_all([SetReader(), BrokenReader()], a_picture(["x"]))


@pytest.mark.parametrize("program", [sys.executable, "/nowhere/tesseract"])
def test_a_second_reader_that_fails_is_an_error(program: str) -> None:
    with pytest.raises(Unavailable, match="reader-failed"):
        TesseractReader(program).read(a_picture(["x"]))


@pytest.mark.ocr
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_reader_reads_both_themes(theme: tuple[str, str], readers: tuple[Ocr, ...]) -> None:
    picture = a_picture(["Requested by Alice Example", "Error code 0x80070057"], theme=theme)
    for reading in read_all(readers, picture):
        read = {word.text for word in reading.words}
        assert {"Alice", "Example", "0x80070057"} <= read


@pytest.mark.ocr
def test_a_box_holds_its_word_and_not_the_next(readers: tuple[Ocr, ...]) -> None:
    font = ImageFont.load_default(16)
    line = "Requested by Alice Example at once"
    picture = a_picture([line], pixels=16)
    left = 20 + font.getlength("Requested by ")
    right = 20 + font.getlength("Requested by Alice")
    for reading in read_all(readers, picture):
        (alice,) = [word.box for word in reading.words if word.text == "Alice"]
        assert left - 4 < alice.left <= left + 3
        assert right - 3 <= alice.right < right + 4


@pytest.mark.ocr
def test_a_tall_page_is_read_to_its_end(readers: tuple[Ocr, ...]) -> None:
    """Taller than one band of the detector; one line crosses each place where bands may meet."""
    page = Image.new("RGB", (1000, 6600), "white")
    pen = ImageDraw.Draw(page)
    for number in range(0, 6400, 40):
        pen.text((40, number + 10), f"Line-{number:04d}", fill="black", font=ImageFont.load_default(22))
    read = [word.text for word in readers[0].read(page).words]
    assert sorted(read) == [f"Line-{number:04d}" for number in range(0, 6400, 40)]


@pytest.mark.ocr
def test_a_wide_page_is_read_from_end_to_end(readers: tuple[Ocr, ...]) -> None:
    """Wider than one tile of the detector; a word stands wherever tiles may meet."""
    page = Image.new("RGB", (9000, 90), "white")
    pen = ImageDraw.Draw(page)
    for number in range(0, 8800, 200):
        pen.text((number + 20, 30), f"Word-{number:04d}", fill="black", font=ImageFont.load_default(22))
    read = [word.text for word in readers[0].read(page).words]
    assert sorted(read) == [f"Word-{number:04d}" for number in range(0, 8800, 200)]


@pytest.mark.ocr
def test_a_slanting_line_across_several_tiles_is_read_whole(readers: tuple[Ocr, ...]) -> None:
    """It takes more than neighbouring tiles share, so that it is whole in none of them."""
    page = Image.new("RGB", (3000, 1000), "white")
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(26)
    words = [[f"R{row}w{number:02d}" for number in range(24)] for row in range(4)]
    for row, line in enumerate(words):
        pen.text((60, 240 + row * 150), " ".join(line), fill="black", font=font)
    page = page.rotate(3, Image.Resampling.BICUBIC, fillcolor="white")
    read = {word.text for word in readers[0].read(page).words}
    assert {word for line in words for word in line} <= read


@pytest.mark.ocr
def test_a_line_too_long_to_be_read_at_once_keeps_its_words(readers: tuple[Ocr, ...]) -> None:
    """250 times as long as it is high: it is read in parts, and each word stands where it is drawn."""
    page, font = Image.new("RGB", (3800, 60), "white"), ImageFont.load_default(16)
    words = [f"Entry-{number:04d}" for number in range(40)]
    ImageDraw.Draw(page).text((20, 20), " ".join(words), fill="black", font=font)
    read = sorted(readers[0].read(page).words, key=lambda word: word.box.left)
    assert [word.text for word in read] == words
    for number, word in enumerate(read):
        left = 20 + font.getlength("".join(f"{one} " for one in words[:number]))
        assert abs(word.box.left - left) <= 6


@pytest.mark.ocr
def test_an_empty_picture_holds_no_words(readers: tuple[Ocr, ...]) -> None:
    for reading in read_all(readers, Image.new("RGB", (300, 200), "white")):
        assert reading == Reading(())


@pytest.mark.ocr
@pytest.mark.parametrize("size", [(1, 1), (3, 200), (200, 3), (16, 16)])
def test_the_smallest_pictures_can_be_read(size: tuple[int, int], readers: tuple[Ocr, ...]) -> None:
    for reading in read_all(readers, Image.new("RGB", size, "white")):
        assert reading.words == ()


@pytest.mark.ocr
def test_tesseract_is_asked_where_it_is_installed(readers: tuple[Ocr, ...]) -> None:
    names = [reader.name for reader in readers]
    assert names == (["rapidocr", "tesseract"] if shutil.which("tesseract") else ["rapidocr"])


@pytest.mark.ocr
def test_nothing_is_left_on_disk(
    readers: tuple[Ocr, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    read_all(readers, a_picture(["Alice Example"]))
    assert list(tmp_path.iterdir()) == []
