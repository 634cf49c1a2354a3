"""Whose ticket it is: by account, or by a private link that was opened in this browser."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from desk.accounts.models import GuestAccess
from desk.accounts.tokens import OPENED
from desk.tickets.models import Ticket


def remember(request: HttpRequest, access: GuestAccess) -> None:
    """Let this browser see the ticket of a private link until it is closed."""
    request.session.cycle_key()
    if not request.user.is_authenticated:
        request.session.set_expiry(0)
    request.session[OPENED] = sorted({*request.session.get(OPENED, []), access.pk})


def own_ticket(request: HttpRequest, pk: int) -> Ticket:
    """The visitor's own ticket; Http404 for anybody else's, and when the private link was revoked.

    Agents and administrators get no exception here: these are the customer's pages.
    """
    opened = GuestAccess.objects.filter(
        pk__in=request.session.get(OPENED, []), opened_at__isnull=False, revoked_at=None
    )
    mine = Q(guest__in=opened)
    if request.user.is_authenticated:
        mine |= Q(requester=request.user)
    return get_object_or_404(Ticket.objects.select_related("product", "requester", "guest"), mine, pk=pk)
