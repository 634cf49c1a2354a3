"""How many posts stand on one page of a public list, and on which page a post stands."""

from __future__ import annotations

from django.db.models import Q

from desk.publishing.models import Publication

LIST_PAGE = 20  # posts on one page of the list
JSON_PAGE = 100  # posts on one page of the list for programs


def page_of(publication: Publication, size: int) -> int:
    """The page, from 1 on, that shows a public post when lists are unfiltered and newest first."""
    at = publication.first_published_at
    newer = Q(first_published_at__gt=at) | Q(first_published_at=at, pk__gt=publication.pk)
    return 1 + Publication.objects.public().filter(newer).count() // size
