"""Visit the public site as a stranger and look for anything that is hidden."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from desk.publishing.leak_tour import tour_all
from desk.redactor import CannotRedact


class Command(BaseCommand):
    help = "Visit every public door as a stranger; a post in which something hidden shows is hidden."

    def handle(self, **_: Any) -> None:
        try:
            tour = tour_all()
        except CannotRedact as error:
            raise CommandError(f"The tour could not be finished: {error.reason}.") from None
        self.stdout.write(f"{tour.posts} posts, {tour.answers} answers read, {len(tour.leaks)} leaks.")
        for leak in tour.leaks:
            self.stdout.write(f"  {leak['door']}: post {leak['post']}, {leak['entity']}; hidden now")
        if tour.leaks:
            raise CommandError("Something that is hidden could be read. Look at these posts.", returncode=2)
