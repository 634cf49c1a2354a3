"""Who works here: agents, and the operators who look after the installation.

Given and taken at the console only: somebody who got hold of one account must not make more.
"""

from __future__ import annotations

from django.db import transaction

from desk.accounts.models import User
from desk.audit.record import record


class IsClosed(Exception):
    """The account is deactivated, or was shut: a place would open it for nobody."""


class LastOperator(Exception):
    """Nobody would be left to look after the installation."""


@transaction.atomic
def give_place(email: str, *, agent: bool | None, operator: bool | None) -> User:
    """The person of this address, with these places; None leaves one as it is. Somebody new gets an account.

    Safe to call twice. Raises IsClosed, and LastOperator before the last one loses the place.
    """
    address = email.strip().lower()
    # The operators are locked together, so that two consoles cannot each take the other's last one.
    others = set(User.objects.select_for_update().filter(is_operator=True, is_active=True))
    user = User.objects.filter(email=address).first() or User.objects.create_user(address)
    if not user.is_active:
        raise IsClosed
    if operator is False and others == {user}:
        raise LastOperator
    before = user.is_agent, user.is_operator
    user.is_agent = user.is_agent if agent is None else agent
    user.is_operator = user.is_operator if operator is None else operator
    if before != (user.is_agent, user.is_operator):
        user.save(update_fields=["is_agent", "is_operator"])
        record("person.placed", user, by="console", agent=user.is_agent, operator=user.is_operator)
    return user
