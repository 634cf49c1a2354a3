"""What customers see: the form for a new ticket, their private link, their tickets."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.accounts.tokens import guest_of_token, open_access
from desk.audit.record import record
from desk.http import PersonRequest, too_large, too_many, typed_address
from desk.redactor import CannotRedact
from desk.tickets.conversation import turns_for_customer
from desk.tickets.door import own_ticket, remember
from desk.tickets.first_look import look_at_words
from desk.tickets.forms import LONGEST_WORDS, LetterForm, NewTicketForm, PublishChoiceForm
from desk.tickets.models import Message, Ticket
from desk.tickets.receive import add_reply, open_ticket
from desk.tickets.work import choose_publish

LOOK = "look"  # the button that shows what the public would see, and sends nothing to support


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form for a new ticket, for guests and for people with an account."""
    if too_large(request):
        return render(request, "errors/413.html", status=413)
    user = request.user if request.user.is_authenticated else None
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    if LOOK in request.POST:
        typed = NewTicketForm(initial=_typed(request), user=user)
        return render(request, "tickets/new.html", {"form": typed, **_first_look(request)})
    form = NewTicketForm(*sent, user=user)
    if not form.is_valid():
        return render(request, "tickets/new.html", {"form": form}, status=422 if form.is_bound else 200)
    if _too_many_tickets(request):
        return render(request, "errors/429.html", status=429)
    ticket = open_ticket(
        user or form.cleaned_data["email"],
        product=form.cleaned_data["product"],
        subject=form.cleaned_data["subject"],
        letter=form.letter(),
        publish=form.publish(),
        sent_as=form.cleaned_data["sent_as"],
    )
    _tell_cut(request, ticket.messages.earliest("pk"))
    if user is None:
        return redirect("tickets:received")
    messages.success(request, _("We have your ticket. You find it here whenever you like."))
    return redirect("tickets:my_ticket", ticket.pk)


@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """What a guest sees after sending: look into your mailbox. It names nothing of the ticket."""
    return render(request, "tickets/received.html")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def guest_link(request: HttpRequest, token: str) -> HttpResponse:
    """One button; pressing it opens the ticket in this browser and proves the mailbox."""
    access = guest_of_token(token)
    if access is None:
        raise Http404
    if request.method != "POST":
        return render(request, "tickets/guest_link.html")
    with transaction.atomic():
        open_access(access)
        record("guest.opened", access, by=access)
    remember(request, access)
    # The token leaves the address bar here.
    return redirect("tickets:my_ticket", access.ticket.pk)


@login_required
@require_safe
def my(request: PersonRequest) -> HttpResponse:
    """A person's own tickets; for an administrator also that colleagues' exist, without their words."""
    own = Ticket.objects.filter(requester=request.user).select_related("product")
    others = Ticket.objects.none()
    if not request.user.is_agent:
        others = Ticket.objects.headers_visible_to(request.user).exclude(requester=request.user)
    context = {
        "tickets": own,
        "colleagues": others.select_related("product").only(
            "product__name", "state", "created_at", "updated_at"
        ),
    }
    return render(request, "tickets/my.html", context)


@require_safe
def my_ticket(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, own_ticket(request, pk), LetterForm())


@require_POST
def my_reply(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = own_ticket(request, pk)
    if too_large(request):
        return render(request, "errors/413.html", status=413)
    if LOOK in request.POST:
        return _page(request, ticket, LetterForm(initial=_typed(request)), **_first_look(request))
    form = LetterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, ticket, form, status=422)
    if too_many(request, "reply", rate="60/h"):
        return render(request, "errors/429.html", status=429)
    message = add_reply(ticket, form.letter(), by=ticket.customer)
    _tell_cut(request, message)
    messages.success(request, _("Your message is with support."))
    return redirect("tickets:my_ticket", ticket.pk)


@require_POST
def my_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer's word on publishing, at any time."""
    ticket = own_ticket(request, pk)
    form = PublishChoiceForm(request.POST)
    if not form.is_valid():
        return _page(request, ticket, LetterForm(), status=422)
    choose_publish(ticket, Ticket.Publish(form.cleaned_data["publish"]), by=ticket.customer)
    messages.success(request, _("Your choice is noted."))
    return redirect("tickets:my_ticket", ticket.pk)


def _page(
    request: HttpRequest, ticket: Ticket, form: LetterForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context: dict[str, Any] = {
        **more,
        "ticket": ticket,
        "turns": turns_for_customer(ticket),
        "form": form,
        "publish_form": PublishChoiceForm(initial={"publish": ticket.publish}),
    }
    return render(request, "tickets/my_ticket.html", context, status=status)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was typed, to be shown again as it was; a browser gives no files back."""
    return {name: request.POST[name] for name in request.POST if name not in (LOOK, "extra")}


@sensitive_variables("text")
def _first_look(request: HttpRequest) -> dict[str, Any]:
    """The same look as the script shows while somebody writes, for the button that needs no script."""
    text, gone = request.POST.get("text", ""), bool(request.FILES)
    if too_many(request, "first-look", rate="60/m"):
        return {"trouble": "too-often", "files_gone": gone}
    if len(text) > LONGEST_WORDS:
        return {"trouble": "too-long", "most": LONGEST_WORDS, "files_gone": gone}
    try:
        return {"look": look_at_words(text), "files_gone": gone}
    except CannotRedact:
        return {"trouble": "unavailable", "files_gone": gone}


def _too_many_tickets(request: HttpRequest) -> bool:
    """Over ten an hour from one network, or over twenty a day for one address or account."""
    if request.user.is_authenticated:
        return too_many(request, "new-ticket-person", rate="20/d", key=lambda _group, r: str(r.user.pk))
    if too_many(request, "new-ticket", rate="10/h"):
        return True  # the address is not counted: one network must not use up another's
    return too_many(request, "new-ticket-address", rate="20/d", key=typed_address)


def _tell_cut(request: HttpRequest, message: Message) -> None:
    """Say that card numbers were removed, if any were."""
    if message.cards_cut:
        words = ngettext(
            "We removed %(count)d payment card number before anything was saved.",
            "We removed %(count)d payment card numbers before anything was saved.",
            message.cards_cut,
        )
        advice = _("We never need one, so please do not send any.")
        messages.warning(request, f"{words % {'count': message.cards_cut}} {advice}")
