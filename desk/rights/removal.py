"""Removal from the decisions to the answer: decide, carry out, close.

`carry_out` is the one long verb. Every step of it looks at the rows first and does only what is still
missing, so it can be killed at any line and started again; it ends with the certificate or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from desk.accounts.models import User
from desk.audit.record import record
from desk.jobs import enqueue_on_commit
from desk.publishing.for_removal import confirm_removal_items, keep_for_removal
from desk.publishing.models import Publication, PublicFile
from desk.publishing.places import PLACES, Place
from desk.publishing.publish import hold, release
from desk.publishing.tasks import tidy_index
from desk.redactor import Needle
from desk.rights import certificates, letters
from desk.rights.asked import asked_of, forget, needles_of
from desk.rights.hiding import box_of, hide, release_all, span_of
from desk.rights.models import AffectedPost, Occurrence, RemovalRequest
from desk.rights.ranking import ranked
from desk.rights.readback import ReadBack, read_back
from desk.rights.republishing import Stuck, Waiting, not_while_publishing, settle_all, take_down
from desk.rights.search import MOST_HITS, MOST_RANKED, find_occurrences, is_known, keep
from desk.states import Overtaken

Lane, State, Scope = RemovalRequest.Lane, RemovalRequest.State, RemovalRequest.Scope
Verdict = Occurrence.Verdict
Step = AffectedPost.Step


# Whoever lets such a ground decide has weighed one person against others; two have to.
WEIGHED = {Occurrence.Ground.EXPRESSION}


class Undecided(Exception):
    """Something in the request still waits for a decision."""


class NeedsAnother(Exception):
    """The request is contested, and whoever signs second must be somebody else."""


@transaction.atomic
def decide(
    occurrence: Occurrence,
    verdict: Occurrence.Verdict,
    *,
    seen: Occurrence.Verdict,
    by: User,
    ground: Occurrence.Ground | None = None,
) -> Occurrence:
    """Agree to or refuse one occurrence. Raises Overtaken when it is not as the agent `seen` it any more.

    Whoever signed before has signed other decisions, so the signature goes.
    """
    _reopen_decisions(occurrence.request_id, ground if verdict == Verdict.REFUSED else None)
    chosen = ground or "" if verdict == Verdict.REFUSED else ""
    rows = Occurrence.objects.filter(pk=occurrence.pk, verdict=seen)
    if not rows.update(verdict=verdict, ground=chosen, decided_by=by):
        raise Overtaken(occurrence.pk)
    occurrence.refresh_from_db()
    record("occurrence.decided", occurrence, by=by, removal=occurrence.request_id, verdict=str(verdict))
    return occurrence


@transaction.atomic
def agree_all(request: RemovalRequest, *, by: User) -> int:
    """Agree to everything that is still undecided; how many. Raises Overtaken when it is too late."""
    _reopen_decisions(request.pk, None)
    count = request.occurrences.filter(verdict=Verdict.UNDECIDED).update(
        verdict=Verdict.AGREED, decided_by=by
    )
    record("removal.agreed_all", request, by=by, count=count)
    return count


@transaction.atomic
def refuse_all(request: RemovalRequest, ground: Occurrence.Ground, *, by: User) -> int:
    """Refuse all that is still undecided on one ground; how many. Raises Overtaken when it is too late."""
    _reopen_decisions(request.pk, ground)
    count = request.occurrences.filter(verdict=Verdict.UNDECIDED).update(
        verdict=Verdict.REFUSED, ground=ground, decided_by=by
    )
    record("removal.refused_all", request, by=by, count=count, ground=str(ground))
    return count


def _reopen_decisions(pk: int, ground: Occurrence.Ground | None) -> None:
    """Lock the request for a decision. Raises Overtaken when they are final already."""
    mine = RemovalRequest.objects.select_for_update().filter(pk=pk, state=State.REVIEW)
    if not mine.exists():
        raise Overtaken(pk)
    mine.update(decided_by=None, second_by=None)
    if ground in WEIGHED:
        mine.update(is_contested=True)


@transaction.atomic
def request_carry_out(request: RemovalRequest, *, by: User) -> None:
    """The decisions are final: have them carried out, once two have said so where they are contested.

    The first of the two only signs. Raises Undecided, BadMove or Overtaken;
    NeedsAnother when the first asks for the second time.
    """
    from desk.rights.tasks import carry_out as carry_out_task

    locked = RemovalRequest.objects.select_for_update().get(pk=request.pk)
    request.is_contested, request.decided_by = locked.is_contested, locked.decided_by
    if not request.is_decided:
        raise Undecided(request.pk)
    first = request.decided_by
    if request.is_contested and first is None:
        if locked.state != State.REVIEW:
            raise Overtaken(request.pk)
        RemovalRequest.objects.filter(pk=request.pk).update(decided_by=by)
        request.decided_by = by
        record("removal.signed", request, by=by)
        return
    if request.is_contested and first == by:
        raise NeedsAnother(request.pk)
    signatures = {"decided_by": first, "second_by": by} if request.is_contested else {"decided_by": by}
    request.move(State.CARRYING_OUT, problem="", tried_at=None, **signatures)
    record("removal.carry_out_asked", request, by=by)
    enqueue_on_commit(carry_out_task, request.pk)


@transaction.atomic
def try_again(request: RemovalRequest, *, by: User) -> None:
    """An agent has cleared what was in the way: carry on now. Raises Overtaken when it is done."""
    from desk.rights.tasks import carry_out as carry_out_task

    mine = RemovalRequest.objects.filter(pk=request.pk, state=State.CARRYING_OUT)
    if not mine.update(problem="", tried_at=None):
        raise Overtaken(request.pk)
    record("removal.try_again", request, by=by)
    enqueue_on_commit(carry_out_task, request.pk)


def carry_out(request: RemovalRequest, places: Sequence[Place] = PLACES) -> None:
    """Do what was decided, look again everywhere, read it back as a visitor, and close the request.

    Returns when the request is closed, or back in review because the last
    look found something new. Raises Waiting while a post is being published
    or its old files are being destroyed, Stuck when a person has to do
    something, CannotRedact when nobody can look; the request then stays as it
    is, and what was agreed stays hidden.
    """
    apply(request)
    needles = needles_of(request)
    if request.scope == Scope.POST:
        for post in request.posts.select_related("request"):
            _settle_whole_post(post)
    else:
        settle_all(request, needles, by=request.decided_by)
    if sweep(request, places):
        return
    if old_bytes(request).exists():
        raise Waiting
    close(request, _read_back(request, needles))


@transaction.atomic
def apply(request: RemovalRequest) -> None:
    """Put the decisions into the copies: agreed spots are hidden, refused ones stay or come back.

    Posts with anything agreed are held until they are published anew. Safe to
    run again: a spot that is already as decided counts as nothing to do.
    Raises Waiting while a task publishes one of the posts.
    """
    if request.scope == Scope.POST:
        return
    by_post: dict[int, list[Occurrence]] = {}
    for occurrence in request.occurrences.select_related("part__publication", "request"):
        by_post.setdefault(occurrence.publication_id, []).append(occurrence)
    for post in request.posts.select_related("publication"):
        not_while_publishing(post.publication)
        before = Publication.objects.get(pk=post.publication_id).edition
        is_new = post.step == Step.NOTHING
        decided = by_post.get(post.publication_id, [])
        agreed = [one for one in decided if one.verdict == Verdict.AGREED]
        refused = [one for one in decided if one.verdict == Verdict.REFUSED]
        for occurrence in agreed:
            hide(occurrence)
        if (
            agreed or post.step != Step.NOTHING
        ):  # where nothing was ever hidden, nothing has to be brought back
            for occurrence in refused:
                _bring_back(occurrence)
        edition = Publication.objects.get(pk=post.publication_id).edition
        if edition != before or (agreed and is_new):
            hold(post.publication, request.code)
            post.step = Step.WANTED
            post.edition = edition if post.edition == before else post.edition  # nobody but us has touched it
            post.save(update_fields=["step", "edition"])
    if request.decided_by is not None:
        confirm_removal_items(request.code, by=request.decided_by, needles=needles_of(request))


def sweep(request: RemovalRequest, places: Sequence[Place] = PLACES) -> bool:
    """Look into every place once more; true when something new was found and the request is back in review.

    Raises Stuck when something agreed can still be read. Where the search had to
    stop and everything it listed was refused, the refusal is about the rest too.
    """
    decided = list(request.occurrences.all())
    agreed = [one for one in decided if one.verdict == Verdict.AGREED]
    refused = [one for one in decided if one.verdict == Verdict.REFUSED]
    if request.is_cut and not agreed:
        return False
    found = (hit for hit in find_occurrences(request, places) if not is_known(hit, refused))
    left = ranked(islice(found, MOST_RANKED), asked_of(request).words)
    if not left:
        return False
    if known := [one.hit for one in left if is_known(one.hit, agreed)]:
        raise Stuck(f"still-in-{known[0].place}")
    left = left[:MOST_HITS]
    with transaction.atomic():
        keep(request, left)
        # A post that is affected once more has to be published once more.
        request.posts.filter(publication__in=[one.hit.publication for one in left]).update(step=Step.NOTHING)
        request.move(State.REVIEW, problem="found-more", decided_by=None, second_by=None)
        letters.alarm(request, "found-more", now=timezone.now())
        record("removal.found_more", request, by="system", found=len(left))
    return True


def old_bytes(request: RemovalRequest) -> QuerySet[PublicFile]:
    """Public files of earlier revisions that are not destroyed yet; the answer says that they are."""
    return PublicFile.objects.filter(
        revision__publication__in=request.posts.values("publication"), revision__retired_at__isnull=False
    )


def close(request: RemovalRequest, seen: ReadBack) -> None:
    """Issue the certificate, mail the answer, and forget what was asked. Raises Overtaken when it is closed.

    The key goes last: until the answer is on its way, it is needed.
    """
    with transaction.atomic():
        certificate = certificates.issue(request, seen)
        asker = asked_of(request).email
        if request.tells_authors:
            _tell_authors(request, asker)
        letters.send_answer(request, certificate, to=asker)
        release_all(request)  # whatever a lane hid and nothing was agreed in
        request.occurrences.update(
            part=None, start=None, end=None, left=None, top=None, right=None, bottom=None
        )
        request.move(State.CLOSED, closed_at=timezone.now(), sealed=b"", problem="", **_hashes_left(request))
        record("removal.closed", request, by=request.decided_by or "system")
        enqueue_on_commit(tidy_index)
    forget(request)


def _tell_authors(request: RemovalRequest, asker: str) -> None:
    """Tell the customers of the tickets whose copies have changed, but not the person who asked."""
    for post in request.posts.exclude(after=F("before")).exclude(step=Step.NOTHING):
        publication = Publication.objects.select_related("ticket__requester", "ticket__guest").get(
            pk=post.publication_id
        )
        if publication.ticket.customer.email.casefold() != asker.casefold():
            letters.tell_author(publication)


def _hashes_left(request: RemovalRequest) -> dict[str, str]:
    """What closing empties of the hashes: nothing where a cap may still count them; `tick` does it then."""
    return {} if request.hid_first_at else {"address_hash": "", "network_hash": ""}


def note_problem(request: RemovalRequest, code: str) -> None:
    """Write down what is in the way, and tell the agents once per problem."""
    with transaction.atomic():
        changed = RemovalRequest.objects.filter(pk=request.pk).exclude(problem=code).update(problem=code)
        if changed:
            letters.alarm(request, code, now=timezone.now())
            record("removal.stopped", request, by="system", problem=code)


def _settle_whole_post(post: AffectedPost) -> None:
    request = post.request
    if post.step == Step.DONE or request.decided_by is None:
        return
    whole = request.occurrences.get(publication=post.publication_id)
    if whole.verdict == Verdict.AGREED:
        take_down(post, by=request.decided_by)
        return
    with transaction.atomic():
        release(post.publication, request.code)
        post.after, post.step = post.before, Step.DONE
        post.save(update_fields=["after", "step"])


def _bring_back(occurrence: Occurrence) -> None:
    """A refused spot is visible by a person's decision, which the gate respects."""
    request = occurrence.request
    if occurrence.part is None or request.decided_by is None:
        return
    keep_for_removal(
        occurrence.part,
        span=span_of(occurrence),
        box=box_of(occurrence),
        entity=occurrence.entity,
        because=request.code,
        by=request.decided_by,
        reason=occurrence.ground,
    )


def _read_back(request: RemovalRequest, needles: Sequence[Needle]) -> ReadBack:
    """What a visitor sees. Raises Stuck, with every affected post hidden again, when something is left."""
    seen = read_back(request, needles)
    if seen.left:
        with transaction.atomic():
            for post in request.posts.exclude(step=Step.NOTHING).select_related("publication"):
                hold(post.publication, request.code)
                AffectedPost.objects.filter(pk=post.pk).update(step=Step.ASKED)
        raise Stuck("read-back")
    return seen
