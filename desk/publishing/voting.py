"""Count who is affected too. Who pressed is not kept, only what counts a network once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from desk.files.sealing import keyed_hash
from desk.publishing.models import Publication, Vote

KEPT = timedelta(days=2)  # longer than any day anywhere, so that nobody counts twice on one


@transaction.atomic
def vote(publication: Publication, network: str) -> bool:
    """Count this network for this post, once a day; says whether it counted.

    `network` is the hash that rate limits go by, never an address. What is
    kept is another hash of it, of another key each post and day.
    """
    digest = keyed_hash(f"votes:{publication.slug}:{timezone.now():%Y-%m-%d}", network)
    _, is_new = Vote.objects.get_or_create(digest=digest, defaults={"publication": publication})
    if is_new:
        Publication.objects.filter(pk=publication.pk).update(votes=F("votes") + 1)
    return is_new


def forget_votes(now: datetime) -> None:
    """The counters stay; what could tell one network from another goes."""
    Vote.objects.filter(created_at__lt=now - KEPT).delete()
