"""What the day's run disposes of: tickets and accounts past their time, unless something keeps them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from desk.accounts.models import User
from desk.accounts.personal_data import GONE, Person, StillNeeded
from desk.audit.record import record
from desk.factors.personal_data import Account
from desk.files.tombstones import bury
from desk.mail.mailbox import address_key
from desk.publishing.models import Publication
from desk.publishing.publish import unmake
from desk.rights.personal.models import RightsCase
from desk.rights.retention.classes import classes
from desk.rights.retention.holds import is_held
from desk.rights.retention.models import Disposal
from desk.tickets.models import Ticket
from desk.tickets.personal_data import REMOVED, erase_ticket

Row = TypeVar("Row", bound=Model)

AT_MOST = 200  # per run, so that one tick does not take all the time


def tickets_past(now: datetime) -> QuerySet[Ticket]:
    """Solved, and quiet for longer than their class says or their account past its grace; not emptied yet.

    Restricted ones wait for a word.
    """
    quiet = Q(updated_at__lt=now - classes()["ticket"].period) | Q(requester__in=deactivated_past(now))
    solved = Ticket.objects.filter(quiet, state=Ticket.State.SOLVED)
    return solved.exclude(subject=REMOVED).exclude(restricted_at__isnull=False)


def accounts_past(now: datetime) -> QuerySet[User]:
    """Customers who have not signed in for as long as their class says, or deactivated their account."""
    oldest = now - classes()["account"].period
    quiet = Q(last_login__lt=oldest) | Q(last_login=None, created_at__lt=oldest)
    people = User.objects.filter(quiet | Q(pk__in=deactivated_past(now)), is_agent=False, is_operator=False)
    return people.exclude(email__endswith=GONE)


def deactivated_past(now: datetime) -> QuerySet[User]:
    """Accounts that their owner deactivated, past the time in which they may come back (S114, S115)."""
    return User.objects.filter(deactivated_at__lt=now - classes()["deactivated"].period)


def dispose(now: datetime) -> None:
    """Run each class once. What is held, or asked about in an open request, stays until that is over."""
    _run("ticket", tickets_past(now), _dispose_ticket)
    _run("account", accounts_past(now), _dispose_account)


def _run(code: str, past: QuerySet[Row], one: Callable[[Row], bool]) -> None:
    """Dispose of up to AT_MOST rows; those that something keeps are passed over, and take no place."""
    done = held_back = 0
    for pk in list(past.values_list("pk", flat=True)):
        row = past.filter(pk=pk).first()
        if row is None:  # somebody wrote meanwhile
            continue
        if one(row):
            done += 1
        else:
            held_back += 1
        if done == AT_MOST:
            break
    if done:
        mode = classes()[code].mode
        Disposal.objects.create(retention_class=code, mode=mode, count=done, held_back=held_back)


def _dispose_ticket(ticket: Ticket) -> bool:
    """Whether it was emptied. A requested ticket is frozen until the request is closed (PIPEDA 8(8))."""
    if is_held(ticket) or _is_asked_about(ticket.requester):
        return False
    try:
        with transaction.atomic():
            for publication in Publication.objects.filter(ticket=ticket):
                unmake(publication)
            erase_ticket(ticket)
    except StillNeeded:
        return False  # a public copy lives on the ticket; it ends with that
    return True


def _dispose_account(user: User) -> bool:
    """Whether it was emptied; never while it has a ticket that is not and still needs to know whose it is."""
    if _is_asked_about(user) or _has_kept_tickets(user):
        return False
    with transaction.atomic():
        bury("account", address_key(user.email))
        Account().erase(Person((user.email,), user))
        record("person.disposed", user, by="system")
    return True


def _has_kept_tickets(user: User) -> bool:
    """Tickets that still need to know whose they are; a public copy does not, once its owner has left."""
    kept = user.tickets.exclude(subject=REMOVED)
    if user.deactivated_at is None:
        return kept.exists()
    public = Q(state=Ticket.State.SOLVED, publication__live__isnull=False)
    return any(is_held(ticket) for ticket in kept) or kept.exclude(public).exists()


def _is_asked_about(user: User | None) -> bool:
    open_states = [RightsCase.State.OPEN, RightsCase.State.ANSWERED]
    return user is not None and RightsCase.objects.filter(person=user, state__in=open_states).exists()
