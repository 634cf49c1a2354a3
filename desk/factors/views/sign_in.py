"""The pressed link, and the second step after it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from desk.accounts.models import User
from desk.accounts.tokens import user_of_link
from desk.factors import door, passkeys, recovery
from desk.factors.forms import SecondStepForm
from desk.factors.models import AuthenticatorApp, Kind
from desk.factors.proving import Refused, TooManyWrong, prove_by_code, prove_by_passkey
from desk.factors.rules import has_factor, must_have
from desk.http import PersonRequest, too_many

PER_ACCOUNT = "60/h"  # right or wrong, because each costs work
WRONG = "That was not right. Please try once more."
TOO_MANY = "That was wrong too often. Wait an hour, or use another way that you have set up."


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("uid", "token")
def sign_in_link(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """One button; pressing it signs in, or asks for the second step. A mail scanner changes nothing."""
    user = user_of_link(uid, token)
    if user is None:
        return render(request, "accounts/link_ended.html", status=404)
    if request.method != "POST":
        return render(request, "accounts/sign_in_link.html", {"comes_back": user.deactivated_at is not None})
    has_one = has_factor(user)
    if not has_one and not must_have(user):
        return redirect(door.let_in(request, user, None) or "accounts:home")
    if not door.begin_half(request, user):
        return render(request, "accounts/link_ended.html", status=404)
    return redirect("accounts:second_step" if has_one else "accounts:signing_in")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables("form")
def second_step(request: HttpRequest) -> HttpResponse:
    """Asked after the link, before there is a session."""
    user = door.half_of(request)
    if user is None:
        return redirect("accounts:sign_in")
    if not has_factor(user):  # the operator has removed it meanwhile, or it has to be set up
        return redirect("accounts:signing_in" if must_have(user) else "accounts:sign_in")
    if request.method != "POST":
        return _page(request, user, SecondStepForm())
    kind = _shown(request, user)
    if isinstance(kind, HttpResponse):
        return kind
    return redirect(door.let_in(request, user, kind) or "accounts:home")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def prove(request: PersonRequest) -> HttpResponse:
    """Before something about signing in is changed: the second step again, or a new link for who has none."""
    user = request.user
    if not has_factor(user):
        return render(request, "factors/prove_by_mail.html")
    if request.method != "POST":
        return _page(request, user, SecondStepForm())
    kind = _shown(request, user)
    if isinstance(kind, HttpResponse):
        return kind
    door.mark_proved(request, kind)
    return redirect("accounts:signing_in")


def _shown(request: HttpRequest, user: User) -> Kind | HttpResponse:
    """Which kind they showed; the page again when it was wrong, with the same words for all that is wrong."""
    form, question = SecondStepForm(request.POST), door.take_question(request)
    if too_many(request, "second-step", rate=PER_ACCOUNT, key=lambda *_: str(user.pk)):
        return _page(request, user, SecondStepForm(), said=TOO_MANY, status=429)
    if not form.is_valid():
        return _page(request, user, SecondStepForm(), said=WRONG, status=422)
    try:
        if answer := form.cleaned_data["answer"]:
            return prove_by_passkey(user, answer, question or {})
        return prove_by_code(user, form.cleaned_data["code"])
    except Refused:
        door.count_wrong(request)
        return _page(request, user, SecondStepForm(), said=WRONG, status=422)
    except TooManyWrong:
        return _page(request, user, SecondStepForm(), said=TOO_MANY, status=429)


def _page(
    request: HttpRequest, user: User, form: SecondStepForm, *, said: str = "", status: int = 200
) -> HttpResponse:
    options = ""
    if user.passkeys.exists():
        question = passkeys.ask(user)
        door.keep_question(request, question.state)
        options = question.options
    has_app = AuthenticatorApp.objects.filter(user=user).exists()
    context = {
        "form": form,
        "said": said,
        "options": options,
        "has_codes": has_app or recovery.left(user) > 0,
        "is_half": not request.user.is_authenticated,
    }
    return render(request, "factors/second_step.html", context, status=status)
