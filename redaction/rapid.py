"""RapidOCR as a reader: found line by line in tiles, words cut apart where nothing is written."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw, ImageFont

from redaction.boxes import Box, Word
from redaction.documents.image import Pixels
from redaction.errors import Unavailable
from redaction.ocr import SURE, Reading, box_within
from redaction.tiles import Grid, tiles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.uint8]

# The detector takes 180 bytes for each pixel it sees at once, and in a picture of
# 15000 by 256 it missed a fifth of the lines (measured 2026-11-25): it sees tiles.
_GRID = Grid(pixels=1_500_000, widest=4_000, across=400, down=96)

# A line's length in heights: from here on it is read in parts. Whole, one across 4000 pixels took 400 MB
# and one across 12000 took 900, and six were read together (measured 2026-11-25).
_LONGEST, _TOGETHER = 80, 6

_END_SLACK = 0.15  # of a line's height
_MIN_UNSURE = (10, 6)  # width and height in pixels below which a text-like spot is an icon or a rule


class RapidReader:
    """RapidOCR's detector and recogniser, driven line by line so that words keep exact boxes."""

    name = "rapidocr"

    def __init__(self) -> None:
        """Load both models. Raises Unavailable(`reader-missing`) when they are not installed."""
        spec = importlib.util.find_spec("rapidocr")
        if spec is None or spec.origin is None:
            raise Unavailable("reader-missing")
        models = Path(spec.origin).parent / "models"
        detector, recogniser = models / "PP-OCRv6_det_small.onnx", models / "PP-OCRv6_rec_small.onnx"
        # RapidOCR would fetch what is missing; with paths given and present it has no reason to.
        if not detector.is_file() or not recogniser.is_file():
            raise Unavailable("reader-missing")
        from rapidocr import RapidOCR

        self._engine = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Global.return_word_box": True,
                # Our bands bring every picture within bounds; their own resizing would blur small text.
                "Global.use_vertical_padding": False,
                "Det.limit_side_len": 32,
                "Det.model_path": str(detector),
                "Rec.model_path": str(recogniser),
            }
        )
        # It opens its models at the first use, which must not be a customer's picture.
        self.read(_sample())

    def read(self, pixels: Pixels) -> Reading:
        import numpy as np

        image = np.ascontiguousarray(np.asarray(pixels)[:, :, ::-1])
        words: list[Word] = []
        unsure: list[Box] = []
        try:
            quads = self._find_lines(image)
            if not quads:
                return Reading(())
            crops = self._engine.crop_text_regions(image, np.array(quads, dtype=np.float32))
            lines = [
                line
                for quad, crop in zip(quads, crops, strict=True)
                if crop.shape[0] > 2 and crop.shape[1] > 2
                for line in _Line(quad, crop, pixels.size).pieces()
            ]
            read = [found for some in _batches(lines) for found in self._recognise(some)]
        except Exception as error:
            raise Unavailable("reader-failed") from error
        for line, text, score, info in read:
            if text.strip():
                words.extend(line.words(text, info))
            if score < SURE or not text.strip():
                unsure.extend(line.unsure())
        return Reading(tuple(words), tuple(unsure))

    def _recognise(self, lines: Sequence[_Line]) -> Iterator[tuple[_Line, str, float, Any]]:
        """Each line with its text, how sure that is, and where its characters stand."""
        read = self._engine.recognize_txt([line.crop for line in lines])
        texts = read.txts or ()
        if not len(texts) == len(read.scores) == len(read.word_results) == len(lines):
            raise Unavailable("reader-failed")
        yield from zip(lines, texts, read.scores, read.word_results, strict=True)

    def _find_lines(self, image: Array) -> list[Any]:
        """Corners of each line of text (top left, top right, bottom right, bottom left) in the picture."""
        from rapidocr.main import RapidOCRError

        height, width = image.shape[:2]
        quads: list[Any] = []
        for tile in tiles((width, height), _GRID):
            try:
                part = _at_least_32(image[tile.top : tile.bottom, tile.left : tile.right])
                _, found = self._engine.detect_and_crop(part, {})
            except RapidOCRError:
                continue  # its way of saying "no text here"
            for quad in found.boxes if found.boxes is not None else ():
                quad += (tile.left, tile.top)
                cut_above = tile.top > 0 and quad[:, 1].min() < tile.top + 3
                cut_below = tile.bottom < height and quad[:, 1].max() > tile.bottom - 3
                # A line cut by a band's edge is whole in the next band, unless it takes more than both share.
                if (cut_above or cut_below) and quad[:, 1].max() - quad[:, 1].min() < _GRID.down - 8:
                    continue
                quads.append(quad)
        return _without_twins(_joined(quads) if width > _GRID.widest else quads)


