"""What an agent may change about a request before its decisions are final."""

from __future__ import annotations

from django.db import transaction

from desk.accounts.models import User
from desk.audit.record import record
from desk.rights.hiding import hide_again, show_again
from desk.rights.models import RemovalRequest
from desk.states import Overtaken

State = RemovalRequest.State


@transaction.atomic
def show_meanwhile(request: RemovalRequest, *, by: User) -> None:
    """Show what was hidden first as a whole; the request stays to be decided. Raises Overtaken."""
    _still_open(request)
    show_again(request)
    record("removal.shown_meanwhile", request, by=by)


@transaction.atomic
def hide_meanwhile(request: RemovalRequest, *, by: User) -> None:
    """Hide the named post until the decision, whatever the caps said. Raises Overtaken."""
    _still_open(request)
    hide_again(request)
    record("removal.hidden_meanwhile", request, by=by)


@transaction.atomic
def contest(request: RemovalRequest, *, by: User) -> None:
    """Somebody disagrees, so two people sign the decisions. There is no way back. Raises Overtaken."""
    _still_open(request)
    RemovalRequest.objects.filter(pk=request.pk).update(is_contested=True, decided_by=None, second_by=None)
    request.refresh_from_db(fields=["is_contested", "decided_by", "second_by"])
    record("removal.contested", request, by=by)


@transaction.atomic
def set_telling(request: RemovalRequest, tells: bool, *, by: User) -> None:
    """Whether authors of tickets hear of it; not where that puts somebody at risk. Raises Overtaken."""
    _still_open(request)
    RemovalRequest.objects.filter(pk=request.pk).update(tells_authors=tells)
    request.tells_authors = tells
    record("removal.telling_set", request, by=by, tells=tells)


def _still_open(request: RemovalRequest) -> None:
    """Lock the request. Raises Overtaken when its decisions are final already."""
    open_ones = [State.DESCRIBED, State.SEARCHING, State.REVIEW]
    mine = RemovalRequest.objects.select_for_update().filter(pk=request.pk, state__in=open_ones)
    if not mine.exists():
        raise Overtaken(request.pk)
