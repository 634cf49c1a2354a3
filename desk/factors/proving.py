"""Somebody shows their second step. Wrong answers are counted by the audit, for each person and kind.

The count stands with the account, so that no new session, browser or network starts it anew. Nobody gets
here before they hold the mailbox, so no stranger can use it up; and one kind that is used up closes no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from desk.accounts.models import User
from desk.audit.models import Entry
from desk.audit.record import label, record
from desk.factors import passkeys, recovery, totp
from desk.factors.models import AuthenticatorApp, Kind
from desk.factors.telling import Change, tell

# With three codes of a million right at a time: one chance in eleven thousand a day.
MOST_WRONG = {timedelta(hours=1): 10, timedelta(days=1): 30}


class Refused(Exception):
    """The answer is wrong, used, or of somebody else; which of these is not told."""


class TooManyWrong(Exception):
    """So many wrong answers of this kind that none is looked at for a while."""


def prove_by_code(user: User, typed: str) -> Kind:
    """Six digits are the app's, all else is a recovery code. Raises Refused, TooManyWrong."""
    now, digits = timezone.now(), re.sub(r"\s", "", typed)
    if re.fullmatch(r"[0-9]{6}", digits):
        return _counted(user, Kind.APP, lambda: _use_app(user, digits, now=now))
    return _counted(user, Kind.CODE, lambda: recovery.use(user, typed, now=now))


def prove_by_passkey(user: User, answer: str, state: Mapping[str, Any]) -> Kind:
    """`state` is that of the question, taken out of the session. Raises Refused, TooManyWrong."""
    return _counted(user, Kind.PASSKEY, lambda: passkeys.use(user, answer, state, now=timezone.now()))


def _counted(user: User, kind: Kind, is_right: Callable[[], bool]) -> Kind:
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # guesses of one moment are counted one by one
        if _is_over(user, kind):
            raise TooManyWrong
        if right := is_right():
            record("factor.used", user, by=user, kind=str(kind))
            if kind == Kind.CODE:
                tell(user, Change.CODE_USED)
        else:
            record("factor.refused", user, by=user, kind=str(kind))
    if not right:  # after the count is written
        raise Refused
    return kind


def _is_over(user: User, kind: Kind) -> bool:
    wrong = Entry.objects.filter(subject=label(user), verb="factor.refused", facts__kind=str(kind))
    now = timezone.now()
    return any(wrong.filter(at__gt=now - span).count() >= most for span, most in MOST_WRONG.items())


def _use_app(user: User, digits: str, *, now: datetime) -> bool:
    """Whether it is the code of a step that was not used yet; an older one than the last is none either."""
    app = AuthenticatorApp.objects.filter(user=user).first()
    if app is None:
        return False
    step = totp.step_of(totp.unseal(bytes(app.sealed), user.pk), digits, now=now)
    if step is None:
        return False
    unused = AuthenticatorApp.objects.filter(pk=app.pk, last_step__lt=step)
    return bool(unused.update(last_step=step, used_at=now))
