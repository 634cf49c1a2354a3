"""Adding and removing the second step. Each change ends the person's other sessions and is mailed to them.

What is removed leaves a tombstone: an old backup must not bring a lost or stolen device back.
"""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils import timezone

from desk.accounts.models import User
from desk.audit.record import record
from desk.factors import recovery, totp
from desk.factors.models import AuthenticatorApp, Kind, Passkey, RecoveryCode
from desk.factors.rules import has_factor, must_have
from desk.factors.telling import Change, tell
from desk.files.tombstones import bury
from desk.states import Overtaken

MOST_PASSKEYS = 20


class Reason(models.TextChoices):
    """Why the operator removes somebody's second step."""

    LOST = "lost", "Their device is lost or broken, and their codes with it"
    STOLEN = "stolen", "Somebody else may have their device"
    LEAVING = "leaving", "They no longer work with it"


class NotPossible(Exception):
    """This change may not be made; the argument is a code."""


@transaction.atomic
def add_app(user: User, secret: str, code: str) -> tuple[str, ...]:
    """Keep the secret once the app has shown its code; the recovery codes when these are the first.

    Raises NotPossible for a wrong code and for a second app, Overtaken.
    """
    step = totp.step_of(secret, code, now=timezone.now())
    if step is None:
        raise NotPossible("wrong-code")
    if AuthenticatorApp.objects.filter(user=user).exists():
        raise NotPossible("one-app")
    _sign_out_elsewhere(user)
    AuthenticatorApp.objects.create(user=user, sealed=totp.seal(secret, user.pk), last_step=step)
    return _added(user, Kind.APP, Change.APP_ADDED)


@transaction.atomic
def add_passkey(user: User, passkey: Passkey) -> tuple[str, ...]:
    """Keep a key that `passkeys.new_passkey` read; the recovery codes when these are the first.

    Raises NotPossible for a device that is kept already, or too many; Overtaken.
    """
    if Passkey.objects.filter(handle=passkey.handle).exists():
        raise NotPossible("known-passkey")
    if user.passkeys.count() >= MOST_PASSKEYS:
        raise NotPossible("too-many")
    _sign_out_elsewhere(user)
    passkey.save()
    return _added(user, Kind.PASSKEY, Change.PASSKEY_ADDED)


@transaction.atomic
def remove_app(user: User) -> None:
    """Raises NotPossible for the last one of somebody who must have one, Overtaken."""
    app = AuthenticatorApp.objects.filter(user=user).first()
    if app is not None:
        _remove(user, app, Kind.APP, Change.APP_REMOVED)


@transaction.atomic
def remove_passkey(user: User, pk: int) -> None:
    """Of their own only. Raises NotPossible for the last one of somebody who must have one, Overtaken."""
    passkey = Passkey.objects.filter(user=user, pk=pk).first()
    if passkey is not None:
        _remove(user, passkey, Kind.PASSKEY, Change.PASSKEY_REMOVED)


@transaction.atomic
def renew_codes(user: User) -> tuple[str, ...]:
    """Ten new ones; the old ones end. Raises NotPossible for who has nothing to recover, Overtaken."""
    if not has_factor(user):
        raise NotPossible("nothing-to-recover")
    _sign_out_elsewhere(user)
    _bury_codes(user)
    codes = recovery.new_codes(user)
    record("factor.codes-renewed", user, by=user)
    tell(user, Change.CODES_RENEWED)
    return codes


@transaction.atomic
def remove_all(user: User, reason: Reason, *, by: User) -> int:
    """The operator helps somebody who lost everything; how many were removed. Every session of theirs ends.

    Raises NotPossible for one's own, Overtaken.
    """
    if user.pk == by.pk or not by.is_operator:
        raise NotPossible("own")
    count = user.passkeys.count() + AuthenticatorApp.objects.filter(user=user).count()
    if not count:
        return 0
    _sign_out_elsewhere(user)
    forget(user)
    record("factor.removed", user, by=by, kind="all", because=str(reason), count=count)
    tell(user, Change.ALL_REMOVED)
    return count


def forget(user: User) -> int:
    """Every row goes, with a tombstone, in the caller's transaction; how many. Safe to call twice."""
    count = 0
    for kind, rows in (
        (Kind.APP, AuthenticatorApp.objects.filter(user=user)),
        (Kind.PASSKEY, user.passkeys.all()),
    ):
        for row in rows:
            bury("factor", f"{kind}:{row.pk}")
        count += rows.delete()[0]
    _bury_codes(user)
    return count + user.recovery_codes.all().delete()[0]


def forget_again(key: str) -> None:
    """What a tombstone names, after an old backup has brought it back. `codes` are all of a person's."""
    kind, _, number = key.partition(":")
    rows: models.QuerySet[AuthenticatorApp] | models.QuerySet[Passkey] | models.QuerySet[RecoveryCode]
    match kind:
        case Kind.APP:
            rows = AuthenticatorApp.objects.filter(pk=int(number))
        case Kind.PASSKEY:
            rows = Passkey.objects.filter(pk=int(number))
        case Kind.CODE:
            rows = RecoveryCode.objects.filter(pk=int(number))
        case "codes":
            rows = RecoveryCode.objects.filter(user=int(number))
        case _:
            raise ValueError("unknown-factor")
    rows.delete()


def _added(user: User, kind: Kind, change: Change) -> tuple[str, ...]:
    record("factor.added", user, by=user, kind=str(kind))
    tell(user, change)
    return () if user.recovery_codes.exists() else recovery.new_codes(user)


def _remove(user: User, row: AuthenticatorApp | Passkey, kind: Kind, change: Change) -> None:
    _sign_out_elsewhere(user)
    bury("factor", f"{kind}:{row.pk}")
    row.delete()
    if not has_factor(user):
        if must_have(user):
            raise NotPossible("last-one")
        forget(user)  # codes that would recover nothing
    record("factor.removed", user, by=user, kind=str(kind))
    tell(user, change)


def _sign_out_elsewhere(user: User) -> None:
    """Change what every session is bound to; the one that asks is bound anew by its view.

    It is also what makes two changes at the same time one after the other: Raises Overtaken for the second.
    """
    new = make_password(None)  # nobody has a password; its place holds random letters
    if not User.objects.filter(pk=user.pk, password=user.password).update(password=new):
        raise Overtaken(user.pk)
    user.password = new


def _bury_codes(user: User) -> None:
    if user.recovery_codes.exists():
        bury("factor", f"codes:{user.pk}")
