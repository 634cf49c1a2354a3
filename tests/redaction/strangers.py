"""What programs that share no code with ours read in a copy.

pypdf, Pillow and the bytes themselves, unpacked, are always asked, and of pictures the tesseract program: a
test without it is skipped. pdftotext and exiftool are asked where they are installed.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zlib
from collections.abc import Iterator

import pypdf
import pytest
from PIL import Image

from tests.redaction.pictures import encoded


def readings(copy: bytes) -> Iterator[str]:
    """Everything that other programs read in these bytes."""
    yield copy.decode("latin-1")
    yield copy.decode("utf-8", "replace")
    for start in re.finditer(rb"stream\r?\n", copy):
        try:
            yield zlib.decompressobj().decompress(copy[start.end() :]).decode("latin-1")
        except zlib.error:
            continue
    if copy.startswith(b"%PDF-"):
        for page in pypdf.PdfReader(io.BytesIO(copy)).pages:
            yield page.extract_text()
            for image in page.images:
                yield read_by_tesseract(image.image)
        yield said_by("pdftotext", "-", "-", given=copy)
        yield said_by("exiftool", "-", given=copy)
    elif copy.startswith(b"\x89PNG"):
        picture = Image.open(io.BytesIO(copy))
        yield repr(picture.info) + repr(dict(picture.getexif()))
        yield read_by_tesseract(picture)
        yield said_by("exiftool", "-", given=copy)


def squashed(text: str) -> str:
    """Letters and digits alone: readers make up spaces and signs."""
    return re.sub(r"[^0-9a-z]", "", text.casefold())


def read_by_tesseract(picture: Image.Image | None) -> str:
    """What tesseract reads by itself, twice as large as it is."""
    if picture is None:
        return ""
    if shutil.which("tesseract") is None:
        pytest.skip("needs the tesseract program")
    large = picture.convert("L").resize((picture.width * 2, picture.height * 2))
    command = ["tesseract", "-", "-", "--psm", "6"]
    return subprocess.run(command, input=encoded(large), capture_output=True, check=True).stdout.decode()


def said_by(program: str, *arguments: str, given: bytes) -> str:
    """What a program says about these bytes; nothing where it is not installed."""
    if shutil.which(program) is None:
        return ""
    return subprocess.run([program, *arguments], input=given, capture_output=True, check=True).stdout.decode()
