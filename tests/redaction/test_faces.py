"""A face is proposed by its shape; a page of text has none."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw, ImageFilter

from redaction.faces import find_faces
from redaction.pipeline import scan_image
from redaction.policy import DEFAULT_POLICY
from tests.redaction.pictures import a_picture, encoded
from tests.redaction.simple_tools import simple_tools


def a_face(side: int) -> Image.Image:
    """Shades of an invented face: forehead, brows, eyes, nose, mouth."""
    face = Image.new("L", (200, 240), 120)
    pen = ImageDraw.Draw(face)
    pen.ellipse((20, 5, 180, 235), fill=205)
    pen.ellipse((20, -30, 180, 60), fill=70)
    for eye in (68, 132):
        pen.ellipse((eye - 24, 92, eye + 24, 118), fill=130)
        pen.rectangle((eye - 24, 82, eye + 24, 90), fill=70)
        pen.ellipse((eye - 11, 96, eye + 11, 115), fill=45)
    pen.polygon(((100, 100), (86, 158), (114, 158)), fill=225)
    pen.ellipse((84, 150, 116, 166), fill=150)
    pen.ellipse((68, 182, 132, 204), fill=110)
    return face.filter(ImageFilter.GaussianBlur(5)).resize((side, side * 6 // 5)).convert("RGB")


@pytest.mark.parametrize("side", [48, 96, 160])
def test_a_portrait_is_found(side: int) -> None:
    picture = a_picture(["Profile"], size=(500, 400))
    picture.paste(a_face(side), (250, 120))
    (box,) = find_faces(picture)
    assert box.left < 250 + side / 2 < box.right
    assert box.top < 120 + side / 2 < box.bottom


@pytest.mark.parametrize(("side", "at"), [(64, (1930, 1160)), (900, (1400, 800))])
def test_a_face_in_a_large_picture_is_found_once(side: int, at: tuple[int, int]) -> None:
    """Larger than one view: a small one stands where views may meet, a large one in none of them whole."""
    picture = Image.new("RGB", (4200, 2400), "white")
    picture.paste(a_face(side), at)
    (box,) = find_faces(picture)
    assert box.left < at[0] + side / 2 < box.right
    assert box.top < at[1] + side / 2 < box.bottom


def test_a_page_of_text_has_none() -> None:
    assert find_faces(a_picture(["Requested by Alice Example"] * 4)) == ()


def test_a_face_is_a_finding_of_the_picture() -> None:
    picture = a_picture([], size=(500, 400))
    picture.paste(a_face(120), (250, 120))
    scan = scan_image(encoded(picture), DEFAULT_POLICY, simple_tools())
    assert [(finding.entity, finding.rule) for finding in scan.findings] == [("FACE", "picture.face")]
