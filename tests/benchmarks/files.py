"""A long PDF page by page, a range of a large log, a screenshot beside its readers: time and memory."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from desk.files.store import keep_private, pieces
from desk.redactor import lines_between
from redaction.documents.image import open_image
from redaction.documents.pdf_out import OutPage
from redaction.draw import PixelHide
from redaction.ocr import read_all
from redaction.pipeline import (
    Tools,
    build_document,
    load_tools,
    redact_image,
    scan_image,
    verify_image,
)
from redaction.policy import DEFAULT_POLICY
from tests.redaction.papers import a_pdf
from tests.redaction.pictures import a_screenshot

T = TypeVar("T")

_ROW = b"2026-11-24 09:00:00,113 INFO  main  started version=4.2.1 on 192.0.2.%d\n"
_LINES = [f"Step {number} of the import was finished by kim.larsen@example.org" for number in range(24)]


def run(scale: float) -> dict[str, float]:
    """50 pages of A4, 100 MB of log, one screenshot of 1280 x 800. Figures as named."""
    log = b"".join(_ROW % (number % 250) for number in range(max(100, int(1_450_000 * scale))))
    size, stored = len(log), keep_private(log, kind="text")
    del log
    chosen, of_log = _timed(partial(lines_between, partial(pieces, stored), 50, 60))
    tools = load_tools()
    loaded = _peak()
    pages = max(1, int(50 * scale))
    after_first, of_pdf = _timed(partial(_document, pages, tools))
    shot = a_screenshot(_LINES[:20], size=(1280, 800))
    _, reading = _timed(lambda: read_all(tools.readers, open_image(shot)))
    _, scanning = _timed(lambda: scan_image(shot, DEFAULT_POLICY, tools))
    return {
        "bytes of log": size,
        "lines chosen": chosen.count("\n"),
        "seconds for a range of the log": of_log,
        "pages": pages,
        "seconds a page, read, covered and verified": of_pdf / pages,
        "MB with the models": loaded,
        "MB at most after the first page": after_first,
        "MB at most after the last": _peak(),
        "screenshot: scan / one reading pass": scanning / reading,
    }


def _document(pages: int, tools: Tools) -> float:
    """The whole way of a document through the library; the most memory there was after its first page."""
    paper = a_pdf(*[_LINES] * pages)
    sheets, after_first = [], 0.0
    for page in range(pages):
        scan = scan_image(paper, DEFAULT_POLICY, tools, page=page)
        hides = [PixelHide(finding.box) for finding in scan.findings]
        safe = redact_image(paper, hides, page=page)
        check = verify_image(safe.data, [], [hide.box for hide in hides], tools)
        sheets.append(OutPage(safe.data, check.words))
        after_first = after_first or _peak()
    if build_document(sheets, ["kim.larsen@example.org"]).problems:
        raise AssertionError("the new document did not pass")
    return after_first


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    return work(), time.perf_counter() - started


def _peak() -> float:
    """The most memory of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
