"""Pictures in which the person of a case was found, as the agent who decides sees them.

The detector makes them for a task, so that no page waits for it; they are kept sealed until what they show
is covered, or the case is forgotten.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from desk.files.store import CannotOpen, destroy, keep_private, read
from desk.redactor import CannotRead, Kind, redact_image
from desk.rights.mentions.models import Mention, MentionPicture
from desk.rights.personal.models import RightsCase


def waiting(case: RightsCase) -> QuerySet[Mention]:
    """Mentions in pictures that are not made yet."""
    files = Mention.objects.filter(case=case, place=Mention.Place.FILE, covered_at=None, pictures_at=None)
    return files.exclude(spots=[])


def make_missing(case: RightsCase) -> None:
    """Make every page that is missing. Safe to run twice. Raises CannotRedact when the detector is away."""
    for mention in waiting(case).select_related("attachment__file"):
        made = set(mention.pictures.values_list("page", flat=True))
        for page in (spot["page"] for spot in mention.spots if spot["page"] not in made):
            try:
                _make(mention, page)
            except (CannotOpen, CannotRead):
                continue  # it has gone since; the page says that it cannot be shown
        Mention.objects.filter(pk=mention.pk).update(pictures_at=timezone.now())


def forget(mentions: QuerySet[Mention]) -> None:
    """Destroy the pictures of these. Safe to call twice."""
    rows = list(MentionPicture.objects.filter(mention__in=mentions).select_related("picture"))
    # First: should this end here, `tick` destroys what nothing names.
    MentionPicture.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        destroy(row.picture)


def _make(mention: Mention, page: int) -> None:
    """Unless it was covered while it was made. Raises CannotOpen, CannotRead, CannotRedact."""
    if mention.attachment is None:
        return
    picture = redact_image(read(mention.attachment.file), [], page=page).data
    file = keep_private(picture, kind=Kind.PNG)
    with transaction.atomic():
        if Mention.objects.select_for_update().filter(pk=mention.pk, covered_at=None).exists():
            _, is_mine = MentionPicture.objects.get_or_create(
                mention=mention, page=page, defaults={"picture": file}
            )
            if is_mine:
                return
    destroy(file)
    file.delete()
