"""Run the tasks of some queues, one after another, until told to stop."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.crypto import get_random_string

from desk.children import end_with_parent
from desk.jobs import QUEUES, requeue_orphans, worker_id
from desk.management.commands.replay import refuse_old_database


class Command(BaseCommand):
    help = "Run background tasks from the database. Start as many as the machine can bear."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queues", default=",".join(QUEUES), help="names, by commas (default: all)")
        parser.add_argument(
            "--name",
            help="a name that no other worker of this installation has; what the last one of that name "
            "left unfinished is done again first",
        )
        parser.add_argument("--interval", type=float, default=0.3, help="seconds between two looks")
        parser.add_argument("--with-parent", action="store_true", help="end when standard input ends")

    def handle(self, *, queues: str, name: str | None, interval: float, with_parent: bool, **_: Any) -> None:
        from django_tasks_db.management.commands.db_worker import Worker

        if unknown := set(queues.split(",")) - set(QUEUES):
            raise CommandError(f"No such queue: {', '.join(sorted(unknown))}. There are {', '.join(QUEUES)}.")
        refuse_old_database()
        if with_parent:
            end_with_parent()
        # It reports each stop as a warning; failures of tasks come from another logger and stay.
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
        name_here = worker_id(name) if name else get_random_string(32)
        if name:
            requeue_orphans(queues.split(","), worker=name_here)
        worker = Worker(
            queue_names=queues.split(","),
            interval=interval,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name_here,
            excluded_queue_names=[],
        )
        worker.configure_signals()
        worker.run()
