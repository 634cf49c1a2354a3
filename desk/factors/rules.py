"""Who has a second step, and who must have one."""

from __future__ import annotations

from django.conf import settings

from desk.accounts.models import User
from desk.factors.models import AuthenticatorApp, Passkey

WHO = ("none", "staff", "everybody")


def has_factor(user: User) -> bool:
    """Recovery codes alone are none: they stand in for one that was lost."""
    return any(kind.objects.filter(user=user.pk).exists() for kind in (AuthenticatorApp, Passkey))


def must_have(user: User) -> bool:
    """By DESK_SECOND_FACTOR; a word that is none of WHO means everybody (check desk.E006 says so)."""
    match settings.DESK_SECOND_FACTOR:
        case "none":
            return False
        case "staff":
            return user.is_agent or user.is_operator
        case _:
            return True


def lacks_factor(user: User) -> bool:
    """Whether they have to set one up before anything else opens."""
    return must_have(user) and not has_factor(user)
