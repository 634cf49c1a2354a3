"""The one way out: `publish` makes copies public, from stored decisions, verified on the output bytes.

A view only asks (`request_publish`); a task does it. Bytes first, row second, sweep third: public bytes
that no revision names harm nobody and `tick` destroys them; a revision without bytes is a broken page.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from desk.accounts.models import User
from desk.accounts.personal_data import StillNeeded
from desk.audit.record import record
from desk.files.store import destroy, put_public, read
from desk.files.tombstones import bury
from desk.jobs import enqueue_on_commit
from desk.publishing import index
from desk.publishing.fingerprints import keep_fingerprints
from desk.publishing.following import tell_followers, untell
from desk.publishing.gate import LOCKED, Blocker, blockers, is_too_risky, is_unconfirmed, risk_accepted_by
from desk.publishing.models import (
    Hold,
    Part,
    Preview,
    PreviewFile,
    Publication,
    PublicFile,
    ReviewItem,
    Revision,
)
from desk.publishing.preview import PublicCopy, render_copy
from desk.redactor import Kind, surviving_canaries
from desk.states import Overtaken
from desk.tickets.models import Ticket
from desk.tickets.rules import policy

State = Publication.State
LEAKED = "leak:tour"  # the hold of a post in which something hidden could be read
SHADOW_LENGTH = 20_000  # code points of the copy among which canaries are planted


class Blocked(Exception):
    """The copy may not be published; `reasons` says all of why, as codes."""

    def __init__(self, reasons: list[Blocker]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(sorted({reason.code for reason in reasons})))


@transaction.atomic
def request_publish(publication: Publication, *, seen: str, by: User) -> None:
    """Ask for the copy to be published as the reviewer saw it. Raises Blocked or Overtaken.

    `seen` is the digest of the preview on the reviewer's screen.
    """
    reasons = blockers(publication, seen=seen, by=by)
    preview = getattr(publication, "preview", None)
    if preview is None or preview.state != preview.State.READY or preview.edition != publication.edition:
        reasons.append(Blocker("no-preview"))
    elif preview.digest != seen:
        reasons.append(Blocker("not-what-you-saw"))
    if reasons:
        raise Blocked(reasons)
    publication.move(State.PUBLISHING, seen=seen, asked_by=by, because="", blocked=[])
    record("publication.publish_asked", publication, by=by, edition=publication.edition)
    _enqueue(publication)


@transaction.atomic
def republish(publication: Publication, *, because: str, by: User | None) -> None:
    """Ask for the copy to be published again for a reason of its own, such as `removal:12`.

    There is one way out: the same task renders, verifies and commits. A copy
    that is in review with undecided findings stays as it is, and hidden if it
    was held: the gate says why. Raises Overtaken while another task publishes.
    """
    if publication.state == State.PUBLISHING:
        raise Overtaken(publication.pk)
    reviewer = by or (publication.live.reviewed_by if publication.live else publication.created_by)
    publication.move(State.PUBLISHING, seen="", asked_by=reviewer, because=because, blocked=[])
    record("publication.republish_asked", publication, by=by or "system", because=because)
    _enqueue(publication)


def publish(publication: Publication) -> Revision:
    """Make the reviewed copy public and return it as the live revision. Safe to run again after a crash.

    Raises Blocked with every reason at once, Overtaken when a decision was
    taken between gate and commit, CannotRedact when the detector is unavailable.
    """
    reviewer = publication.asked_by
    if reviewer is None:
        raise Blocked([Blocker("nobody-asked")])
    edition = publication.edition
    copy = render_copy(publication)
    publication.refresh_from_db()  # rendering may have found something new to decide
    if reasons := blockers(publication, copy, seen=publication.seen):
        raise Blocked(reasons)
    if publication.edition != edition or publication.state != State.PUBLISHING:
        raise Overtaken(publication.pk)
    if not publication.because and surviving_canaries(copy.text[:SHADOW_LENGTH], policy()):
        raise Blocked([Blocker("canary-survived")])
    files = [
        (file, put_public(read(file.render.file), kind=file.render.file.kind, suffix=file.render.file.kind))
        for file in copy.files
    ]  # the very bytes that were verified: `read` checks them against their digest
    now, old = timezone.now(), publication.live
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update().get(pk=publication.ticket_id)
        if not publication.because and not ticket.may_be_published:
            raise Blocked([Blocker("customer-lock")])  # said while we rendered
        revision = Revision.objects.create(
            publication=publication,
            number=1 + publication.revisions.count(),
            title=copy.title,
            article=copy.article,
            text=copy.text,
            ledger=copy.ledger,
            receipt=copy.receipt,
            digest=copy.digest,
            seen=publication.seen,
            because=publication.because,
            reviewed_by=reviewer,
            policy_digest=copy.policy_digest,
            undecided=_undecided(publication),
            unscanned=publication.parts.exclude(scanned=Part.Scanned.DONE).count(),
            problems=len(copy.problems),
            unconfirmed=0 if publication.because else _unconfirmed(publication),
            is_risky=is_too_risky(publication),
            risk_accepted_by=risk_accepted_by(publication, copy.digest, by=reviewer),
            verified_at=now,
        )
        for file, stored in files:
            PublicFile.objects.create(
                revision=revision,
                part=None if stored.kind == Kind.PDF else file.part,  # a spot is always on one page
                name=file.name,
                file=stored,
                alt=file.alt,
                width=file.render.width,
                height=file.render.height,
                words=file.render.words,
            )
        first = publication.first_published_at or now
        publication.move(State.LIVE, live=revision, first_published_at=first, blocked=[])
        if old is not None:
            retire(old)
            if publication.because:  # what a removal hid must not come back with an old backup
                bury("revision", old.digest)
        index.keep(revision)
        _keep_preview(publication, copy)
        keep_fingerprints(publication)
        if not publication.because:  # a copy that nobody looked at again may leak as before
            end_hold(publication, LEAKED)
        if not publication.parts.filter(LOCKED).exists():
            end_hold(publication, lock_code(publication.ticket))
        record("publication.published", publication, by=reviewer, revision=revision.number)
        _announce(revision, is_first=old is None and revision.number == 1)
    return revision


@transaction.atomic
def refuse(publication: Publication, codes: list[str]) -> None:
    """The task could not publish: back into review, with the reasons. What was public stays as it was."""
    publication.move(State.DRAFT, blocked=sorted(set(codes)))
    record("publication.blocked", publication, by="system", reasons=len(codes))


@transaction.atomic
def withdraw(publication: Publication, *, by: User | str, because: str = "") -> None:
    """Take the post down for good; its page answers 410, the same for every cause. Raises Overtaken."""
    old = publication.live
    if publication.state == State.WITHDRAWN:
        raise Overtaken(publication.pk)
    # A publish task at work on it finds the state changed when it wants to commit.
    publication.move(State.WITHDRAWN, live=None, because=because)
    untell(publication)
    if old is not None:
        retire(old)
        bury("revision", old.digest)
    if because:
        _forget_preview(publication)
    record("publication.withdrawn", publication, by=by, because=because or None)


@transaction.atomic
def hold(publication: Publication, code: str) -> None:
    """Hide the post at once, whatever state it is in; safe to call twice."""
    Hold.objects.get_or_create(publication=publication, code=code)
    untell(publication)
    record("publication.held", publication, by="system", because=code)


@transaction.atomic
def release(publication: Publication, code: str) -> None:
    """End one hold; the post is back when no other is left, and toured if it was not. Safe to call twice."""
    # In turn with a task that publishes it: of two that look for the other, one has to see what it did.
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if end_hold(locked, code):
        _tour(locked)


@transaction.atomic
def end_hold(publication: Publication, code: str) -> bool:
    """End one hold; whether there was one. The caller has the post toured, with others of its own."""
    ended = bool(publication.holds.filter(code=code).delete()[0])
    if ended:
        record("publication.released", publication, by="system", because=code)
    return ended


def lock_code(ticket: Ticket) -> str:
    """The hold of a post that may show what its customer set to "not for publication"."""
    return f"lock:{ticket.pk}"


def retire(revision: Revision) -> None:
    """Empty a revision that is no longer public; a task destroys its public bytes."""
    from desk.publishing.tasks import purge

    Revision.objects.filter(pk=revision.pk).update(
        title="", article="", text="", ledger=[], retired_at=timezone.now()
    )
    index.drop(revision)
    enqueue_on_commit(purge, revision.pk)


@transaction.atomic
def unmake(publication: Publication) -> None:
    """Delete what a copy was made of, because its ticket is to be erased: parts, decisions, previews.

    Only when nothing of it is public or on its way out; raises StillNeeded
    ("public-copy") otherwise: taking a post down is a decision of its own.
    Values that were removed on request stay remembered. Safe to call twice.
    """
    row = Publication.objects.select_for_update().get(pk=publication.pk)
    if row.live_id is not None or row.state == State.PUBLISHING:
        raise StillNeeded("public-copy")
    for revision in row.revisions.all():
        purge_files(revision)
    Preview.objects.filter(publication=row).delete()
    row.parts.all().delete()
    row.fingerprints.all().delete()
    Publication.objects.filter(pk=row.pk).update(labels={})
    row.touch()
    record("publication.unmade", row, by="system")


def purge_files(revision: Revision) -> None:
    """Destroy the public bytes of a retired revision. Safe to run twice."""
    for public in revision.files.select_related("file"):
        stored = public.file
        destroy(stored)
        public.delete()
        stored.delete()


def _keep_preview(publication: Publication, copy: PublicCopy) -> None:
    """The preview is what was published: after a removal none may say more than the public reads."""
    Preview.objects.filter(publication=publication).update(
        state=Preview.State.READY,
        edition=publication.edition,
        digest=copy.digest,
        title=copy.title,
        article=copy.article,
        problems=list(copy.problems),
        rendered_at=timezone.now(),
    )
    if publication.because:
        used = [file.render.pk for file in copy.files]
        PreviewFile.objects.filter(part__publication=publication).exclude(pk__in=used).delete()


def _forget_preview(publication: Publication) -> None:
    """Keep nothing rendered of a copy that was taken down on request; `tick` destroys the bytes."""
    Preview.objects.filter(publication=publication).update(
        state=Preview.State.WAITING, edition=0, digest="", title="", article="", problems=[]
    )
    PreviewFile.objects.filter(part__publication=publication).delete()


def _undecided(publication: Publication) -> int:
    return ReviewItem.objects.filter(
        part__publication=publication, verdict=ReviewItem.Verdict.UNDECIDED
    ).count()


def _unconfirmed(publication: Publication) -> int:
    items = ReviewItem.objects.filter(part__publication=publication)
    return sum(map(is_unconfirmed, items))


def _enqueue(publication: Publication) -> None:
    from desk.publishing.tasks import publish as publish_task

    enqueue_on_commit(publish_task, publication.pk)


def _announce(revision: Revision, *, is_first: bool) -> None:
    """The customer hears of the first one, followers of later ones; a removal is nobody else's business."""
    from desk.publishing.tasks import announce

    _tour(revision.publication)
    if is_first:
        enqueue_on_commit(announce, revision.pk)
    elif not revision.because:
        tell_followers(revision.publication)


def _tour(publication: Publication) -> None:
    """Have the post visited; not while it is held, for whoever ends the last hold asks for it then."""
    from desk.publishing.tasks import tour_posts

    if not publication.holds.exists():
        enqueue_on_commit(tour_posts, publication.pk)


__all__ = [
    "Blocked",
    "PublicCopy",
    "end_hold",
    "hold",
    "publish",
    "refuse",
    "release",
    "republish",
    "request_publish",
    "withdraw",
]
