"""Three hundred planted values, in a file of each kind that can be published: no reader finds one in a copy.

The readers share no code with what made the copies: pypdf, the tesseract program and pdftotext where they
are installed, Pillow, and the bytes themselves, unpacked.
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

from redaction.copies import safe_copy
from redaction.documents.sniff import PUBLISHABLE, sniff
from redaction.pipeline import Tools
from tests.redaction.kinds import DRAWN, WRITTEN
from tests.redaction.pictures import encoded

pytestmark = [pytest.mark.slow, pytest.mark.ocr]

PER_WRITTEN, PER_DRAWN = 26, 10


def values(first: int, count: int) -> list[str]:
    """Addresses, telephone numbers and two kinds of machines in turn, each with its own number."""
    return [
        (
            f"kim.larsen{n}@example.org",
            f"+44 20 7946 0{n:03}",
            f"198.51.100.{n % 250}",
            f"2001:db8:47:{n}::7",
        )[n % 4]
        for n in range(first, first + count)
    ]


FILES = [
    *((kind, make, PER_WRITTEN) for kind, make in WRITTEN.items()),
    *((kind, make, PER_DRAWN) for kind, make in DRAWN.items()),
]


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
        if shutil.which("pdftotext"):
            yield subprocess.run(
                ["pdftotext", "-", "-"], input=copy, capture_output=True, check=True
            ).stdout.decode()
    elif copy.startswith(b"\x89PNG"):
        picture = Image.open(io.BytesIO(copy))
        yield repr(picture.info) + repr(dict(picture.getexif()))
        yield read_by_tesseract(picture)


def read_by_tesseract(picture: Image.Image | None) -> str:
    """What tesseract reads by itself, twice as large as it is; nothing where it is not installed."""
    program = shutil.which("tesseract")
    if program is None or picture is None:
        return ""
    large = picture.convert("L").resize((picture.width * 2, picture.height * 2))
    command = [program, "-", "-", "--psm", "6"]
    return subprocess.run(command, input=encoded(large), capture_output=True, check=True).stdout.decode()


def squashed(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.casefold())


def test_every_kind_that_can_be_published_is_tried() -> None:
    assert {sniff(make(values(0, count))) for _, make, count in FILES} == PUBLISHABLE
    assert sum(count for *_, count in FILES) >= 300


@pytest.mark.parametrize(("number", "kind"), list(enumerate([kind for kind, *_ in FILES])))
def test_no_reader_finds_a_planted_value(number: int, kind: str, tools: Tools) -> None:
    _, make, count = FILES[number]
    planted = values(number * 30, count)
    copy = safe_copy(make(planted), tools)
    texts = [squashed(text) for text in readings(copy)]
    assert [value for value in planted if any(squashed(value) in text for text in texts)] == []
    assert "about" in "".join(texts)
