"""A long PDF in the detector, a range of a large log, a screenshot beside its readers: time and memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from desk.files.store import keep_private, pieces
from desk.redactor import lines_between
from tests.benchmarks._detector import figures, peak

_ROW = b"2026-11-24 09:00:00,113 INFO  main  started version=4.2.1 on 192.0.2.%d\n"


def run(scale: float) -> dict[str, float]:
    """50 pages of A4, 100 MB of log, one screenshot of 1280 x 800. Figures as named.

    The screenshot is read once in its scan and once when its copy is verified; "reading pass" is all
    readers at once.
    """
    log = b"".join(_log(max(100, int(1_450_000 * scale))))
    size, stored = len(log), keep_private(log, kind="text")
    del log
    started = time.perf_counter()
    chosen = lines_between(partial(pieces, stored), 50, 60)
    of_log, after_log = time.perf_counter() - started, peak()
    pages = max(1, int(50 * scale))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as one:
        detector = one.submit(figures, pages).result()
    return {
        "bytes of log": size,
        "lines chosen": chosen.count("\n"),
        "seconds for a range of the log": of_log,
        "MB of the process that kept and read the log": after_log,
        "pages": pages,
        "seconds a page, read, covered and verified": detector.seconds / pages,
        "MB of the detector with its models": detector.loaded,
        "MB of the detector after the first page": detector.after_first,
        "MB of the detector after the last": detector.after_last,
        "screenshot: seconds for one reading pass": detector.reading,
        "screenshot: scan / one reading pass": detector.scanning / detector.reading,
        "screenshot: scan and verify / two passes": (detector.scanning + detector.verifying)
        / (2 * detector.reading),
    }


def _log(lines: int) -> Iterator[bytes]:
    return (_ROW % (number % 250) for number in range(lines))
