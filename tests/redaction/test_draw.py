"""Boxes are opaque, labelled where there is room, and anybody can check them from the pixels."""

from __future__ import annotations

from PIL import Image, ImageFilter

from redaction.boxes import Box
from redaction.draw import FILL, INK, PixelHide, cover, is_covered
from tests.redaction.pictures import a_picture

BOX = Box(16, 16, 216, 48)


def test_nothing_of_the_picture_is_left_inside_a_box() -> None:
    one = cover(a_picture(["Alice Example"]), [PixelHide(BOX, "[person A]")])
    other = cover(a_picture(["Bob Sample"]), [PixelHide(BOX, "[person A]")])
    inside = (BOX.left, BOX.top, BOX.right, BOX.bottom)
    assert one.crop(inside).tobytes() == other.crop(inside).tobytes()


def test_the_words_stand_in_the_box_when_they_fit() -> None:
    covered = cover(a_picture(["x"]), [PixelHide(BOX, "[person A]")])
    colours = {colour for _, colour in covered.crop((16, 16, 216, 48)).getcolors() or ()}
    assert FILL in colours
    assert INK in colours


def test_words_that_do_not_fit_are_left_out() -> None:
    small = Box(16, 16, 26, 24)
    covered = cover(a_picture(["x"]), [PixelHide(small, "[identity number hidden]")])
    assert covered.crop((16, 16, 26, 24)).getcolors() == [(80, FILL)]


def test_words_never_leave_their_box() -> None:
    picture = a_picture(["x"])
    covered = cover(picture, [PixelHide(BOX, "[person A]")])
    covered.paste("white", (16, 16, 216, 48))
    picture.paste("white", (16, 16, 216, 48))
    assert covered.tobytes() == picture.tobytes()


def test_the_picture_given_is_not_changed() -> None:
    picture = a_picture(["Alice"])
    before = picture.tobytes()
    cover(picture, [PixelHide(BOX)])
    assert picture.tobytes() == before


def test_overlapping_boxes_are_all_covered() -> None:
    boxes = [Box(10, 10, 100, 60), Box(50, 30, 200, 90)]
    covered = cover(a_picture(["Alice Example"]), [PixelHide(box, "[person A]") for box in boxes])
    assert all(is_covered(covered, box) for box in boxes)


def test_a_box_over_the_edge_is_cut_there() -> None:
    covered = cover(a_picture(["x"], size=(100, 60)), [PixelHide(Box(50, 20, 400, 400))])
    assert is_covered(covered, Box(50, 20, 100, 60))


def test_a_drawn_box_counts_as_covered() -> None:
    covered = cover(a_picture(["Alice"]), [PixelHide(BOX, "[person A]")])
    assert is_covered(covered, BOX)


def test_an_untouched_place_does_not() -> None:
    assert not is_covered(a_picture(["Alice"]), BOX)


def test_a_blurred_place_does_not() -> None:
    assert not is_covered(a_picture(["Alice"]).filter(ImageFilter.GaussianBlur(6)), BOX)


def test_a_box_that_misses_part_of_the_name_does_not() -> None:
    covered = cover(a_picture(["Alice"]), [PixelHide(Box(16, 16, 40, 48))])
    assert not is_covered(covered, BOX)


def test_a_veil_does_not() -> None:
    picture = a_picture(["Alice"])
    veiled = Image.blend(picture, Image.new("RGB", picture.size, FILL), 0.9)
    assert not is_covered(veiled, BOX)


def test_a_box_outside_the_picture_does_not() -> None:
    assert not is_covered(a_picture(["x"], size=(50, 50)), Box(60, 60, 70, 70))
