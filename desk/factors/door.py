"""From the pressed link to the session, and how fresh the proof in a session is.

Half signed in is a note in the session of one browser: it names the person, opens nothing but the second
step, and ends after ten minutes, after five wrong answers, and when a newer link is pressed anywhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from desk.accounts.closing import reactivate, who_may_sign_in
from desk.accounts.models import GuestAccess, User
from desk.accounts.tokens import OPENED
from desk.audit.record import record
from desk.factors.models import Kind

HALF, PROOF, WANTED, QUESTION = "half-signed-in", "proof", "next", "passkey-question"
HALF_LASTS = timedelta(minutes=10)
FRESH = timedelta(minutes=15)
QUESTION_LASTS = timedelta(minutes=10)
MOST_WRONG = 5
BACKEND = "desk.factors.backend.MailedLink"


def let_in(request: HttpRequest, user: User, kind: Kind | None) -> str:
    """Sign in, by the link alone (`kind` is None) or with a second step; where to go on, empty for home."""
    wanted = str(request.session.pop(WANTED, ""))
    request.session.pop(HALF, None)
    if request.user != user:
        _start_anew(request, user)
    reactivate(user)
    login(request, user, backend=BACKEND)
    mark_proved(request, kind)
    record("person.signed-in", user, by=user, factor=str(kind) if kind else "none")
    return wanted


def begin_half(request: HttpRequest, user: User) -> bool:
    """The link is used up, and its holder may show the second step. False when somebody pressed it first."""
    now = timezone.now()
    # A link is bound to the last sign-in, and so is what is begun here: the newest one counts alone.
    if not User.objects.filter(pk=user.pk, last_login=user.last_login).update(last_login=now):
        return False
    user.last_login = now
    wanted = request.session.get(WANTED, "")
    _start_anew(request, user)
    request.session[WANTED] = wanted
    request.session[HALF] = {"user": user.pk, "at": now.timestamp(), "stamp": _stamp(user), "wrong": 0}
    return True


def half_of(request: HttpRequest) -> User | None:
    """Who is half signed in here; None when nobody is, or not any more."""
    half, now = request.session.get(HALF), timezone.now()
    if half is None:
        return None
    user = who_may_sign_in(now).filter(pk=half["user"]).first()
    is_over = _is_past(half["at"], HALF_LASTS, now) or half["wrong"] >= MOST_WRONG
    if user is None or is_over or not constant_time_compare(half["stamp"], _stamp(user)):
        end_half(request)
        return None
    return user


def end_half(request: HttpRequest) -> None:
    request.session.pop(HALF, None)
    request.session.pop(QUESTION, None)


def count_wrong(request: HttpRequest) -> None:
    """One more wrong answer in this browser; the account counts for itself (`proving`)."""
    if half := request.session.get(HALF):
        request.session[HALF] = {**half, "wrong": half["wrong"] + 1}


def mark_proved(request: HttpRequest, kind: Kind | None) -> None:
    """Proved at this moment; a session that has shown a second step once keeps that."""
    before = request.session.get(PROOF, {})
    factor = str(kind) if kind else before.get("factor", "")
    request.session[PROOF] = {"at": timezone.now().timestamp(), "factor": factor}


def keep_session(request: HttpRequest, user: User) -> None:
    """After a change of factors: this session goes on, all others of the person have ended."""
    update_session_auth_hash(request, user)


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person proved in the last quarter of an hour who they are."""
    proof = request.session.get(PROOF)
    return proof is not None and not _is_past(proof["at"], FRESH, timezone.now())


def has_shown_factor(request: HttpRequest) -> bool:
    """Whether a second step was shown in this session."""
    return request.user.is_authenticated and bool(request.session.get(PROOF, {}).get("factor"))


def keep_question(request: HttpRequest, state: dict[str, Any]) -> None:
    request.session[QUESTION] = {"state": state, "at": timezone.now().timestamp()}


def take_question(request: HttpRequest) -> dict[str, Any] | None:
    """What a device was asked in this browser, once; None when nothing was, or too long ago."""
    kept = request.session.pop(QUESTION, None)
    if kept is None or _is_past(kept["at"], QUESTION_LASTS, timezone.now()):
        return None
    state: dict[str, Any] = kept["state"]
    return state


def _start_anew(request: HttpRequest, user: User) -> None:
    """A session with nothing of who used this browser before, but private links of the person's address."""
    opened = GuestAccess.objects.filter(pk__in=request.session.get(OPENED, []), email__iexact=user.email)
    own = sorted(opened.values_list("pk", flat=True))
    logout(request)
    if own:
        request.session[OPENED] = own


def _stamp(user: User) -> str:
    """Changes with every sign-in of the person, and with every change of their factors or address."""
    last = user.last_login.timestamp() if user.last_login else ""
    words = f"{user.pk}|{last}|{user.password}|{user.email}"
    return salted_hmac("desk.factors.half", words, algorithm="sha256").hexdigest()


def _is_past(since: float, lasts: timedelta, now: datetime) -> bool:
    return now.timestamp() - since > lasts.total_seconds()
