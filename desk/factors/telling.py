"""The person hears by mail what changed about signing in; no name of a key and no code is in it."""

from __future__ import annotations

from enum import StrEnum

from django.urls import reverse
from django.utils import timezone

from desk.accounts.models import User
from desk.accounts.tokens import absolute
from desk.mail.outgoing import send


class Change(StrEnum):
    APP_ADDED = "app-added"
    APP_REMOVED = "app-removed"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    CODES_RENEWED = "codes-renewed"
    CODE_USED = "code-used"
    ALL_REMOVED = "all-removed"  # by the operator


def tell(user: User, change: Change) -> None:
    """Queue the mail with the caller's transaction."""
    link = absolute(reverse("accounts:signing_in"))
    context = {"change": str(change), "at": timezone.now(), "link": link}
    send("factor_changed", user.email, context)
