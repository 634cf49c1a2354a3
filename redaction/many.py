"""Many pieces of work on all cores: one answer each, in their order, or an error.

Work functions live in modules that a fresh process can import by name. Never
in `__main__`: a spawned process does not import a package's `__main__`, so it
would not find them and die before its first answer (seen 2026-11-25).
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from redaction.errors import RedactionError, Unavailable

Item = TypeVar("Item")
Answer = TypeVar("Answer")

_AHEAD = 8  # pieces in the queue for each process, so that none waits and none are piled up
_WORKER_BYTES = 1_500_000_000
_CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")
# One thread for each process: several libraries would each take all cores, and fight.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def all_cores() -> int:
    """How many processes with models this machine carries: one a core this process may use, if they fit."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = _memory()
    return cores if memory is None else max(1, min(cores, memory // _WORKER_BYTES))


def _memory() -> int | None:
    """Bytes this process may use: what the machine has or its container allows; None where nobody says."""
    told: list[int] = []
    with suppress(ValueError, OSError, AttributeError):
        told.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    with suppress(ValueError, OSError):  # "max" where there is no limit
        told.append(int(_CONTAINER_LIMIT.read_text()))
    return min(told, default=None)


def in_order(work: Callable[[Item], Answer], items: Iterable[Item], jobs: int) -> Iterator[Answer]:
    """The answer of `work` for each item, in the order of the items, from `jobs` processes.

    `items` is read only a little ahead of the answers. With one job the work
    is done here. Raises what `work` raises of RedactionError,
    Unavailable("detector-failed") for anything else, because its message may
    hold text of a document, and Unavailable("worker-died") when a process
    ended by itself; whoever collects the answers must throw away what came
    before.
    """
    task = partial(_guarded, work)
    if jobs == 1:
        yield from map(task, items)
        return
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    # Forked copies would inherit locks held by the model libraries.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
    waiting: deque[Future[Answer]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(task, item))
            if len(waiting) >= jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise Unavailable("worker-died") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _guarded(work: Callable[[Item], Answer], item: Item) -> Answer:
    try:
        return work(item)
    except RedactionError:
        raise
    except Exception:  # noqa: BLE001 - raised again, without its words
        raise Unavailable("detector-failed") from None
