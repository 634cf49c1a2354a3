"""Enqueue whatever is due. Run it every half minute; `up` does so by itself."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from desk.jobs import QUEUES, code_of, requeue_orphans, where
from desk.management.commands.replay import refuse_old_database

KEEP_RESULTS = timedelta(days=14)
# Longer than any task takes. Workers started by `up` take back their own work within seconds; this is
# for the work of a machine that never came back.
LONGEST_TASK = timedelta(hours=1)


class Command(BaseCommand):
    help = "Look at the rows of every app and enqueue what is due; then tidy the queue."
    requires_system_checks = ()

    def handle(self, **_: Any) -> None:
        """Ask each app's `due.tick(now)`. One that fails keeps no other from its turn.

        Raises CommandError in the end, naming the apps that failed by code and line.
        """
        refuse_old_database()
        now = timezone.now()
        failed = []
        for app in apps.get_app_configs():
            if not app.name.startswith("desk.") or find_spec(f"{app.name}.due") is None:
                continue
            try:
                import_module(f"{app.name}.due").tick(now)
            except Exception as error:  # noqa: BLE001 - raised below, after the others had their turn
                failed.append(f"{app.label} ({code_of(error)} {where(error)})")
        requeue_orphans(QUEUES, started_before=now - LONGEST_TASK)
        DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RESULTS).delete()
        if failed:
            raise CommandError(f"Not done: {', '.join(failed)}")
