"""Whose wish it is: nothing happens before the mailbox has confirmed; without that it is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from desk.accounts.models import User
from desk.accounts.tokens import hash_of
from desk.audit.record import record
from desk.jobs import enqueue_on_commit
from desk.rights import letters
from desk.rights.asked import forget
from desk.rights.hiding import hide_first
from desk.rights.models import RemovalRequest
from desk.states import Overtaken

Scope, State = RemovalRequest.Scope, RemovalRequest.State

LINK_LIVES = timedelta(days=7)


def request_of_link(token: str, *, now: datetime | None = None) -> RemovalRequest | None:
    """The request behind a confirmation link; None when it is unknown or too old."""
    request = RemovalRequest.objects.filter(token_hash=hash_of(token)).exclude(state=State.EXPIRED).first()
    if request is None or _is_too_old(request, now or timezone.now()):
        return None
    return request


def confirm(request: RemovalRequest) -> None:
    """The mailbox has confirmed: hide first, tell the agents, and search. Safe to call twice.

    Hiding and the change of state are one transaction: a confirmed request
    that hides nothing cannot be left behind by a crash.
    """
    if request.state != State.UNCONFIRMED:
        return
    try:
        with transaction.atomic():
            begin(request, by="visitor")
    except Overtaken:
        return  # the button was pressed twice; the other press did all this


def begin(request: RemovalRequest, *, by: User | str) -> None:
    """The wish counts from now on, in the caller's transaction. Raises Overtaken when it does already.

    That is once its mailbox has confirmed it, or at once where an agent knows
    the mailbox from a ticket, and where it is about a child.
    """
    from desk.rights.tasks import search

    now = timezone.now()
    is_described = request.scope == Scope.DESCRIBED
    request.move(State.DESCRIBED if is_described else State.SEARCHING, confirmed_at=now)
    is_hidden = hide_first(request, now=now)
    record("removal.confirmed", request, by=by, scope=request.scope, lane=request.lane, hidden=is_hidden)
    letters.send_receipt(request)
    letters.alarm(request, _news(request, is_hidden=is_hidden), now=now)
    if not is_described:
        enqueue_on_commit(search, request.pk)


def _news(request: RemovalRequest, *, is_hidden: bool) -> str:
    """Code of what the agents hear first."""
    if request.lane != RemovalRequest.Lane.NORMAL:
        return f"{request.lane}-hidden" if is_hidden else f"{request.lane}-not-hidden"
    if request.scope == Scope.DESCRIBED:
        return "described"
    return "hidden-first" if is_hidden else "not-hidden"


def expire(request: RemovalRequest) -> None:
    """Forget a request that nobody confirmed in time. Safe to call twice."""
    try:
        with transaction.atomic():
            request.move(State.EXPIRED, sealed=b"", address_hash="", network_hash="")
            record("removal.expired", request, by="system")
    except Overtaken:
        return  # confirmed at the last moment
    forget(request)


def overdue_confirmations(now: datetime) -> list[RemovalRequest]:
    return list(RemovalRequest.objects.filter(state=State.UNCONFIRMED, created_at__lt=now - LINK_LIVES))


def _is_too_old(request: RemovalRequest, now: datetime) -> bool:
    return request.state == State.UNCONFIRMED and request.created_at < now - LINK_LIVES
