"""What the tick finds undone: it looks at rows, never trusting the queue."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Q, Subquery

from desk.files.models import StoredFile
from desk.files.store import destroy
from desk.publishing import index, tasks
from desk.publishing.comments import forget_unconfirmed
from desk.publishing.following import forget_followers, untold
from desk.publishing.models import LeakTour, Part, Preview, PreviewFile, Publication, Revision
from desk.publishing.voting import forget_votes
from desk.tickets.rules import policy

NIGHT = timedelta(hours=24)
HOUR = timedelta(hours=1)
FAILED_RESTS = timedelta(minutes=5)
INDEXED_AT_ONCE = 200  # posts; after an update of the folding all of them wait


def tick(now: datetime) -> None:
    """Enqueue what is waiting, and destroy bytes that nothing names any more."""
    drafts = Q(publication__state=Publication.State.DRAFT)
    old_rules = Q(scanned=Part.Scanned.DONE) & ~Q(policy_digest=policy().digest)
    # Of a file whose place another one has taken, such as a copy without a card number.
    outdated = ~Q(source_digest=F("attachment__file__digest")) & ~Q(scanned=Part.Scanned.FAILED)
    stale = Q(attachment__isnull=False) & outdated
    for part in Part.objects.filter(drafts, Q(scanned=Part.Scanned.WAITING) | old_rules | stale):
        tasks.scan_part.enqueue(part.pk)
    for publication in Publication.objects.filter(state=Publication.State.PUBLISHING):
        tasks.publish.enqueue(publication.pk)
    # One that fails again and again must not keep the readers busy twice a minute.
    failed = Q(state=Preview.State.FAILED) & ~Q(rendered_at__gt=now - FAILED_RESTS)
    behind = ~Q(edition=F("publication__edition")) | failed
    for preview in Preview.objects.filter(behind, publication__state=Publication.State.DRAFT):
        tasks.render_preview.enqueue(preview.publication_id)
    for revision in Revision.objects.exclude(retired_at=None).filter(files__isnull=False).distinct():
        tasks.purge.enqueue(revision.pk)
    if is_tour_due(now):
        LeakTour.objects.filter(ended_at=None).delete()  # one that a crash cut off
        tasks.tour_everything.enqueue()
    for publication in untold():
        tasks.tell.enqueue(publication.pk)
    index.catch_up(INDEXED_AT_ONCE)
    forget_unconfirmed(now)
    forget_votes(now)
    forget_followers()
    sweep(now)


def is_tour_due(now: datetime) -> bool:
    """Whether no tour read everything in the last day, or a post has waited an hour for its own.

    Not while one was begun in the last hour.
    """
    if LeakTour.objects.filter(started_at__gt=now - HOUR).exists():
        return False
    whole = LeakTour.objects.filter(started_at__gt=now - NIGHT, ended_at__isnull=False, unread=[])
    old = Revision.objects.filter(toured_at=None, verified_at__lt=now - HOUR)
    return not whole.exists() or Publication.objects.public().filter(live__in=old).exists()


def sweep(now: datetime) -> None:
    """Destroy what nothing names any more: pictures of old previews, what a killed task has left."""
    old = now - timedelta(hours=1)  # a publish task in the middle has put its bytes, but not its row
    # The first page of a document has two: its own, and the document.
    alike = PreviewFile.objects.filter(part=OuterRef("part"), file__kind=OuterRef("file__kind"))
    newest = alike.order_by("-pk").values("pk")[:1]
    PreviewFile.objects.filter(file__created_at__lt=now - timedelta(days=1)).exclude(
        pk__in=Subquery(newest)
    ).delete()
    for file in StoredFile.objects.filter(created_at__lt=old).unnamed():
        destroy(file)
        file.delete()
