"""A person's own page about signing in. Half signed in, it is where the first second step is set up."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.accounts.models import User
from desk.factors import changing, door, passkeys, recovery, totp
from desk.factors.forms import AddAppForm, AddPasskeyForm
from desk.factors.models import AuthenticatorApp, Kind
from desk.factors.rules import has_factor, must_have
from desk.files.sealing import cipher
from desk.http import posted_number
from desk.states import Overtaken

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, User, P], HttpResponse]

NEW_SECRET = "new-app"  # noqa: S105 - the name of a place in the session
SECRET_LASTS = 10 * 60  # seconds

# Code of what was refused -> what the person reads.
REFUSED = {
    "wrong-code": "Those are not the six digits that belong to this picture now. Please try once more.",
    "one-app": "You have an authenticator app already. Remove it before you add another one.",
    "known-passkey": "This device is set up already.",
    "too-many": "You have very many keys. Remove one before you add another.",
    "last-one": "You need a second step to work here. Add another one before you remove this.",
    "nothing-to-recover": "Recovery codes stand in for a second step. Add one first.",
    "no-answer": "Your browser did not give us a key. Please try once more.",
}
FASTER = "Something about your account changed at the same moment. The page shows how it is now."


def its_owner(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Whoever is signed in; or half signed in, without a second step but bound to have one."""

    @wraps(view)
    def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if isinstance(request.user, User):
            return view(request, request.user, *args, **kwargs)
        user = door.half_of(request)
        if user is None:
            return redirect_to_login(request.get_full_path())
        if has_factor(user):
            return redirect("accounts:second_step")
        return view(request, user, *args, **kwargs) if must_have(user) else redirect("accounts:sign_in")

    return checked


def fresh(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The same, and they proved just now who they are; others are asked to prove it first."""

    @its_owner
    @wraps(view)
    def checked(request: HttpRequest, user: User, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated and not door.is_fresh(request):
            return redirect("accounts:prove")
        return view(request, user, *args, **kwargs)

    return checked


@require_safe
@its_owner
def signing_in(request: HttpRequest, user: User) -> HttpResponse:
    return _page(request, user)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables()
@fresh
def add_app(request: HttpRequest, user: User) -> HttpResponse:
    """Show the picture, and take the app's first code."""
    secret, form = _secret(request), AddAppForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            codes = changing.add_app(user, secret, form.cleaned_data["code"].replace(" ", ""))
        except changing.NotPossible as no:
            form.add_error("code", REFUSED[str(no)])
        except Overtaken:
            return _page(request, user, said=FASTER, status=409)
        else:
            request.session.pop(NEW_SECRET, None)
            return _added(request, user, Kind.APP, codes)
    address = totp.address_of(secret, user.email)
    words = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    context = {"form": form, "picture": totp.picture_of(address), "address": address, "words": words}
    return render(request, "factors/add_app.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables()
@fresh
def add_passkey(request: HttpRequest, user: User) -> HttpResponse:
    """Have the browser ask a device for a key; a script does that, so this page needs one."""
    form, said = AddPasskeyForm(request.POST if request.method == "POST" else None), ""
    if form.is_valid():
        try:
            state = door.take_question(request)
            given = form.cleaned_data
            passkey = passkeys.new_passkey(user, given["name"], given["answer"], state or {})
            codes = changing.add_passkey(user, passkey)
        except passkeys.WrongAnswer:
            said = REFUSED["no-answer"]
        except changing.NotPossible as no:
            said = REFUSED[str(no)]
        except Overtaken:
            return _page(request, user, said=FASTER, status=409)
        else:
            return _added(request, user, Kind.PASSKEY, codes)
    question = passkeys.ask_for_new(user)
    door.keep_question(request, question.state)
    context = {"form": form, "said": said, "options": question.options}
    return render(request, "factors/add_passkey.html", context, status=422 if form.is_bound else 200)


@require_POST
@fresh
def remove_app(request: HttpRequest, user: User) -> HttpResponse:
    return _change(request, user, lambda: changing.remove_app(user))


@require_POST
@fresh
def remove_passkey(request: HttpRequest, user: User) -> HttpResponse:
    number = posted_number(request, "passkey")
    if not user.passkeys.filter(pk=number).exists():
        raise Http404
    return _change(request, user, lambda: changing.remove_passkey(user, number))


@require_POST
@sensitive_variables("codes")
@fresh
def renew_codes(request: HttpRequest, user: User) -> HttpResponse:
    """New recovery codes, on this answer and never again."""
    try:
        codes = changing.renew_codes(user)
    except changing.NotPossible as no:
        return _page(request, user, said=REFUSED[str(no)], status=409)
    except Overtaken:
        return _page(request, user, said=FASTER, status=409)
    door.keep_session(request, user)
    return _shown_once(request, codes, "accounts:signing_in")


def _change(request: HttpRequest, user: User, verb: Callable[[], None]) -> HttpResponse:
    try:
        verb()
    except changing.NotPossible as no:
        return _page(request, user, said=REFUSED[str(no)], status=409)
    except Overtaken:
        return _page(request, user, said=FASTER, status=409)
    door.keep_session(request, user)
    messages.success(request, "It is removed. You are signed out everywhere but here.")
    return redirect("accounts:signing_in")


def _added(request: HttpRequest, user: User, kind: Kind, codes: tuple[str, ...]) -> HttpResponse:
    """The new step was used by being added, so who was half signed in is in."""
    go_on = "accounts:signing_in"
    if request.user.is_authenticated:
        door.keep_session(request, user)
        door.mark_proved(request, kind)
    else:
        go_on = door.let_in(request, user, kind) or "accounts:home"
    if codes:
        return _shown_once(request, codes, go_on)
    messages.success(request, "It is added. You are signed out everywhere but here.")
    return redirect(go_on)


def _shown_once(request: HttpRequest, codes: tuple[str, ...], go_on: str) -> HttpResponse:
    return render(request, "factors/recovery_codes.html", {"codes": codes, "go_on": resolve_url(go_on)})


def _secret(request: HttpRequest) -> str:
    """The secret of this browser's picture, kept sealed until the app has shown its code."""
    seal = cipher("second-factor:new-app")
    try:
        return seal.decrypt(request.session[NEW_SECRET].encode(), ttl=SECRET_LASTS).decode()
    except (KeyError, InvalidToken):
        secret = totp.new_secret()
        request.session[NEW_SECRET] = seal.encrypt(secret.encode()).decode()
        return secret


def _page(request: HttpRequest, user: User, *, said: str = "", status: int = 200) -> HttpResponse:
    context = {
        "said": said,
        "app": AuthenticatorApp.objects.filter(user=user).first(),
        "passkeys": user.passkeys.all(),
        "codes_left": recovery.left(user),
        "has_factor": has_factor(user),
        "must_have": must_have(user),
        "is_half": not request.user.is_authenticated,
    }
    return render(request, "factors/signing_in.html", context, status=status)
