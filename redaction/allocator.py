"""Memory that goes back to the system when it is freed."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD of <malloc.h>
_LARGE = 1_000_000  # bytes; the tensors of a reader are larger, and little else is


def give_back_large_blocks() -> None:
    """From now on, have the C library hand each freed block of a megabyte or more straight back.

    Left to itself, glibc raises that bound to 32 MB and keeps what is freed
    below it: after a page of a PDF the detector held 360 MB that nothing
    used (measured 2026-11-25), and the next page came on top. Reading took
    as long as before. Other C libraries have no such bound.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)
