"""Run what waits in RabbitMQ through a real Celery worker inside the test's own process.

In its own process so that the worker sees the test database and the settings of the test.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from desk.jobs import QUEUES


def run_celery_tasks(*, failures: bool) -> int:
    """Work until every queue is empty and every task taken is done; how many ran. Waits included."""
    from celery.signals import task_failure, task_postrun, task_prerun
    from celery.worker import state
    from kombu.exceptions import OperationalError

    from desk.celery import app

    taken: list[str] = []
    done: list[str] = []
    failed: list[str] = []

    def on_taken(task_id: str, **_: Any) -> None:
        taken.append(task_id)

    def on_done(task_id: str, **_: Any) -> None:
        done.append(task_id)

    def on_failed(exception: BaseException, **_: Any) -> None:
        failed.append(str(exception))

    with (
        connected(task_prerun, on_taken),
        connected(task_postrun, on_done),
        connected(task_failure, on_failed),
        working(app),
    ):
        quiet = 0
        while quiet < 6:  # a message between queue and task is in neither count for a moment
            threading.Event().wait(0.1)
            try:
                left = sum(depths(app))
            except OperationalError:
                left = 1
            # What waits for a later time is in no queue: the worker holds it.
            is_still = left == 0 and len(taken) == len(done) and not state.reserved_requests
            quiet = quiet + 1 if is_still else 0
    if failed and not failures:
        raise AssertionError("tasks failed:\n" + "\n".join(failed))
    return len(done)


def depths(app: Any) -> Iterator[int]:
    """How many messages wait in each queue."""
    with app.connection_for_write() as connection, connection.channel() as channel:
        for name in QUEUES:
            yield channel.queue_declare(name, durable=True, passive=False, auto_delete=False).message_count


@contextmanager
def connected(signal: Any, receiver: Any) -> Iterator[None]:
    signal.connect(receiver, weak=False)
    try:
        yield
    finally:
        signal.disconnect(receiver)


@contextmanager
def working(app: Any) -> Iterator[None]:
    """A worker in a thread. Its loop sleeps up to ten seconds; a message at the end wakes it to stop."""
    from celery.contrib.testing.worker import start_worker

    # With the pool "solo" the loop misses what arrives during a task and sleeps on it for up to a second.
    here = {"pool": "threads", "concurrency": 1, "perform_ping_check": False, "shutdown_timeout": 30}
    with start_worker(app, queues=",".join(QUEUES), **here):
        yield
        waking = threading.Timer(0.1, app.control.broadcast, ["ping"])
        waking.start()
    waking.join()
