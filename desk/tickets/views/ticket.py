"""One ticket on the agents' side: the conversation, the composer, state and assignee."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk.audit.record import record
from desk.http import AgentRequest, agent_required, too_large
from desk.tickets.conversation import turns_for_agent
from desk.tickets.forms import AssigneeForm, ComposeForm, StateForm
from desk.tickets.models import Scan, Ticket
from desk.tickets.receive import add_note, add_reply
from desk.tickets.work import assign, change_state, renew_link, revoke_link, scan_again


@require_safe
@agent_required
def ticket(request: AgentRequest, pk: int) -> HttpResponse:
    found = _ticket(request, pk)
    record("ticket.seen", found, by=request.user)
    return _page(request, found, ComposeForm())


@require_POST
@agent_required
def write(request: AgentRequest, pk: int) -> HttpResponse:
    """A reply to the customer or an internal note, as the composer's switch says."""
    found = _ticket(request, pk)
    if too_large(request):
        return render(request, "errors/413.html", status=413)
    form = ComposeForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    if form.cleaned_data["kind"] == ComposeForm.NOTE:
        add_note(found, form.letter(), by=request.user)
        messages.success(request, _("The note is added. Only agents see it."))
    else:
        add_reply(found, form.letter(), by=request.user)
        messages.success(request, _("Your reply is in the ticket."))
    return redirect("tickets:ticket", found.pk)


@require_POST
@agent_required
def set_state(request: AgentRequest, pk: int) -> HttpResponse:
    found, form = _ticket(request, pk), StateForm(request.POST)
    if not form.is_valid():
        return _page(request, found, ComposeForm(), status=422)
    change_state(found, Ticket.State(form.cleaned_data["state"]), by=request.user)
    return redirect("tickets:ticket", found.pk)


@require_POST
@agent_required
def set_assignee(request: AgentRequest, pk: int) -> HttpResponse:
    found, form = _ticket(request, pk), AssigneeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, ComposeForm(), status=422)
    assign(found, form.cleaned_data["assignee"], by=request.user)
    return redirect("tickets:ticket", found.pk)


@require_POST
@agent_required
def set_link(request: AgentRequest, pk: int) -> HttpResponse:
    """End a guest's private link, or mail another one."""
    found = _ticket(request, pk)
    if found.guest is None:
        raise Http404
    if request.POST.get("link") == "renew":
        renew_link(found, by=request.user)
        messages.success(request, _("A new link is on its way. The one before opens nothing any more."))
    else:
        revoke_link(found, by=request.user)
        messages.success(request, _("The private link is ended, also where it was open."))
    return redirect("tickets:ticket", found.pk)


@require_POST
@agent_required
def scan_once_more(request: AgentRequest, pk: int) -> HttpResponse:
    """Have a message or file scanned again after it failed."""
    scan = get_object_or_404(Scan.objects.select_related("message", "attachment__message"), pk=pk)
    scan_again(scan, by=request.user)
    message = scan.message or (scan.attachment and scan.attachment.message)
    return redirect("tickets:ticket", message.ticket_id if message else 0)


def _ticket(request: AgentRequest, pk: int) -> Ticket:
    known = Ticket.objects.visible_to(request.user).select_related(
        "product", "requester", "guest", "organisation", "assignee"
    )
    return get_object_or_404(known, pk=pk)


def _page(request: AgentRequest, ticket: Ticket, form: ComposeForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "ticket": ticket,
        "turns": turns_for_agent(ticket, by=request.user),
        "form": form,
        "state_form": StateForm(initial={"state": ticket.state}),
        "assignee_form": AssigneeForm(initial={"assignee": ticket.assignee_id}),
        # The public copy belongs to the right neighbour; None when there is none.
        "publication": getattr(ticket, "publication", None),
        "is_waiting_for_guest": ticket.guest is not None and not ticket.guest.is_verified,
    }
    return render(request, "tickets/ticket.html", context, status=status)
