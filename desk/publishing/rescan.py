"""Run today's rules over everything that is published, and propose what they find new.

Nothing changes in public by itself: a post with news goes into review, with the new findings undecided,
and the public goes on reading its live revision until a person has decided.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from desk.audit.record import record
from desk.files.store import CannotOpen
from desk.publishing.models import Part, Publication
from desk.publishing.review import reopen, rescan
from desk.publishing.scan import has_news
from desk.redactor import CannotRead
from desk.states import Overtaken


@dataclass(frozen=True, slots=True)
class Rescan:
    """How many posts were looked at, and the keys of those that went into review."""

    posts: int
    proposed: tuple[int, ...]


def rescan_published() -> Rescan:
    """Look at every published post that is not in review already. Raises CannotRedact."""
    publications = list(Publication.objects.filter(state=Publication.State.LIVE).order_by("pk"))
    proposed = [publication.pk for publication in publications if _propose(publication)]
    return Rescan(len(publications), tuple(proposed))


def _propose(publication: Publication) -> bool:
    parts = publication.parts.select_related("publication__ticket", "attachment__file")
    news = [part for part in parts if _has_news(part)]
    if not news:
        return False
    try:
        with transaction.atomic():
            reopen(publication)
            for part in news:
                rescan(part)
            record("publication.rescanned", publication, by="system", parts=len(news))
    except Overtaken:
        return False  # somebody began a review meanwhile, and its scan uses today's rules
    return True


def _has_news(part: Part) -> bool:
    """A part that can no longer be read is news, too: a person has to look."""
    try:
        return has_news(part)
    except (CannotRead, CannotOpen):
        return True
