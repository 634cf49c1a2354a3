"""The agents' queue."""

from __future__ import annotations

import re
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.http import AgentRequest, agent_required
from desk.tickets.forms import QueueForm
from desk.tickets.models import FindingRow, Scan, Ticket

PER_PAGE = 50


@require_safe
@agent_required
def queue(request: AgentRequest) -> HttpResponse:
    form = QueueForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    tickets = _filtered(_with_counts(Ticket.objects.visible_to(request.user)), wanted, me=request.user.pk)
    page = Paginator(tickets, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "tickets/queue.html", {"page": page, "form": form, "is_filtered": any(wanted.values())}
    )


def _filtered(tickets: QuerySet[Ticket], wanted: dict[str, Any], *, me: int) -> QuerySet[Ticket]:
    state, assignee, words = wanted.get("state"), wanted.get("assignee"), (wanted.get("q") or "").strip()
    if not words and not state:
        tickets = tickets.exclude(state=Ticket.State.SOLVED)
    elif state and state != "all":
        tickets = tickets.filter(state=state)
    if assignee:
        tickets = tickets.filter(assignee=me if assignee == "me" else None)
    if words:
        reference = re.fullmatch(r"(?:t-?)?(\d{1,18})", words, re.IGNORECASE)
        matching = Q(subject__icontains=words)
        tickets = tickets.filter(matching | Q(pk=int(reference[1])) if reference else matching)
    return tickets


def _with_counts(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Each with `findings` (of everything scanned so far) and `is_scanning`.

    The public copy is the right neighbour's; it is only named here, so that
    the list does not ask the database once per line.
    """
    waiting = Scan.objects.filter(state=Scan.State.WAITING)
    return tickets.select_related("product", "requester", "guest", "assignee", "publication").annotate(
        findings=_count("scan__message__ticket") + _count("scan__attachment__message__ticket"),
        is_scanning=Exists(
            waiting.filter(Q(message__ticket=OuterRef("pk")) | Q(attachment__message__ticket=OuterRef("pk")))
        ),
    )


def _count(path: str) -> Coalesce:
    """Findings that reach the ticket by this path; 0 for none."""
    rows = FindingRow.objects.filter(**{path: OuterRef("pk")}, is_near=False).order_by()
    counted = rows.values(ticket=F(path)).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
