"""Pictures come in as pixels under limits and go out as pixels and nothing else."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from redaction.documents.image import encode_png, open_image, png_extras
from redaction.errors import CannotRead, CannotRedact
from tests.redaction.pictures import a_picture, a_screenshot, encoded


def a_png_of(width: int, height: int) -> bytes:
    """A small file that unpacks to a large black picture of one bit a pixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    row = b"\0" * (1 + (width + 7) // 8)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(row * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_photo_is_turned_upright() -> None:
    marked = Image.new("RGB", (40, 20), "white")
    marked.paste("red", (0, 0, 10, 20))  # the left end
    orientation = Image.Exif()
    orientation[0x0112] = 6  # to be shown turned clockwise by a quarter
    upright = open_image(encoded(marked, "JPEG", quality=95, exif=orientation))
    assert upright.size == (20, 40)
    red, _, blue = upright.getpixel((10, 2))  # type: ignore[misc]
    assert red > 200
    assert blue < 80


def test_nothing_but_pixels_leaves() -> None:
    notes = PngInfo()
    notes.add_text("Author", "Alice Example")
    place = Image.Exif()
    place[0x8825] = {1: "N", 2: (52.0, 22.0, 23.0)}
    sent = (
        encoded(a_picture(["x"]), "PNG", pnginfo=notes, exif=place, icc_profile=b"Alice's screen") + b"Alice"
    )
    out = encode_png(open_image(sent))
    assert b"Alice" not in out
    assert png_extras(out) == ()
    assert not Image.open(io.BytesIO(out)).info


def test_the_same_pixels_give_the_same_bytes() -> None:
    picture = a_picture(["x"])
    assert encode_png(open_image(encoded(picture))) == encode_png(open_image(encoded(picture, "BMP")))


@pytest.mark.parametrize("ink", [(0, 0, 0), (255, 255, 255)])
def test_ink_on_a_clear_ground_stays_visible(ink: tuple[int, int, int]) -> None:
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    clear.paste((*ink, 255), (5, 5, 10, 10))
    flat = open_image(encoded(clear))
    assert flat.getpixel((7, 7)) == ink
    assert abs(sum(flat.getpixel((0, 0))) - sum(ink)) > 500  # type: ignore[arg-type]


def test_what_hid_under_full_transparency_is_gone() -> None:
    secret = Image.new("RGBA", (20, 20), (200, 10, 10, 0))
    assert open_image(encoded(secret)).getcolors() == [(400, (255, 255, 255))]


def test_sixteen_bit_grey_keeps_its_light() -> None:
    deep = Image.new("I;16", (4, 4), 128 * 257)
    assert open_image(encoded(deep)).getpixel((1, 1)) == (128, 128, 128)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_mode_becomes_plain_colour(mode: str) -> None:
    assert open_image(encoded(a_picture(["x"]).convert(mode))).mode == "RGB"


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (100_000, 8), (5_000, 5_000)])
def test_a_bomb_is_refused_before_it_unpacks(width: int, height: int) -> None:
    with pytest.raises(CannotRead, match="too-large"):
        open_image(a_png_of(width, height))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_file_cut_short_is_refused(form: str) -> None:
    whole = encoded(a_picture(["a line of text to give it some length"]), form)
    with pytest.raises(CannotRead, match="damaged"):
        open_image(whole[: len(whole) * 2 // 3])


@pytest.mark.parametrize("data", [b"", b"<html>", b"\x89PNG\r\n\x1a\n", b"GIF89a" + b"\xff" * 40])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(CannotRead, match="damaged"):
        open_image(data)


def test_a_format_we_do_not_rebuild_is_refused() -> None:
    with pytest.raises(CannotRead, match="damaged"):
        open_image(encoded(a_picture(["x"]), "PPM"))


def test_a_moving_picture_is_refused() -> None:
    frames = [a_picture(["one"]), a_picture(["two"])]
    with pytest.raises(CannotRead, match="animated"):
        open_image(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))


def test_a_picture_that_could_carry_more_is_not_written() -> None:
    with pytest.raises(CannotRedact, match="odd-pixels"):
        encode_png(Image.new("RGBA", (4, 4)))


def test_extras_are_named() -> None:
    notes = PngInfo()
    notes.add_text("k", "v")
    assert png_extras(encoded(a_picture(["x"]), pnginfo=notes) + b"!") == ("chunk", "trailing")
    assert png_extras(a_screenshot(["x"])[:-3]) == ("not-png",)
    assert png_extras(b"GIF89a") == ("not-png",)
