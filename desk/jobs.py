"""Background work: `@task` functions that may run twice, wait and come back, and keep no values.

    @task(queue_name="scan")
    def scan_message(message_id: int) -> None: ...

    enqueue_on_commit(scan_message, message.pk)

A task gets ids, looks at the rows again and returns nothing. It can be run twice: a worker that is
killed leaves its task to the next one. A task that met something which will pass (a detector that is
just starting, a mail server that is down) raises Again and is put back with a growing delay; after
MAX_ATTEMPTS it fails. Whatever a failure leaves behind, in the row or in a log, is a code and a line
number, never the text of an exception: those quote documents.

The queue is the database by default, Celery with DESK_TASKS=celery; this is the one module that knows.
"""

from __future__ import annotations

import hashlib
import random
import re
import socket
import traceback
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial, wraps
from pathlib import Path
from typing import Any

import django_tasks
from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks_db import DatabaseBackend as DjangoTasksDatabase

QUEUES = ("default", "scan", "publish", "mail")
MAX_ATTEMPTS = 5
MAX_DEATHS = 3  # workers that may die over one task before it is given up
FIRST_DELAY = timedelta(seconds=2)  # then 8, 32 and 128 seconds, so five attempts span three minutes

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
PACKAGES = (str(Path(__file__).parent), str(Path(__file__).parent.parent / "redaction"))


class Again(Exception):
    """Raised by a task: what stands in the way will pass, so try me later.

    `code` says what it was ("detector-unavailable"); it is kept when the attempts run out.
    """

    def __init__(self, code: str) -> None:
        self.code = code if CODE.fullmatch(code) else "again"
        super().__init__(self.code)


class TaskFailed(Exception):
    """The only exception that leaves a task: a code and where it happened, for rows and logs."""

    def __init__(self, code: str, where: str = "") -> None:
        self.code, self.where = code, where
        super().__init__(f"{code} at {where}" if where else code)


def task(
    *, queue_name: str = "default", priority: int = 0, again_on: tuple[type[Exception], ...] = ()
) -> Callable[[Callable[..., None]], Task[..., None]]:
    """Make a function at module level a task of one of QUEUES.

    `again_on` names exceptions that mean the same as Again. A database that is locked or restarting
    always does. Everything else ends the task at once with TaskFailed.
    """

    def decorate(function: Callable[..., None]) -> Task[..., None]:
        passing: tuple[type[Exception], ...] = (Again, OperationalError, *again_on)

        @wraps(function)
        def run(*args: int | str, _attempt: int = 1) -> None:
            try:
                function(*args)
            except TaskFailed:
                raise
            except passing as error:
                if _attempt >= MAX_ATTEMPTS:
                    raise TaskFailed(code_of(error), where(error)) from None
                later = made.using(run_after=timezone.now() + delay(_attempt))
                later.enqueue(*args, _attempt=_attempt + 1)
            except Exception as error:  # noqa: BLE001 - raised again as a code
                raise TaskFailed(code_of(error), where(error)) from None

        made: Task[..., None] = django_tasks.task(queue_name=queue_name, priority=priority)(run)
        return made

    return decorate


def enqueue_on_commit(job: Task[..., None], *args: int | str) -> None:
    """Run the task if this transaction commits, and not before.

    On the database queue the task is a row of the same transaction, so nothing can come between the
    two; another queue is told after the commit, and `tick` finds what a crash in between left undone.
    """
    only_ids(args, {})
    if isinstance(job.get_backend(), DjangoTasksDatabase):
        job.enqueue(*args)
    else:
        transaction.on_commit(partial(job.enqueue, *args))


def delay(attempt: int) -> timedelta:
    """How long to wait after this attempt (1, 2, ...): four times longer each, give or take a fifth."""
    return FIRST_DELAY * 4 ** (attempt - 1) * random.uniform(0.8, 1.2)  # noqa: S311 - no secret


def code_of(error: BaseException) -> str:
    """The class of the error, and its own code where it has one: `CannotRedact:detector-unavailable`."""
    name = type(error).__name__
    for attribute in ("code", "reason"):
        code = getattr(error, attribute, None)
        if isinstance(code, str) and CODE.fullmatch(code):
            return f"{name}:{code}"
    return name


def where(error: BaseException) -> str:
    """The innermost line of our own code the error passed through, such as `tickets/scan.py:42`."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(PACKAGES) and frame.filename != __file__]
    if not ours:
        return ""
    path = Path(ours[-1].filename)
    return f"{path.parent.name}/{path.name}:{ours[-1].lineno}"


def only_ids(args: Iterable[Any], kwargs: dict[str, Any]) -> None:
    """Refuse arguments that could be somebody's data: integers and short codes may wait in a queue.

    Raises TypeError, without the value.
    """
    if kwargs.keys() - {"_attempt"}:
        raise TypeError("a task takes its ids by position")
    for position, value in enumerate(args, start=1):
        if not isinstance(value, int) and not (isinstance(value, str) and CODE.fullmatch(value)):
            raise TypeError(f"argument {position} of a task is neither an id nor a short code")


class DatabaseBackend(DjangoTasksDatabase):
    """Tasks as rows of the desk's own database."""

    # django-stubs describes Django 6's own tasks; this library's twins of them have other types.
    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        only_ids(args, kwargs)
        return super().enqueue(task, args, kwargs)


class CeleryBackend(BaseTaskBackend):
    """The same tasks on Celery. Its workers run `desk.celery.run` with the path of the function."""

    supports_defer = True
    supports_priority = True
    supports_get_result = False
    supports_async_task = False

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        from desk.celery import run

        self.validate_task(task)
        only_ids(args, kwargs)
        sent = run.apply_async(
            (task.module_path, list(args), dict(kwargs)), queue=task.queue_name, eta=task.run_after
        )
        return TaskResult(
            task=task,
            id=sent.id,
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def worker_id(role: str) -> str:
    """Name of the worker with that role in this installation; the same again after a restart.

    A worker that starts takes back what an earlier one of its name left running, and nothing else,
    so that two machines can share one database.
    """
    place = f"{socket.gethostname()}:{settings.DESK_VAR}"
    return f"{hashlib.sha256(place.encode()).hexdigest()[:12]}-{role}"


def requeue_orphans(
    queues: Iterable[str], *, worker: str | None = None, started_before: datetime | None = None
) -> tuple[int, int]:
    """Put back what a dead worker left RUNNING; return (put back, given up).

    `worker`: only tasks last taken by the worker of that name, which must not be running now.
    `started_before`: only tasks taken before that time, for workers nobody supervises. A task that
    MAX_DEATHS workers died over is marked failed: it may be what kills them. Safe to run at any time
    beside others, because each row changes only if it still is as it was seen.
    """
    if settings.DESK_TASKS != "db":  # the broker gives an unfinished task to another worker by itself
        return 0, 0
    from django_tasks_db.models import DBTaskResult

    back = failed = 0
    running = DBTaskResult.objects.running().filter(queue_name__in=list(queues))
    if started_before is not None:
        running = running.filter(started_at__lt=started_before)
    for row in running:
        if worker is not None and row.worker_ids[-1:] != [worker]:
            continue
        same = DBTaskResult.objects.filter(
            pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at
        )
        if len(row.worker_ids) < MAX_DEATHS:
            back += same.update(status=TaskResultStatus.READY, started_at=None)
        else:
            failed += same.update(
                status=TaskResultStatus.FAILED,
                finished_at=timezone.now(),
                exception_class_path=f"{__name__}.{TaskFailed.__name__}",
                traceback="worker-died\n",
            )
    return back, failed
