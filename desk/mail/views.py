"""Signing in and inviting begin with a mail, so the pages that ask for the address stand here.

Their addresses and names belong to `accounts`; `desk/urls.py` puts the two together.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk.accounts.forms import SignInForm
from desk.accounts.models import Organisation
from desk.accounts.organisations.forms import InviteForm
from desk.accounts.organisations.members import INVITED_FOR, AlreadyMember, TooManyInvitations
from desk.http import PersonRequest, base_of, too_many, typed_address
from desk.mail.invitations import mail_invitation
from desk.mail.sign_in import ask_for_link


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the address; the answer is the same whether or not it has an account."""
    form = SignInForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "next": request.GET.get("next", "")}
        return render(request, "accounts/sign_in.html", context, status=422 if form.is_bound else 200)
    if too_many(request, "sign-in", rate="20/h") or too_many(
        request, "sign-in-address", rate="5/h", key=typed_address
    ):
        return render(request, "errors/429.html", status=429)
    ask_for_link(form.cleaned_data["email"])
    _remember_where_to(request)
    return redirect("accounts:sign_in_sent")


def sign_in_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/sign_in_sent.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask somebody into an organisation; the answer is the same whether or not they have an account."""
    organisation = get_object_or_404(Organisation.objects.managed_by(request.user), pk=pk)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if too_many(request, "invite", rate="60/h") or too_many(
            request, "invite-address", rate="5/d", key=typed_address
        ):
            return render(request, "errors/429.html", status=429)
        try:
            mail_invitation(organisation, form.cleaned_data["email"], by=request.user)
            messages.success(request, _("The invitation is on its way."))
            return redirect("accounts:organisation", pk)
        except AlreadyMember:
            form.add_error("email", _("This person belongs to the organisation already."))
        except TooManyInvitations:
            form.add_error(None, _("Too many invitations wait for an answer. Take some back first."))
    context = {
        "base": base_of(request),
        "organisation": organisation,
        "form": form,
        "days": INVITED_FOR.days,
    }
    return render(request, "accounts/invite.html", context, status=422 if form.is_bound else 200)


def _remember_where_to(request: HttpRequest) -> None:
    """Keep the page they wanted, if it is one of ours, until the link is pressed in this browser."""
    wanted = request.POST.get("next", "")
    # A word without a slash would be taken for the name of a page when they are sent on.
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        request.session["next"] = wanted
