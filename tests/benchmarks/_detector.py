"""What one child of the detector needs for a long document: run in a process of its own, by `files`."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from redaction import wire
from redaction.documents.image import open_image
from redaction.documents.pdf_out import OutPage
from redaction.draw import PixelHide
from redaction.ocr import read_all
from redaction.pipeline import BuiltDocument, ImageScan, RedactedPage, Tools, load_tools
from redaction.policy import DEFAULT_POLICY
from redaction.service import answer_question
from redaction.verify import ImageCheck
from tests.redaction.papers import a_pdf
from tests.redaction.pictures import a_screenshot

T = TypeVar("T")

_VALUE = "kim.larsen@example.org"
_LINES = [f"Step {number} of the import was finished by {_VALUE}" for number in range(24)]


@dataclass(frozen=True, slots=True)
class Figures:
    """Megabytes are the most that this process ever had."""

    loaded: float
    after_first: float
    after_last: float
    seconds: float
    reading: float
    scanning: float
    verifying: float


def figures(pages: int) -> Figures:
    """Take a document of so many pages of A4 the whole way, then a screenshot of 1280 x 800."""
    tools = load_tools()
    loaded, started = peak(), time.perf_counter()
    paper = a_pdf(*[_LINES] * pages)
    sheets, after_first = [], 0.0
    for page in range(pages):
        scan = _ask(wire.ScanImage(paper, DEFAULT_POLICY, (), page), "/scan-image", ImageScan, tools)
        hides = tuple(PixelHide(finding.box) for finding in scan.findings)
        safe = _ask(wire.RedactImage(paper, hides, page), "/redact-image", RedactedPage, tools)
        boxes = tuple(hide.box for hide in hides)
        check = _ask(wire.VerifyImage(safe.data, (_VALUE,), boxes), "/verify-image", ImageCheck, tools)
        if not hides or check.problems:
            raise AssertionError("a page did not pass")
        sheets.append(OutPage(safe.data, check.words))
        after_first = after_first or peak()
    question = wire.BuildDocument(tuple(sheets), (_VALUE,))
    if _ask(question, "/build-document", BuiltDocument, tools).problems:
        raise AssertionError("the new document did not pass")
    seconds, after_last = time.perf_counter() - started, peak()

    shot = a_screenshot(_LINES[:20], size=(1280, 800))
    pixels = open_image(shot)
    reading = _seconds(lambda: read_all(tools.readers, pixels))
    scanning = _seconds(
        lambda: _ask(wire.ScanImage(shot, DEFAULT_POLICY, ()), "/scan-image", ImageScan, tools)
    )
    verifying = _seconds(
        lambda: _ask(wire.VerifyImage(shot, ("nothing of it",), ()), "/verify-image", ImageCheck, tools)
    )
    return Figures(loaded, after_first, after_last, seconds, reading, scanning, verifying)


def _ask(question: object, path: str, kind: type[T], tools: Tools) -> T:
    """As the desk asks: by messages, whose copies take memory, too."""
    _, answer = answer_question(path, wire.encode(question), tools)
    return wire.decode(kind, answer)


def _seconds(work: Callable[[], object]) -> float:
    """The faster of two runs: what else the machine does is no part of it."""
    taken = []
    for _ in range(2):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)


def peak() -> float:
    """The most memory this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
