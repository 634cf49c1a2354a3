"""Take down what somebody wishes to go, whoever brings it: a form, a mail, an agent from a ticket."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from desk.accounts.models import User
from desk.accounts.tokens import hash_of
from desk.audit.record import record
from desk.jobs import enqueue_on_commit
from desk.publishing.models import Publication
from desk.rights import letters
from desk.rights.asked import Asked, address_hash, asked_of, seal_again, seal_asked
from desk.rights.identity import begin
from desk.rights.models import RemovalRequest, new_request_number
from desk.states import Overtaken
from desk.tickets.models import Ticket

Lane, State, Scope = RemovalRequest.Lane, RemovalRequest.State, RemovalRequest.Scope


@transaction.atomic
def open_removal(
    asked: Asked,
    *,
    scope: RemovalRequest.Scope,
    slug: str,
    network: str,
    lane: RemovalRequest.Lane = Lane.NORMAL,
) -> RemovalRequest:
    """Take down a wish and mail the link that confirms it; nothing else happens yet.

    One about a child needs no mailbox (S141, S142): it begins at once.
    `slug` names a post or nothing; one that does not exist is taken like any
    other, so that the form cannot be used to try addresses. `network` is a
    keyed hash of where it came from.
    """
    request, token = _take_down(asked, scope=scope, slug=slug, network=network, lane=lane)
    record("removal.asked", request, by="visitor", scope=str(scope), lane=str(lane))
    if lane == Lane.CHILD:
        begin(request, by="visitor")
    else:
        letters.send_confirmation_link(request, token, to=asked.email)
    return request


@transaction.atomic
def open_for_customer(
    ticket: Ticket,
    asked: Asked,
    *,
    scope: RemovalRequest.Scope,
    slug: str,
    lane: RemovalRequest.Lane,
    by: User,
) -> RemovalRequest:
    """An agent takes down a wish that a ticket's customer has told us; `asked.email` is theirs.

    It begins at once where the ticket's mailbox is known to be theirs: an
    account, or a private link that was opened. Else they have to confirm it.
    """
    request, token = _take_down(asked, scope=scope, slug=slug, network="", lane=lane)
    record("removal.opened_for_customer", request, by=by, ticket=ticket.pk, scope=str(scope), lane=str(lane))
    if ticket.guest is None or ticket.guest.is_verified or lane == Lane.CHILD:
        begin(request, by=by)
    else:
        letters.send_confirmation_link(request, token, to=asked.email)
    return request


def _take_down(
    asked: Asked, *, scope: RemovalRequest.Scope, slug: str, network: str, lane: RemovalRequest.Lane
) -> tuple[RemovalRequest, str]:
    """The new request and the token of its link."""
    token, number = secrets.token_urlsafe(32), new_request_number()
    request = RemovalRequest.objects.create(
        number=number,
        publication=Publication.objects.filter(slug=slug, live__isnull=False).first(),
        scope=scope,
        lane=lane,
        sealed=seal_asked(number, asked),
        token_hash=hash_of(token),
        address_hash=address_hash(asked.email) if asked.email else "",
        network_hash=network,
        tells_authors=lane == Lane.NORMAL,
    )
    return request, token


@transaction.atomic
def name_words(request: RemovalRequest, words: Sequence[str], *, by: User | str) -> None:
    """What was only described has words now, so search for them. Raises BadMove or Overtaken."""
    from desk.rights.tasks import search as search_task

    asked = asked_of(request)
    request.move(State.SEARCHING, scope=Scope.WORDS, problem="")
    seal_again(request, replace(asked, words=tuple(dict.fromkeys([*asked.words, *words])), crop=b""))
    record("removal.words_named", request, by=by, count=len(words))
    enqueue_on_commit(search_task, request.pk)


@transaction.atomic
def ask_for_words(request: RemovalRequest, *, by: User) -> None:
    """Mail the person how to find the words, and where to write them. Raises Overtaken when they are known.

    The link is a new one; the one that confirmed the request has done its work.
    """
    token = secrets.token_urlsafe(32)
    mine = RemovalRequest.objects.filter(pk=request.pk, state=State.DESCRIBED)
    if not mine.update(token_hash=hash_of(token)):
        raise Overtaken(request.pk)
    letters.ask_for_words(request, token)
    record("removal.words_asked", request, by=by)
