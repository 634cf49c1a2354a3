"""Pages and pictures of one file, one after the other, and what is done with each."""

from __future__ import annotations

import pytest
from PIL import Image

from redaction.boxes import Box
from redaction.documents.apart import Limits, page_of
from redaction.documents.image import MAX_STILLS, open_image
from redaction.documents.pages import MAX_PAGES, open_page
from redaction.documents.pdf_out import OutPage
from redaction.draw import PixelHide, is_covered
from redaction.errors import CannotRead
from redaction.pipeline import build_document, redact_image, scan_image
from redaction.policy import DEFAULT_POLICY
from tests.redaction.papers import a_pdf
from tests.redaction.pictures import encoded
from tests.redaction.simple_tools import SetReader, simple_tools


def several(form: str, *pictures: Image.Image, **options: object) -> bytes:
    return encoded(pictures[0], form, save_all=True, append_images=list(pictures[1:]), **options)


def plain(colour: str) -> Image.Image:
    return Image.new("RGB", (40, 30), colour)


def test_each_page_of_a_tiff_is_there() -> None:
    tiff = several("TIFF", plain("red"), plain("blue"), plain("blue"))
    assert [open_page(tiff, number).pixels.getpixel((1, 1)) for number in range(3)] == [
        (255, 0, 0),
        (0, 0, 255),
        (0, 0, 255),
    ]
    assert open_page(tiff).pages == 3


def test_a_tiff_of_too_many_pages_says_so() -> None:
    with pytest.raises(CannotRead, match="too-many-pages"):
        open_page(several("TIFF", *[plain("red")] * (MAX_PAGES + 1)))


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_an_animation_is_shown_by_its_stills(form: str) -> None:
    moving = several(
        form, *map(plain, ["red", "red", "blue", "white"]), duration=[10, 20, 10, 10], lossless=True
    )
    assert open_page(moving).pages == 3
    red, green, blue = open_page(moving, 1).pixels.getpixel((1, 1))  # type: ignore[misc]
    assert blue > 200
    assert red + green < 100


def test_a_long_animation_is_shown_by_an_even_choice() -> None:
    frames = [Image.new("RGB", (40, 30), (number * 4, 0, 0)) for number in range(60)]
    moving = several("GIF", *frames, duration=10)
    assert open_page(moving).pages == MAX_STILLS
    assert open_page(moving, MAX_STILLS - 1).pixels.getpixel((1, 1)) == (236, 0, 0)


def test_a_still_of_which_there_are_fewer_is_missing() -> None:
    with pytest.raises(CannotRead, match="no-such-page"):
        open_page(encoded(plain("red")), 1)


def test_what_the_layer_says_is_found_though_nobody_saw_it() -> None:
    pdf = a_pdf(["first"], ["alice@example.com"])
    scan = scan_image(pdf, DEFAULT_POLICY, simple_tools(SetReader()), page=1)
    assert "EMAIL_ADDRESS" in {finding.entity for finding in scan.findings}
    assert scan.pages == 2


def test_a_layer_does_not_make_an_unread_area_read() -> None:
    pdf = a_pdf(["Order"])
    area = Box(120, 140, 220, 180)
    scan = scan_image(pdf, DEFAULT_POLICY, simple_tools(SetReader((), [area])))
    assert "UNREAD" in {finding.entity for finding in scan.findings}


def test_the_layer_of_a_covered_page_has_nothing_of_what_is_covered() -> None:
    page = open_page(a_pdf(["Alice Archer ordered"]))
    box = page.layer[0].box.union(page.layer[1].box)
    covered = redact_image(a_pdf(["Alice Archer ordered"]), [PixelHide(box, "[name]")])
    assert [word.text for word in covered.layer] == ["ordered"]
    assert is_covered(open_image(covered.data), box)


def test_a_built_document_is_looked_at_again() -> None:
    covered = redact_image(a_pdf(["Alice Archer"]), [])
    built = build_document([OutPage(covered.data, covered.layer)], ["Alice Archer"])
    assert [problem.code for problem in built.problems] == ["still-readable"]


def test_frames_without_end_are_too_many() -> None:
    first = encoded(Image.new("P", (2, 2)), "GIF")
    frame = first[first.index(b",", 13) : -1]  # what stands between the palette and the end
    with pytest.raises(CannotRead, match="too-many-pages"):
        page_of(first[:-1] + frame * 1_100 + b";")


def test_a_reader_that_never_ends_is_stopped() -> None:
    with pytest.raises(CannotRead, match="too-slow"):
        page_of(a_pdf(["x"]), limits=Limits(patience=0.001))


def test_a_reader_that_computes_too_long_is_stopped() -> None:
    page = f"q {'1 0 0 1 0 0 cm 0 0 600 800 re f ' * 40_000} Q"
    with pytest.raises(CannotRead, match="too-slow"):
        page_of(a_pdf(*[["x"]] * 3, over=page * 20), limits=Limits(seconds=1))


def test_a_picture_with_a_second_file_behind_it_is_only_the_picture() -> None:
    both = encoded(plain("red")) + a_pdf(["alice@example.com"])
    page = page_of(both)
    assert (page.pages, page.layer) == (1, ())
    assert page.pixels.getpixel((1, 1)) == (255, 0, 0)


@pytest.mark.parametrize(
    "data", [encoded(plain("red"))[:60], b"\x89PNG\r\n\x1a\n<html>", b"GIF89a", b"II*\0"]
)
def test_a_file_that_lies_could_not_be_read(data: bytes) -> None:
    with pytest.raises(CannotRead, match="damaged"):
        page_of(data)
