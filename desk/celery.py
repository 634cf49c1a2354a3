"""The Celery app, used only with DESK_TASKS=celery.

    .venv/bin/python -m celery -A desk.celery worker --queues default,scan,publish,mail --concurrency 2

One Celery task runs every task of the desk, named by its path. A message is acknowledged after the
work, so the broker gives it to another worker when one is lost. RabbitMQ is the broker this is tested
with; with Redis a task that outlives the visibility timeout runs twice.
"""

from __future__ import annotations

import os

from celery import Celery
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")

app = Celery("desk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    task_store_errors_even_if_ignored=False,
    broker_connection_retry_on_startup=True,
    # Without it a message sent to a broker that is going down is lost without a word.
    broker_transport_options={"confirm_publish": True},
)


@app.task(name="desk.run")
def run(path: str, args: list[int | str], kwargs: dict[str, int]) -> None:
    """Run one task of the desk; only functions made by `desk.jobs.task` can be named."""
    from django_tasks.base import Task as DeskTask

    named = import_string(path)
    if not isinstance(named, DeskTask):
        raise TypeError("the path in the message does not name a task")
    named.call(*args, **kwargs)
