"""One affected post at a time: publish it again through the one way out, then look again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from desk.accounts.models import User
from desk.publishing.models import Publication
from desk.publishing.places import look_again
from desk.publishing.publish import end_hold, republish, withdraw
from desk.publishing.tasks import tour_posts
from desk.redactor import Needle
from desk.rights.models import AffectedPost, Occurrence, RemovalRequest
from desk.states import Overtaken

Step, State = AffectedPost.Step, Publication.State

# Reasons of a refused publication that go away without anybody doing something.
PASSING = {"detector-unavailable", "waiting", "not-what-you-saw"}
TOURED_AT_ONCE = 20  # posts: what they share is read once, and a worker is not busy for long


class Waiting(Exception):
    """A publish task has not finished yet; look again later, or, when we just `asked` for it, behind it."""

    def __init__(self, *, asked: bool = False) -> None:
        self.asked = asked
        super().__init__("asked" if asked else "")


class Stuck(Exception):
    """A person has to do something first; `code` says what is in the way."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def settle_all(request: RemovalRequest, needles: Sequence[Needle], *, by: User | None = None) -> None:
    """Bring every affected post as far as it gets now; returns when all of them are done.

    One that has to wait keeps no other one back. Raises what `settle` raises,
    after all were tried: Waiting as long as a task will get further by itself.
    """
    waiting: list[Waiting] = []
    stuck: list[Stuck] = []
    try:
        for post in request.posts.select_related("request"):
            try:
                settle(post, needles, by=by)
            except Waiting as one:
                waiting.append(one)
            except Stuck as one:
                stuck.append(one)
    finally:
        _tour_together(request)
    if waiting:
        raise Waiting(asked=any(one.asked for one in waiting))
    if stuck:
        raise stuck[0]


def settle(post: AffectedPost, needles: Sequence[Needle], *, by: User | None = None) -> None:
    """Bring one post as far as it gets now; returns when it is published again, looked at, and shown.

    Safe to run again after a crash at any line. Raises Waiting while a task
    publishes, Stuck when a person is needed, CannotRedact when nobody can
    look. Until it returns the post stays held.
    """
    if post.step == Step.NOTHING or post.step == Step.DONE:
        return
    publication = Publication.objects.select_related("live").get(pk=post.publication_id)
    if publication.state == State.PUBLISHING:
        raise Waiting
    if publication.live is None:  # taken down meanwhile, by whomever
        _finish(post, publication)
        return
    if post.step == Step.WANTED or publication.state != State.LIVE:
        _may_ask(post, publication)
        _ask(post, publication, by)
        raise Waiting(asked=True)
    # LIVE after we asked: publishing commits only the edition it rendered, so what we hid is in it.
    if still := still_there(post, needles):
        raise Stuck(f"still-in-{still[0]}")
    _finish(post, publication)


def take_down(post: AffectedPost, *, by: User) -> None:
    """The whole post goes. Safe to run twice. Raises Waiting while a task publishes it."""
    publication = Publication.objects.select_related("live").get(pk=post.publication_id)
    if publication.state == State.PUBLISHING:
        raise Waiting
    try:
        with transaction.atomic():
            if publication.live is not None:
                withdraw(publication, by=by, because=post.request.code)
            _finish(post, publication)
    except Overtaken:
        raise Waiting from None


def still_there(post: AffectedPost, needles: Sequence[Needle]) -> list[str]:
    """Places of the post where a needle can still be read in the stored public bytes.

    Places where an agent decided that something stays are left out: there it
    is meant to be read, and `removal.sweep` looks at the single spots instead.
    """
    staying = set(
        post.request.occurrences.filter(
            publication=post.publication_id, verdict=Occurrence.Verdict.REFUSED
        ).values_list("place", flat=True)
    )
    publication = Publication.objects.select_related("live").get(pk=post.publication_id)
    return [place for place in look_again(publication, needles) if place not in staying]


def not_while_publishing(publication: Publication | None) -> None:
    """Raises Waiting: what is hidden while a task renders would make it throw its work away, and stop."""
    publishing = Publication.objects.filter(pk=publication.pk if publication else 0, state=State.PUBLISHING)
    if publishing.exists():
        raise Waiting


def _ask(post: AffectedPost, publication: Publication, by: User | None) -> None:
    """Ask for the post to be published again. Raises Waiting when somebody else is at it."""
    try:
        with transaction.atomic():
            republish(publication, because=post.request.code, by=by)
            post.step, post.edition = Step.ASKED, publication.edition
            post.save(update_fields=["step", "edition"])
    except Overtaken:
        raise Waiting from None


def _may_ask(post: AffectedPost, publication: Publication) -> None:
    """Raises Stuck when asking would put words out that no reviewer has agreed to, or would be refused again.

    A copy that somebody is changing waits, hidden, until they have published
    it; what we hid is part of it by then. `edition` tells whether anybody but
    us has touched it since we asked.
    """
    if publication.state == State.LIVE:
        return
    refused = publication.because == post.request.code
    if refused and publication.edition == post.edition and not set(publication.blocked) - PASSING:
        return
    raise Stuck("publish-blocked" if refused else "in-review")


def _tour_together(request: RemovalRequest) -> None:
    """Have posts of the request toured that are done and were not visited since, some at a time."""
    done = request.posts.filter(step=Step.DONE, publication__live__toured_at=None)
    posts = list(done.exclude(publication__live=None).values_list("publication_id", flat=True))
    for at in range(0, len(posts), TOURED_AT_ONCE):
        tour_posts.enqueue(*posts[at : at + TOURED_AT_ONCE])


@transaction.atomic
def _finish(post: AffectedPost, publication: Publication) -> None:
    end_hold(publication, post.request.code)
    post.after = publication.live.digest if publication.live is not None else ""
    post.step = Step.DONE
    post.save(update_fields=["after", "step"])
