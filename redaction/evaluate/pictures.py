"""Screenshots whose true words are known: which of them the boxes of a scan cover.

A picture is `pictures/NAME.png` (or another kind that we open) below the folder of the sets, with two
files beside it. `NAME.json` holds `text`, the true text, `words`, a list of `[start, end]` in code points
of that text, and `personal`, the numbers of the words that are, counted from 1. `NAME.ink.png` has the
size of the picture as it is shown and 16 bits a pixel: the number of the word drawn there, or 0.

- **to hide** are the words that touch what the text engine hides in the true text;
- a word is **covered** when at least 95 % of its drawn pixels lie under boxes;
- **others covered** is the share of the other words of which at least half lies under boxes;
- **end to end** is the share of all personal words that are covered, also of those the text engine misses.

So all but the last say what reading a picture costs on top of what the text engine misses.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from redaction.boxes import Box, Word
from redaction.documents.image import encode_png, open_image
from redaction.errors import BadSpan, CannotRead, Unavailable
from redaction.evaluate.measures import share
from redaction.pipeline import ImageScan, Tools, load_tools, scan_image, scan_text
from redaction.policy import DEFAULT_POLICY
from redaction.spans import Span

_WHOLE, _HALF = 0.95, 0.5
_TRIES = 5
_WITH_INK = ".ink.png"


class Cause(StrEnum):
    """Why a word that had to be hidden was not."""

    NOT_READ = "no reader saw it"
    MISREAD = "read as something else"
    NOT_FOUND = "read right, but not found personal there"
    CUT = "found, but the box is too small"


@dataclass(frozen=True, slots=True)
class Truth:
    """What a picture says: its words as places in `text`, in order, and the numbers of the personal ones."""

    text: str
    words: tuple[Span, ...]
    personal: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Miss:
    """A word that stayed readable at `box`, `read_as` by whatever words the readers saw there."""

    word: str
    read_as: str
    cause: Cause
    box: Box


@dataclass(frozen=True, slots=True)
class PictureOutcome:
    """What became of the words of one picture, and the boxes of its scan."""

    path: Path
    to_hide: int
    others: int
    others_covered: int
    personal: int
    personal_covered: int
    missed: tuple[Miss, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class PictureTally:
    """Counts over some pictures."""

    pictures: int
    to_hide: int
    covered: int
    others: int
    others_covered: int
    personal: int
    personal_covered: int
    causes: tuple[tuple[Cause, int], ...]

    @classmethod
    def of(cls, outcomes: Sequence[PictureOutcome]) -> PictureTally:
        missed = [miss.cause for outcome in outcomes for miss in outcome.missed]
        to_hide = sum(outcome.to_hide for outcome in outcomes)
        return cls(
            len(outcomes),
            to_hide,
            to_hide - len(missed),
            sum(outcome.others for outcome in outcomes),
            sum(outcome.others_covered for outcome in outcomes),
            sum(outcome.personal for outcome in outcomes),
            sum(outcome.personal_covered for outcome in outcomes),
            tuple(Counter(missed).most_common()),
        )

    @property
    def found(self) -> float | None:
        return share(self.covered, self.to_hide)

    @property
    def over(self) -> float | None:
        return share(self.others_covered, self.others)

    @property
    def end_to_end(self) -> float | None:
        return share(self.personal_covered, self.personal)


def pictures_in(folder: Path) -> tuple[Path, ...]:
    """The pictures below `folder` that have their words beside them, in order of names."""
    return tuple(
        path
        for path in sorted((folder / "pictures").glob("*"))
        if not path.name.endswith(_WITH_INK)
        and path.suffix != ".json"
        and path.with_suffix(".json").is_file()
    )


def look_at(path: Path) -> PictureOutcome:
    """Scan one picture and compare. Raises CannotRead("odd-set") when its words do not fit it."""
    truth, ink, tools = _truth(path), _ink(path), _tools()
    scan = _scanned(path.read_bytes(), tools)
    last = max(int(ink.max()), *truth.personal, 0)
    if (
        ink.shape != (scan.height, scan.width)
        or last > len(truth.words)
        or min(truth.personal, default=1) < 1
    ):
        raise CannotRead("odd-set")
    hidden = [finding.span for finding in scan_text(truth.text, DEFAULT_POLICY, tools).findings]
    return outcome_of(path, truth, ink, scan, hidden)


def _scanned(data: bytes, tools: Tools) -> ImageScan:
    """The scan; once more when a reader was late: what is measured is how they read, not how busy it is."""
    for _ in range(_TRIES - 1):
        try:
            return scan_image(data, DEFAULT_POLICY, tools)
        except Unavailable as error:
            if error.reason != "reader-late":
                raise
    return scan_image(data, DEFAULT_POLICY, tools)


def outcome_of(
    path: Path, truth: Truth, ink: NDArray[np.int32], scan: ImageScan, hidden: Iterable[Span]
) -> PictureOutcome:
    """Compare the boxes of a scan with the ink of each word; `hidden` is what the text engine found."""
    hidden, boxes = tuple(hidden), tuple(finding.box for finding in scan.findings)
    drawn = np.bincount(ink.ravel(), minlength=len(truth.words) + 1)
    under = np.bincount(ink[_covered(boxes, ink.shape)].ravel(), minlength=len(truth.words) + 1)
    to_hide = others = others_covered = 0
    missed: list[Miss] = []
    for number, place in enumerate(truth.words, start=1):
        if not drawn[number]:
            continue  # cut off at the picture's edge
        part = under[number] / drawn[number]
        if any(place.overlaps(span) for span in hidden):
            to_hide += 1
            if part < _WHOLE:
                missed.append(_miss(place.of(truth.text), _box(ink, number), scan.words, part))
        else:
            others += 1
            others_covered += int(part >= _HALF)
    personal = [number for number in truth.personal if drawn[number]]
    safe = sum(under[number] >= _WHOLE * drawn[number] for number in personal)
    return PictureOutcome(
        path, to_hide, others, others_covered, len(personal), int(safe), tuple(missed), boxes
    )


@cache
def _tools() -> Tools:
    return load_tools()


def _truth(path: Path) -> Truth:
    try:
        row = json.loads(path.with_suffix(".json").read_bytes())
        words = tuple(Span(start, end) for start, end in row["words"])
        return Truth(str(row["text"]), words, tuple(int(number) for number in row["personal"]))
    except (ValueError, KeyError, TypeError, BadSpan):
        raise CannotRead("odd-set") from None


def _ink(path: Path) -> NDArray[np.int32]:
    with Image.open(io.BytesIO(path.with_name(path.stem + _WITH_INK).read_bytes())) as picture:
        return np.asarray(picture).astype(np.int32)


def _covered(boxes: Iterable[Box], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    mask = np.zeros(shape, np.bool_)
    for box in boxes:
        mask[box.top : box.bottom, box.left : box.right] = True
    return mask


def _box(ink: NDArray[np.int32], number: int) -> Box:
    rows, columns = np.nonzero(ink == number)
    return Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)


def _miss(said: str, box: Box, words: Sequence[Word], part: float) -> Miss:
    read = sorted((word for word in words if _level(word.box, box)), key=lambda word: word.box.left)
    read_as = " ".join(word.text for word in read)
    if part >= _HALF:
        return Miss(said, read_as, Cause.CUT, box)
    if not read:
        return Miss(said, read_as, Cause.NOT_READ, box)
    right = _letters(said) in _letters(read_as)
    return Miss(said, read_as, Cause.NOT_FOUND if right else Cause.MISREAD, box)


def _level(word: Box, box: Box) -> bool:
    """Whether a word that was read lies on a drawn one and not on its neighbours above and below."""
    tall = min(word.bottom, box.bottom) - max(word.top, box.top)
    return word.overlaps(box) and 2 * tall >= min(word.bottom - word.top, box.bottom - box.top)


def _letters(said: str) -> str:
    return re.sub(r"\W", "", said.casefold())


def draw_misses(outcome: PictureOutcome) -> bytes:
    """The picture as a PNG for a person: boxes outlined in blue, each word that was missed in red.

    It shows the values.
    """
    shown = open_image(outcome.path.read_bytes())
    pen = ImageDraw.Draw(shown)
    for boxes, colour in ((outcome.boxes, "#0a58ca"), ([miss.box for miss in outcome.missed], "#dc2626")):
        for box in boxes:
            pen.rectangle((box.left, box.top, box.right - 1, box.bottom - 1), outline=colour, width=2)
    return encode_png(shown)
