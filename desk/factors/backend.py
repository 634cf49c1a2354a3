"""Whose session counts."""

from __future__ import annotations

from django.contrib.auth.backends import BaseBackend

from desk.accounts.models import User
from desk.factors.rules import lacks_factor


class MailedLink(BaseBackend):
    """Nobody signs in by a password, and a session of somebody who lacks a second step opens nothing.

    Asked on each request: whoever becomes an agent, or is no longer active, is out at once.
    """

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.filter(pk=user_id, is_active=True).first()
        return user if user is not None and not lacks_factor(user) else None
