"""Asking for removal. The answer is the same for every post and every address, known or not."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from desk.http import network, too_large, too_many
from desk.rights.asked import address_hash
from desk.rights.forms import AskForm, MoreForm
from desk.rights.identity import confirm as confirm_request
from desk.rights.identity import request_of_link
from desk.rights.letters import ANSWER_WITHIN
from desk.rights.models import RemovalRequest
from desk.rights.opening import name_words, open_removal
from desk.states import BadMove, Overtaken

PER_NETWORK = "10/h"
PER_MAILBOX = "5/d"  # nobody's mailbox is filled with links they did not ask for


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables("form")
def ask(request: HttpRequest) -> HttpResponse:
    """The form. `post` names the post it was opened from; it is not looked up before the request is sent."""
    if too_large(request):
        return render(request, "errors/413.html", status=413)
    if request.method != "POST":
        form = AskForm(initial={"post": request.GET.get("post", "")[:300]})
        return render(request, "rights/ask.html", {"form": form})
    form = AskForm(request.POST, request.FILES)
    if too_many(request, "removal", rate=PER_NETWORK):
        return render(request, "rights/ask.html", {"form": form, "is_limited": True}, status=429)
    if not form.is_valid():
        return render(request, "rights/ask.html", {"form": form}, status=422)
    asked = form.asked()
    if not asked.email or not too_many(
        request, "removal-mailbox", rate=PER_MAILBOX, key=lambda *_: address_hash(asked.email)
    ):
        open_removal(
            asked,
            scope=form.chosen_scope(),
            slug=form.cleaned_data["post"],
            network=network("removal", request),
            lane=form.cleaned_data["lane"],
        )
    is_about_child = form.cleaned_data["lane"] == RemovalRequest.Lane.CHILD
    return redirect("rights:begun" if is_about_child else "rights:asked")


@require_safe
def begun(request: HttpRequest) -> HttpResponse:
    """A request about a child has begun; the same page for everybody who sent one."""
    return render(request, "rights/begun.html", {"days": ANSWER_WITHIN})


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What happens next; the same page for everybody who sent the form."""
    return render(request, "rights/asked.html", {"days": ANSWER_WITHIN})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """One button. A mail scanner that follows the link changes nothing."""
    removal = request_of_link(token)
    if removal is None:
        return render(request, "rights/link_ended.html", status=404)
    if request.method == "POST":
        confirm_request(removal)
        return redirect("rights:confirm", token=token)
    if removal.confirmed_at is None:
        return render(request, "rights/confirm.html", {"removal": removal})
    return render(request, "rights/confirmed.html", {"removal": removal, "days": ANSWER_WITHIN})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables("token", "form")
def more(request: HttpRequest, token: str) -> HttpResponse:
    """Where somebody who could only describe it writes the words, with help in finding them."""
    removal = request_of_link(token)
    if removal is None or removal.confirmed_at is None:
        return render(request, "rights/link_ended.html", status=404)
    if removal.state != RemovalRequest.State.DESCRIBED:
        return render(request, "rights/confirmed.html", {"removal": removal, "days": ANSWER_WITHIN})
    form = MoreForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "rights/more.html", {"form": form, "removal": removal}, status=status)
    with suppress(BadMove, Overtaken):  # an agent has found the words meanwhile
        name_words(removal, form.cleaned_data["words"], by="visitor")
    return redirect("rights:more", token=token)
