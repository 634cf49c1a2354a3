"""The search in the background, slice after slice; what waited for it goes on at its end."""

from __future__ import annotations

from django.utils import timezone

from desk.files.store import CannotOpen
from desk.jobs import Again, task
from desk.redactor import CannotRedact
from desk.rights.mentions import pictures, search
from desk.rights.mentions.deciding import go_on_with_items
from desk.rights.mentions.models import MentionSearch
from desk.rights.mentions.settling import StillWriting


@task(queue_name="default")
def find_mentions(search_id: int) -> None:
    """Read the next slice, queue the one after it. Waits for the detector, never goes on without it."""
    found = MentionSearch.objects.select_related("case").filter(pk=search_id).first()
    if found is None:
        return
    MentionSearch.objects.filter(pk=found.pk).update(tried_at=timezone.now())
    try:
        is_more = search.go_on(found)
    except CannotRedact as error:
        raise Again(error.reason) from None
    except StillWriting:
        raise Again("still-writing") from None
    except CannotOpen:
        return  # the case is forgotten
    if is_more:
        find_mentions.enqueue(found.pk)
        return
    if pictures.waiting(found.case).exists():
        make_mention_pictures.enqueue(found.pk)
    go_on_with_items(found.case)


@task(queue_name="default")
def make_mention_pictures(search_id: int) -> None:
    """Make the pictures that an agent has to look at and that are missing."""
    found = MentionSearch.objects.select_related("case").filter(pk=search_id).first()
    if found is None:
        return
    MentionSearch.objects.filter(pk=found.pk).update(tried_at=timezone.now())
    try:
        pictures.make_missing(found.case)
    except CannotRedact as error:
        raise Again(error.reason) from None
