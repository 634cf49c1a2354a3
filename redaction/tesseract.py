"""Tesseract 5 as a second reader, where the program is installed."""

from __future__ import annotations

import csv
import io
import os
import subprocess
from collections.abc import Iterator

from PIL import Image

from redaction.boxes import Word
from redaction.documents.image import Pixels, encode_png
from redaction.errors import Unavailable
from redaction.ocr import Reading, box_within

_SCALED_PIXELS = 4_000_000  # below this the picture is doubled first: it reads 12 px text far better so
_SECONDS = 60
_TRUSTED = 30.0  # per cent; below it Tesseract reads icons as letters


class TesseractReader:
    """Tesseract 5 as a program: sparse text, doubled pictures, one thread, nothing on disk."""

    name = "tesseract"

    def __init__(self, program: str) -> None:
        self.program = program

    def read(self, pixels: Pixels) -> Reading:
        scale = 2 if pixels.width * pixels.height <= _SCALED_PIXELS else 1
        seen = pixels.resize((pixels.width * scale, pixels.height * scale), Image.Resampling.LANCZOS)
        # With more threads than one it is three times slower on two cores (measured 2026-11-25).
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        command = [self.program, "stdin", "stdout", "--oem", "1", "--psm", "11", "-l", "eng", "tsv"]
        try:
            done = subprocess.run(  # noqa: S603 - a fixed command, the picture goes in by stdin
                command,
                input=encode_png(seen),
                capture_output=True,
                timeout=_SECONDS,
                env=environment,
                check=True,
            )
        except subprocess.TimeoutExpired:
            raise Unavailable("reader-late") from None
        except (subprocess.CalledProcessError, OSError):
            raise Unavailable("reader-failed") from None
        return Reading(tuple(_table_words(done.stdout.decode("utf-8", "replace"), scale, pixels.size)))


def _table_words(table: str, scale: int, size: tuple[int, int]) -> Iterator[Word]:
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in rows:
        text, trust = (row.get("text") or "").strip(), float(row.get("conf") or -1)
        if not text or trust < _TRUSTED:
            continue
        left, top = int(row["left"]) / scale, int(row["top"]) / scale
        right, bottom = left + int(row["width"]) / scale, top + int(row["height"]) / scale
        yield Word(text, box_within(left, top, right, bottom, size), round(trust / 100, 4))
