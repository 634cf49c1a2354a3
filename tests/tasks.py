"""Run the desk's background tasks inside a test, as its workers would."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import get_random_string

if TYPE_CHECKING:
    from django_tasks_db.models import DBTaskResult


def run_tasks(*queues: str, ahead: bool = False, failures: bool = False) -> int:
    """Run everything that waits in these queues (all by default) until nothing is left; how many ran.

    `ahead`: also what waits for a later time, as if that time had come. A task that fails fails the
    test, by its code; with `failures` it is left in its row for the test to look at.
    """
    if settings.DESK_TASKS == "celery":
        from tests.celery_tasks import run_celery_tasks

        return run_celery_tasks(failures=failures)
    from django_tasks_db.management.commands.db_worker import Worker
    from django_tasks_db.models import DBTaskResult

    known = set(DBTaskResult.objects.failed().values_list("pk", flat=True))
    worker = Worker(
        queue_names=list(queues),
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    # Its own loop would close the connection between two tasks, and with it the test's transaction.
    while (row := _next(queues, ahead=ahead)) is not None:
        row.claim(worker.worker_id)
        worker.run_task(row)
    failed = DBTaskResult.objects.failed().exclude(pk__in=known)
    if not failures and failed.exists():
        lines = [f"{row.task_path}: {row.traceback.strip().splitlines()[-1]}" for row in failed]
        raise AssertionError("tasks failed:\n" + "\n".join(lines))
    return worker._run_tasks


def _next(queues: Sequence[str], *, ahead: bool) -> DBTaskResult[..., None] | None:
    """The task that a worker of these queues would take now; `ahead`, or the first of those for later.

    What waits for a later time waits for what is ready, too: it may be there because of it.
    """
    from django_tasks_db.models import DBTaskResult

    for rows in (DBTaskResult.objects.ready(), DBTaskResult.objects.filter(status="READY")):
        row = (rows.filter(queue_name__in=queues) if queues else rows).first()
        if row is not None or not ahead:
            return row
    return None


def waiting(*queues: str) -> int:
    """How many tasks wait in these queues (all by default), those for later included."""
    from django_tasks_db.models import DBTaskResult

    rows = DBTaskResult.objects.filter(status="READY")
    return rows.filter(queue_name__in=queues).count() if queues else rows.count()
