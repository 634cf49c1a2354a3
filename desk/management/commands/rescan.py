"""Run today's rules over all published posts and propose what they find new."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from desk.publishing.rescan import rescan_published
from desk.redactor import CannotRedact


class Command(BaseCommand):
    help = "Run today's rules over all published posts; those with something new go into review."

    def handle(self, **_: Any) -> None:
        try:
            done = rescan_published()
        except CannotRedact as error:
            raise CommandError(f"The rescan could not be finished: {error.reason}.") from None
        self.stdout.write(f"{done.posts} posts looked at; {len(done.proposed)} have something new to decide.")
        for pk in done.proposed:
            self.stdout.write(f"  publication {pk}")
