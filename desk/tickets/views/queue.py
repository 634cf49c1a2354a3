"""The agents' queue."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.http import AgentRequest, agent_required
from desk.paging import open_page
from desk.tickets.forms import QueueForm
from desk.tickets.models import Scan, Ticket, TicketQuerySet

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket of the list, how many personal details were found in it so far, and whether that goes on."""

    ticket: Ticket
    findings: int
    is_scanning: bool


@require_safe
@agent_required
def queue(request: AgentRequest) -> HttpResponse:
    form = QueueForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    tickets = _filtered(Ticket.objects.visible_to(request.user), wanted, me=request.user.pk)
    # The public copy is the right neighbour's; it is only named here, so that the list does not ask the
    # database once per line.
    tickets = tickets.select_related("product", "requester", "guest", "assignee", "publication")
    page = open_page(tickets, PER_PAGE, request.GET.get("page"))
    context = {
        "page": page,
        "lines": _lines(page.object_list),
        "form": form,
        "is_filtered": any(wanted.values()),
    }
    return render(request, "tickets/queue.html", context)


def _filtered(tickets: TicketQuerySet, wanted: dict[str, Any], *, me: int) -> TicketQuerySet:
    state, assignee, words = wanted.get("state"), wanted.get("assignee"), (wanted.get("q") or "").strip()
    if not words and not state:
        tickets = tickets.exclude(state=Ticket.State.SOLVED)
    elif state and state != "all":
        tickets = tickets.filter(state=state)
    if assignee:
        tickets = tickets.filter(assignee=me if assignee == "me" else None)
    if words:
        reference = re.fullmatch(r"(?:t-?)?(\d{1,18})", words, re.IGNORECASE)
        tickets = tickets.called(words, or_number=int(reference[1]) if reference else None)
    return tickets


def _lines(tickets: Sequence[Ticket]) -> list[Line]:
    """The tickets of one page with what was found in each, in three queries whatever their number."""
    found: Counter[int] = Counter()
    scanning: set[int] = set()
    for path in ("message__ticket", "attachment__message__ticket"):
        scans = Scan.objects.filter(**{f"{path}__in": [ticket.pk for ticket in tickets]}).order_by()
        counted = scans.values_list(path).annotate(
            found=Count("findings", filter=Q(findings__is_near=False)),
            waiting=Count("pk", filter=Q(state=Scan.State.WAITING)),
        )
        for pk, findings, waiting in counted:
            found[pk] += findings
            if waiting:
                scanning.add(pk)
    return [Line(ticket, found[ticket.pk], ticket.pk in scanning) for ticket in tickets]