def _sample() -> Pixels:
    """A small picture with a word in it."""
    picture = Image.new("RGB", (160, 64), "white")
    ImageDraw.Draw(picture).text((16, 16), "ready", fill="black", font=ImageFont.load_default(24))
    return picture


class _Line:
    """One line of text: where it stands in the picture and what its rectified cut-out looks like."""

    def __init__(self, quad: Any, crop: Array, size: tuple[int, int]) -> None:
        self.quad, self.crop, self.size = quad, crop, size
        # The cutter turns upright strips by a quarter: their columns are rows of the picture.
        self.is_upright = _tall(quad) >= 1.5 * _wide(quad)

    @property
    def length(self) -> float:
        """In heights."""
        height, width = self.crop.shape[:2]
        return float(width / height)

    def pieces(self) -> Iterator[_Line]:
        """The line, or when it is too long to be read at once parts of like length, cut in blanks."""
        height, width = self.crop.shape[:2]
        if self.length <= _LONGEST:
            yield self
            return
        ink, count = _ink_of(self.crop), ceil(width / (0.8 * _LONGEST * height))
        cuts = [0]
        for number in range(1, count):
            middle, most_off = number * width / count, 0.1 * _LONGEST * height
            cuts.append(round(sum(_blank_between(ink, middle - most_off, middle + most_off)) / 2))
        for left, right in pairwise([*cuts, width]):
            yield _Line(self._cut(left / width, right / width), self.crop[:, left:right], self.size)

    def _cut(self, start: float, end: float) -> Any:
        """Corners of a part of the line, from and to a share of its length; of an upright one the whole."""
        import numpy as np

        if self.is_upright:
            return self.quad
        left, right = self.quad[[0, 3]], self.quad[[1, 2]]
        first, last = left + (right - left) * start, left + (right - left) * end
        return np.array([first[0], last[0], last[1], first[1]])

    def words(self, text: str, info: Any) -> Iterator[Word]:
        """Words of the line; their edges are moved into the blank between them."""
        ink = _ink_of(self.crop)
        height, width = ink.shape
        columns = info.line_txt_len or 1.0
        # One centre for each character that is no space. RapidOCR's own words end at every accent.
        centres = [(column + 0.5) / columns * width for word in info.word_cols for column in word]
        words = text.split()
        ends = list(accumulate(len(word) for word in words))
        spans = [(end - len(word), end) for word, end in zip(words, ends, strict=True)]
        if ends[-1] != len(centres):
            raise Unavailable("reader-failed")
        # The detector cuts up to four pixels off the ends of a line (measured 2026-11-25).
        edges = [-_END_SLACK * height]
        for (_, before), (after, _) in pairwise(spans):
            edges.extend(_blank_between(ink, centres[before - 1], centres[after]))
        edges.append(width + _END_SLACK * height)
        sure = _character_scores(text, info)
        for number, (word, (start, end)) in enumerate(zip(words, spans, strict=True)):
            left, right = edges[2 * number], edges[2 * number + 1]
            top, bottom = _written_rows(ink[:, max(0, round(left)) : max(1, round(right))])
            box = self._whole() if self.is_upright else self._part(left, top, right, bottom)
            yield Word(word, box, round(sum(sure[start:end]) / len(word), 4))

    def unsure(self) -> Iterator[Box]:
        box = self._whole()
        if box.right - box.left >= _MIN_UNSURE[0] and box.bottom - box.top >= _MIN_UNSURE[1]:
            yield box

    def _whole(self) -> Box:
        return box_within(*_bounds(self.quad), self.size)

    def _part(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The upright box in the picture around a part of the cut-out, given in its pixels."""
        height, width = self.crop.shape[:2]
        top_left, top_right, bottom_right, bottom_left = (corner.astype(float) for corner in self.quad)
        corners = []
        for along, down in ((left, top), (right, top), (right, bottom), (left, bottom)):
            above = top_left + (top_right - top_left) * (along / width)
            below = bottom_left + (bottom_right - bottom_left) * (along / width)
            corners.append(above + (below - above) * (down / height))
        xs, ys = [float(corner[0]) for corner in corners], [float(corner[1]) for corner in corners]
        return box_within(min(xs), min(ys), max(xs), max(ys), self.size)


def _batches(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """The lines in sets of like lengths; all of a set are padded to its longest."""
    some: list[_Line] = []
    for line in sorted(lines, key=lambda line: line.length):
        if some and (len(some) == _TOGETHER or (len(some) + 1) * line.length > 2 * _LONGEST):
            yield some
            some = []
        some.append(line)
    if some:
        yield some


def _joined(quads: Sequence[Any]) -> list[Any]:
    """Lines that go on in the next tile as one: level, alike in height, and overlapping."""
    import numpy as np

    lines: list[Any] = []
    for quad in sorted(quads, key=lambda quad: float(quad[:, 0].min())):
        left, top, right, bottom = _bounds(quad)
        for number, line in enumerate(lines):
            _, line_top, line_right, line_bottom = _bounds(line)
            common = min(bottom, line_bottom) - max(top, line_top)
            if left < line_right < right and common > 0.7 * max(bottom - top, line_bottom - line_top):
                lines[number] = np.array([line[0], quad[1], quad[2], line[3]])
                break
        else:
            lines.append(quad)
    return lines


def _at_least_32(image: Array) -> Array:
    """Padded at the right and below: the detector rounds each side to 32 and cannot work with none."""
    import cv2

    height, width = image.shape[:2]
    if height >= 32 and width >= 32:
        return image
    below, right = max(0, 32 - height), max(0, 32 - width)
    padded: Array = cv2.copyMakeBorder(image, 0, below, 0, right, cv2.BORDER_REPLICATE)  # type: ignore[assignment]
    return padded


def _without_twins(quads: Sequence[Any]) -> list[Any]:
    """Lines seen by two bands once, the longer view of each."""
    kept: list[Any] = []
    for quad in sorted(quads, key=lambda quad: -_wide(quad) * _tall(quad)):
        left, top, right, bottom = _bounds(quad)
        area = max(1.0, (right - left) * (bottom - top))
        for other in kept:
            o_left, o_top, o_right, o_bottom = _bounds(other)
            common = max(0.0, min(right, o_right) - max(left, o_left)) * max(
                0.0, min(bottom, o_bottom) - max(top, o_top)
            )
            if common > 0.8 * area:
                break
        else:
            kept.append(quad)
    return kept


def _bounds(quad: Any) -> tuple[float, float, float, float]:
    return float(quad[:, 0].min()), float(quad[:, 1].min()), float(quad[:, 0].max()), float(quad[:, 1].max())


def _wide(quad: Any) -> float:
    return float(((quad[1] - quad[0]) ** 2).sum() ** 0.5)


def _tall(quad: Any) -> float:
    return float(((quad[3] - quad[0]) ** 2).sum() ** 0.5)


def _ink_of(crop: Array) -> NDArray[np.bool_]:
    """For each pixel of a cut-out line whether it is written on."""
    import numpy as np

    gray = crop.astype(np.int16).mean(axis=2)
    apart = np.abs(gray - np.median(gray))
    # A fifth of the strongest stroke: above JPEG noise, below the thin strokes of light fonts.
    written: NDArray[np.bool_] = apart > max(12.0, 0.2 * float(apart.max()))
    return written


def _blank_between(ink: NDArray[np.bool_], start: float, end: float) -> tuple[float, float]:
    """The longest run of blank columns between two letters' centres, or their middle twice."""
    best, run = (0, 0), 0
    for column in range(max(0, int(start)), min(ink.shape[1], int(end) + 1)):
        run = 0 if ink[:, column].any() else run + 1
        if run > best[1] - best[0]:
            best = (column - run + 1, column + 1)
    if best == (0, 0):
        return (start + end) / 2, (start + end) / 2
    return float(best[0]), float(best[1])


def _written_rows(ink: NDArray[np.bool_]) -> tuple[int, int]:
    """First row and the row after the last of the writing through the middle; all rows when that is blank.

    Dots and accents stand a little above their letters, while what hangs below
    is joined to them; what is further away belongs to the neighbouring lines.
    """
    import numpy as np

    height = ink.shape[0]
    rows: NDArray[np.bool_] = np.asarray(ink.any(axis=1))
    over, under = max(2, round(height * 0.12)), max(1, round(height * 0.05))
    middle = [row for row in range(height // 3, height - height // 3) if rows[row]]
    if not middle:
        return 0, height
    top, bottom = middle[0], middle[-1] + 1
    while (above := rows[max(0, top - over) : top]).any():
        top -= len(above) - int(above.argmax())
    while (below := rows[bottom : bottom + under]).any():
        bottom += len(below) - int(below[::-1].argmax())
    return top, bottom


def _character_scores(text: str, info: Any) -> list[float]:
    """The probability of each character that is no space."""
    return [score for character, score in zip(text, info.confs, strict=False) if not character.isspace()]
