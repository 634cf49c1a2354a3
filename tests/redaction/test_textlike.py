"""What looks like text and was read by nobody is shown to a person."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from redaction.boxes import Word
from redaction.pipeline import scan_image
from redaction.policy import DEFAULT_POLICY
from redaction.textlike import text_like, unseen
from tests.redaction.pictures import DARK, LIGHT, a_picture, encoded
from tests.redaction.simple_tools import SetReader, simple_tools


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_line_of_text_looks_like_one(theme: tuple[str, str]) -> None:
    (area,) = text_like(a_picture(["Requested by Alice Example"], theme=theme, pixels=14))
    assert area.left < 24
    assert 16 < area.top < area.bottom < 44


@pytest.mark.parametrize("shape", ["box", "disc", "rule", "blank"])
def test_shapes_do_not(shape: str) -> None:
    picture = Image.new("RGB", (300, 120), "white")
    pen = ImageDraw.Draw(picture)
    match shape:
        case "box":
            pen.rectangle((20, 20, 220, 50), outline="black")
        case "disc":
            pen.ellipse((20, 20, 80, 80), fill="black")
        case "rule":
            pen.line((10, 60, 290, 60), fill="black", width=3)
    assert text_like(picture) == ()


def test_text_nobody_read_is_a_finding() -> None:
    picture = a_picture(["Requested by Alice Example"], pixels=14)
    (finding,) = scan_image(encoded(picture), DEFAULT_POLICY, simple_tools(SetReader())).findings
    assert (finding.entity, finding.rule) == ("UNREAD", "picture.unread")


def test_text_that_was_read_is_none() -> None:
    picture = a_picture(["Requested by Alice Example"], pixels=14)
    (area,) = text_like(picture)
    assert unseen([area], [Word("Requested", area)], picture.size) == ()
