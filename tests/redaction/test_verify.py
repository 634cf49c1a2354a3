"""A finished copy is read again, and what is still there is named by number, never by value."""

from __future__ import annotations

import pytest
from PIL.PngImagePlugin import PngInfo

from redaction.boxes import Box
from redaction.draw import PixelHide
from redaction.errors import Unavailable
from redaction.pipeline import redact_image, verify_image
from redaction.verify import Problem, verify_text
from tests.redaction.pictures import a_picture, a_screenshot, encoded
from tests.redaction.simple_tools import BrokenReader, SetReader, simple_tools, words_in_a_row

BOX = Box(10, 10, 200, 50)


@pytest.mark.parametrize(
    "text",
    [
        "call Alice Example now",
        "call ALICE EXAMPLE now",
        "call Alice\u00a0Example now",
        "alice.example@example.org",
        "A l i c e E x a m p l e",
    ],
)
def test_a_value_left_in_a_text_is_a_problem(text: str) -> None:
    assert verify_text(text, ["nobody at all", "Alice Example"]) == (Problem("still-readable", "value 1"),)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("call [person A] now", "Alice Example"),
        ("the ball also fell", "Al"),
        ("order 9920001014", "20001014"),
        ("", "Alice Example"),
    ],
)
def test_a_value_that_is_gone_is_none(text: str, value: str) -> None:
    assert verify_text(text, [value]) == ()


def test_a_clean_picture_has_no_problem() -> None:
    safe = redact_image(a_screenshot(["Alice Example"]), [PixelHide(BOX, "[person A]")]).data
    words = words_in_a_row("Status", "open", top=100)
    check = verify_image(safe, ["Alice Example"], [BOX], simple_tools(SetReader(words)))
    assert check.problems == ()
    assert check.words == words


def test_a_value_still_in_the_pixels_is_a_problem() -> None:
    left = words_in_a_row("by", "AIice", "Examp1e", top=100)  # as a reader may misread it
    check = verify_image(a_screenshot([]), ["Alice Example"], [], simple_tools(SetReader(), SetReader(left)))
    assert check.problems == (Problem("still-readable", "value 0"),)


def test_our_own_words_inside_a_box_are_no_problem() -> None:
    safe = redact_image(a_screenshot([]), [PixelHide(BOX, "[person A]")]).data
    placeholder = words_in_a_row("[person", "A]")
    check = verify_image(safe, ["person"], [BOX], simple_tools(SetReader(placeholder)))
    assert check.problems == ()


def test_a_box_that_shows_something_is_a_problem() -> None:
    check = verify_image(a_screenshot(["Alice Example"]), [], [BOX], simple_tools())
    assert check.problems == (Problem("not-covered", "box 0"),)


def test_metadata_is_a_problem() -> None:
    notes = PngInfo()
    notes.add_text("Author", "Alice Example")
    check = verify_image(encoded(a_picture(["x"]), pnginfo=notes), [], [], simple_tools())
    assert check.problems == (Problem("metadata", "chunk"),)


def test_a_jpeg_is_a_problem() -> None:
    check = verify_image(encoded(a_picture(["x"]), "JPEG"), [], [], simple_tools())
    assert check.problems == (Problem("metadata", "not-png"),)


def test_bytes_nobody_can_open_are_a_problem() -> None:
    check = verify_image(b"nothing", [], [], simple_tools())
    assert check.problems == (Problem("unreadable", "damaged"),)


def test_a_reader_that_fails_verifies_nothing() -> None:
    with pytest.raises(Unavailable, match="reader-failed"):
        verify_image(a_screenshot(["x"]), [], [], simple_tools(SetReader(), BrokenReader()))
