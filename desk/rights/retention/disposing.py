"""What the day's run disposes of: tickets and accounts past their time, unless something keeps them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from desk.accounts.models import User
from desk.accounts.personal_data import GONE, Accounts, Person, StillNeeded
from desk.audit.record import record
from desk.files.tombstones import bury
from desk.mail.mailbox import mailbox_key
from desk.rights.personal.models import RightsCase
from desk.rights.retention.classes import classes
from desk.rights.retention.holds import is_held
from desk.rights.retention.models import Disposal
from desk.tickets.models import Ticket
from desk.tickets.personal_data import REMOVED, erase_ticket

Row = TypeVar("Row")

AT_MOST = 200  # per run, so that one tick does not take all the time


def tickets_past(now: datetime) -> QuerySet[Ticket]:
    """Solved, quiet for longer than their class says, not emptied yet; restricted ones wait for a word."""
    oldest = now - classes()["ticket"].period
    solved = Ticket.objects.filter(state=Ticket.State.SOLVED, updated_at__lt=oldest)
    return solved.exclude(subject=REMOVED).exclude(restricted_at__isnull=False)


def accounts_past(now: datetime) -> QuerySet[User]:
    """Customers who have not signed in for as long as their class says."""
    oldest = now - classes()["account"].period
    quiet = Q(last_login__lt=oldest) | Q(last_login=None, created_at__lt=oldest)
    people = User.objects.filter(quiet, is_agent=False, is_operator=False)
    return people.exclude(email__endswith=GONE)


def dispose(now: datetime) -> None:
    """Run each class once. What is held, or asked about in an open request, stays until that is over."""
    _run("ticket", list(tickets_past(now)[:AT_MOST]), _dispose_ticket)
    _run("account", list(accounts_past(now)[:AT_MOST]), _dispose_account)


def _run(code: str, rows: Sequence[Row], one: Callable[[Row], bool]) -> None:
    if not rows:
        return
    done = sum(one(row) for row in rows)
    if done:
        mode = classes()[code].mode
        held = len(rows) - done
        Disposal.objects.create(retention_class=code, mode=mode, count=done, held_back=held)


def _dispose_ticket(ticket: Ticket) -> bool:
    """Whether it was emptied. A requested ticket is frozen until the request is closed (PIPEDA 8(8))."""
    if is_held(ticket) or _is_asked_about(ticket.requester):
        return False
    try:
        with transaction.atomic():
            erase_ticket(ticket)
    except StillNeeded:
        return False  # a public copy lives on the ticket; it ends with that
    return True


def _dispose_account(user: User) -> bool:
    """Whether it was emptied; never while it has a ticket that is not."""
    if _is_asked_about(user) or user.tickets.exclude(subject=REMOVED).exists():
        return False
    with transaction.atomic():
        bury("account", mailbox_key(user.email))
        Accounts().erase(Person((user.email,), user))
        record("person.disposed", user, by="system")
    return True


def _is_asked_about(user: User | None) -> bool:
    open_states = [RightsCase.State.OPEN, RightsCase.State.ANSWERED]
    return user is not None and RightsCase.objects.filter(person=user, state__in=open_states).exists()
