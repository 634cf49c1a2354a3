"""Pictures: decoded under limits, kept as pixels only, written as a PNG that holds nothing else."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PIL import Image, ImageFile, ImageOps

from redaction.errors import CannotRead, CannotRedact

Pixels = Image.Image  # always mode RGB, upright, without alpha; a frame of its own, no file behind it

MAX_BYTES = 40_000_000
MAX_PIXELS = 24_000_000
MAX_SIDE = 16_000
# Stills that are shown of an animation: a person reads each, so what has more is shown by a choice of them.
MAX_STILLS = 12
_MAX_FRAMES = 1_000  # looked at in one file, alike or not

# The decoders that may run at all. Pillow knows forty more, and each is a way in.
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
_LIGHT, _DARK = (255, 255, 255), (24, 26, 30)

_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = (b"IHDR", b"IDAT", b"IEND")


def open_image(data: bytes) -> Pixels:
    """The picture as people see it: upright by its EXIF, alpha laid on a plain ground, RGB.

    Raises CannotRead: `too-large` (bytes, pixels or a side), `animated` (more
    than one frame), `damaged` (truncated, lying or unreadable).
    """
    with _decoding(data) as opened:
        if _frames(opened) != 1:
            raise CannotRead("animated")
        return _frame(opened, 0)


def open_frame(data: bytes, number: int, *, most: int) -> tuple[Pixels, int]:
    """One picture of a file that may have several, counted from 0, and how many there are.

    Pages of a TIFF are all there, up to `most`. Of an animation there are the
    stills: each frame that shows something else than the one before, and an
    even choice of MAX_STILLS where there are more. Raises CannotRead:
    `no-such-page`, `too-many-pages`, and as `open_image`.
    """
    with _decoding(data) as opened:
        frames = _frames(opened)
        if opened.format == "TIFF":
            if frames > most:
                raise CannotRead("too-many-pages")
            chosen: Sequence[int] = range(frames)
        else:
            chosen = _stills(opened, frames) if frames > 1 else range(1)
        if not 0 <= number < len(chosen):
            raise CannotRead("no-such-page")
        return _frame(opened, chosen[number]), len(chosen)


def encode_png(pixels: Pixels) -> bytes:
    """A PNG of header, pixels and end, the same bytes for the same pixels.

    Raises CannotRedact(`odd-pixels`) for another mode than RGB: an alpha
    channel or a palette would carry what `open_image` took away.
    """
    if pixels.mode != "RGB":
        raise CannotRedact("odd-pixels")
    clean = Image.new("RGB", pixels.size)
    clean.paste(pixels)
    out = io.BytesIO()
    clean.save(out, "PNG", compress_level=6)
    if extras := png_extras(out.getvalue()):
        raise CannotRedact(extras[0])
    return out.getvalue()


def png_extras(data: bytes) -> tuple[str, ...]:
    """What these bytes hold beside one PNG of header, pixels and end: codes, empty when clean.

    `not-png`, `chunk` (text, EXIF, profile, animation ...), `trailing`
    (bytes after the end). Source: PNG specification, third edition, 5.3.
    """
    if not data.startswith(_PNG_START):
        return ("not-png",)
    problems, at, ended = [], len(_PNG_START), False
    while at + 12 <= len(data) and not ended:
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data) or zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(
            data[end - 4 : end], "big"
        ):
            return ("not-png",)
        if kind not in _PNG_CHUNKS:
            problems.append("chunk")
        ended, at = kind == b"IEND", end
    if not ended:
        return ("not-png",)
    if at != len(data):
        problems.append("trailing")
    return tuple(dict.fromkeys(problems))


@contextmanager
def _decoding(data: bytes) -> Iterator[ImageFile.ImageFile]:
    """The opened file, its first picture checked for size; whatever a decoder raises becomes CannotRead."""
    if len(data) > MAX_BYTES:
        raise CannotRead("too-large")
    with warnings.catch_warnings():
        # Pillow only warns up to twice its own limit; a warning nobody sees is no limit.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
                _check_size(opened.size)
                yield opened
        except CannotRead:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise CannotRead("too-large") from None
        except Exception:  # noqa: BLE001 - decoders fail on hostile bytes in every way; it stays a failure
            raise CannotRead("damaged") from None


def _frames(opened: ImageFile.ImageFile) -> int:
    """How many pictures the file holds. A phone's depth map or second size beside a JPEG is none."""
    frames: int = 1 if opened.format == "MPO" else getattr(opened, "n_frames", 1)
    if frames > _MAX_FRAMES:
        raise CannotRead("too-many-pages")
    return frames


def _frame(opened: ImageFile.ImageFile, number: int) -> Pixels:
    if number or opened.tell():
        opened.seek(number)
    _check_size(opened.size)
    opened.load()
    _check_size(opened.size)
    return _flat(ImageOps.exif_transpose(opened))


def _stills(opened: ImageFile.ImageFile, frames: int) -> Sequence[int]:
    """Numbers of the frames that show something new, evenly thinned out to MAX_STILLS."""
    found: list[int] = []
    before = b""
    for number in range(frames):
        shows = hashlib.sha256(_frame(opened, number).tobytes()).digest()
        if shows != before:
            found.append(number)
        before = shows
    if len(found) <= MAX_STILLS:
        return found
    return [found[round(step * (len(found) - 1) / (MAX_STILLS - 1))] for step in range(MAX_STILLS)]


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise CannotRead("damaged")
    if width * height > MAX_PIXELS or max(size) > MAX_SIDE:
        raise CannotRead("too-large")


def _flat(image: Image.Image) -> Pixels:
    if image.mode.startswith("I;16"):
        image = image.convert("I")
    if image.mode in ("I", "F"):
        # 16 bits a channel: Pillow's own conversion to 8 clips, which would turn all to white.
        image = image.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return _on_ground(image.convert("RGBA"))
    # A fresh image: `convert` keeps `info`, and with it the sender's metadata.
    flat = Image.new("RGB", image.size)
    flat.paste(image.convert("RGB"))
    return flat


def _on_ground(image: Image.Image) -> Pixels:
    """Laid on white, or on near black when what is visible is light: text must stay readable."""
    alpha = image.getchannel("A")
    ground = _LIGHT
    if _mean_light(image) > 160:
        ground = _DARK
    flat = Image.new("RGB", image.size, ground)
    flat.paste(image.convert("RGB"), mask=alpha)
    return flat


def _mean_light(image: Image.Image) -> float:
    """Mean luminance 0..255 of what can be seen; 0 when all is transparent."""
    seen = image.getchannel("A").point(lambda alpha: 255 if alpha > 32 else 0)
    histogram = image.convert("L").histogram(seen)
    total = sum(histogram)
    return sum(light * count for light, count in enumerate(histogram)) / total if total else 0.0
