"""Background work of the public copy. Every task takes an id, looks again, and may run twice."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from desk.audit.record import record
from desk.files.store import CannotOpen
from desk.jobs import Again, task
from desk.mail.outgoing import send
from desk.publishing import following, index, scan
from desk.publishing import publish as publishing
from desk.publishing.leak_tour import tour, tour_all
from desk.publishing.models import Part, Preview, Publication, Revision
from desk.publishing.preview import render_copy
from desk.redactor import CannotRedact
from desk.states import Overtaken

UNAVAILABLE = "detector-unavailable"


@task(queue_name="scan")
def scan_part(part_id: int) -> None:
    """Scan one part of a copy. It waits for a detector that is away; it is never taken as clean."""
    part = Part.objects.select_related("publication__ticket", "attachment__file").filter(pk=part_id).first()
    if part is None:  # taken out while it waited
        return
    try:
        scan.scan_part(part)
    except CannotRedact as error:
        raise Again(error.reason) from None


@task(queue_name="publish")
def render_preview(publication_id: int) -> None:
    """Make the preview for the edition of now, unless it is there already."""
    publication = Publication.objects.filter(pk=publication_id).first()
    if publication is None:
        return
    preview, _ = Preview.objects.get_or_create(publication=publication)
    if preview.state == Preview.State.READY and preview.edition == publication.edition:
        return
    edition = publication.edition
    try:
        copy = render_copy(publication)
    except CannotRedact as error:
        Preview.objects.filter(pk=preview.pk).update(
            state=Preview.State.FAILED,
            edition=edition,
            problems=[error.reason],
            digest="",
            article="",
            title="",
            rendered_at=timezone.now(),
        )
        return
    # Rendering may add findings (a hidden value still readable): that is a new edition, rendered next.
    Preview.objects.filter(pk=preview.pk).update(
        state=Preview.State.READY,
        edition=edition,
        digest=copy.digest,
        title=copy.title[:300],
        article=copy.article,
        problems=list(copy.problems),
        rendered_at=timezone.now(),
    )
    publication.refresh_from_db(fields=["edition"])
    if publication.edition != edition:
        render_preview.enqueue(publication_id)


@task(queue_name="publish")
def publish(publication_id: int) -> None:
    """Publish what was asked for. After a crash it starts over; nothing is public before it commits."""
    publication = Publication.objects.select_related("live", "ticket").filter(pk=publication_id).first()
    if publication is None or publication.state != Publication.State.PUBLISHING:
        return
    try:
        publishing.publish(publication)
    except publishing.Blocked as blocked:
        publishing.refuse(publication, [reason.code for reason in blocked.reasons])
    except Overtaken:
        publication.refresh_from_db()
        if publication.state == Publication.State.PUBLISHING:
            publishing.refuse(publication, ["not-what-you-saw"])
    except CannotOpen:
        publishing.refuse(publication, ["preview-failed"])
    except CannotRedact as error:
        if publication.because:
            raise Again(
                error.reason
            ) from None  # a removal waits for the detector, and stays hidden meanwhile
        code = error.reason if error.reason == UNAVAILABLE else "preview-failed"
        publishing.refuse(publication, [code])


@task(queue_name="mail")
def announce(revision_id: int) -> None:
    """Tell the customer, once, that a copy of their ticket is public and how to have it taken down."""
    revision = (
        Revision.objects.select_related("publication__ticket").filter(pk=revision_id, retired_at=None).first()
    )
    if revision is None:
        return
    ticket = revision.publication.ticket
    if ticket.guest is not None and not ticket.guest.is_verified:
        return
    with transaction.atomic():
        send("published", ticket.customer.email, {"path": revision.publication.public_path, "ticket": ticket})
        record("customer.told", revision.publication, by="system", revision=revision.number)


@task(queue_name="publish")
def tour_posts(*publication_ids: int) -> None:
    """Visit every door of posts that were just published or shown again, those that are public by now.

    Several are visited together: what they share is read once. A revision that was visited stays as it was.
    """
    public = Publication.objects.public().filter(pk__in=publication_ids, live__toured_at=None)
    posts = list(public.select_related("live"))
    if posts and (seen := tour(only=posts)).unread:
        raise Again(seen.unread[0].reason)


@task(queue_name="default")
def tour_everything() -> None:
    """The nightly tour. What it could not read is kept with it, and `tick` begins another within the hour."""
    tour_all()


@task(queue_name="mail")
def tell(publication_id: int) -> None:
    """Tell the followers of a post that there is news. Each hears of it once, however often this runs."""
    publication = Publication.objects.select_related("live").filter(pk=publication_id).first()
    if publication is not None:
        following.tell(publication)


@task(queue_name="default")
def purge(revision_id: int) -> None:
    """Destroy the public bytes of a revision that is no longer live."""
    revision = Revision.objects.filter(pk=revision_id).exclude(retired_at=None).first()
    if revision is not None:
        publishing.purge_files(revision)


@task(queue_name="default")
def tidy_index() -> None:
    """Let the index of public words let go of what was taken out of it."""
    index.tidy()
