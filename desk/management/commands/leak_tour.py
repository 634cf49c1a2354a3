"""Visit the public site as a stranger and look for anything that is hidden."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from desk.publishing.leak_tour import tour_all


class Command(BaseCommand):
    help = "Visit every public door as a stranger; a post in which something hidden shows is hidden."

    def handle(self, **_: Any) -> None:
        tour = tour_all()
        self.stdout.write(f"{tour.posts} posts, {tour.answers} answers read, {len(tour.leaks)} leaks.")
        for leak in tour.leaks:
            self.stdout.write(f"  {leak['door']}: post {leak['post']}, {leak['entity']}; hidden now")
        for shut in tour.unread:
            self.stdout.write(
                f"  {shut['door']}: post {shut['post'] or '-'}, could not be read: {shut['reason']}"
            )
        if tour.leaks:
            raise CommandError("Something that is hidden could be read. Look at these posts.", returncode=2)
        if tour.unread:
            reasons = ", ".join(sorted({shut["reason"] for shut in tour.unread}))
            raise CommandError(f"The tour could not be finished: {reasons}.")
