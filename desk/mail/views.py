"""Signing in begins with a mail, so the page that asks for the address stands here.

Its address and name belong to `accounts`; `desk/urls.py` puts the two together.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from desk.accounts.forms import SignInForm
from desk.http import too_many, typed_address
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


def _remember_where_to(request: HttpRequest) -> None:
    """Keep the page they wanted, if it is one of ours, until the link is pressed in this browser."""
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        request.session["next"] = wanted
