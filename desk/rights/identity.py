"""Whose wish it is: nothing happens before the mailbox has confirmed; without that it is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from desk.accounts.tokens import hash_of
from desk.audit.record import record
from desk.jobs import enqueue_on_commit
from desk.rights import letters
from desk.rights.asked import forget
from desk.rights.hiding import hide_first
from desk.rights.models import RemovalRequest
from desk.states import Overtaken

State = RemovalRequest.State

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
    from desk.rights.tasks import search

    if request.state != State.UNCONFIRMED:
        return
    now = timezone.now()
    try:
        with transaction.atomic():
            request.move(State.SEARCHING, confirmed_at=now)
            is_hidden = hide_first(request, now=now)
            record("removal.confirmed", request, by="visitor", scope=request.scope, hidden=is_hidden)
            letters.send_receipt(request)
            letters.alarm(request, "hidden-first" if is_hidden else "not-hidden", now=now)
            enqueue_on_commit(search, request.pk)
    except Overtaken:
        return  # the button was pressed twice; the other press did all this


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
