"""How many tasks a second the database queue takes and gives."""

from __future__ import annotations

import time

from tests.desk import sample_tasks
from tests.tasks import run_tasks


def run(scale: float) -> dict[str, float]:
    """Enqueue 5000 small tasks, then run them with one worker. Figures: tasks a second."""
    count = max(1, int(5000 * scale))
    sample_tasks.ran.clear()
    started = time.perf_counter()
    for number in range(count):
        sample_tasks.note.enqueue(number)
    enqueued = time.perf_counter()
    run_tasks()
    done = time.perf_counter()
    if sorted(sample_tasks.ran) != list(range(count)):
        raise AssertionError("some tasks did not run exactly once")
    return {
        "tasks": count,
        "enqueued a second": count / (enqueued - started),
        "run a second": count / (done - enqueued),
    }
