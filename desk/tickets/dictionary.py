"""What is certain about a ticket before a detector looks: the people and the organisation in its records."""

from __future__ import annotations

from collections.abc import Iterator

from desk.accounts.models import User
from desk.redactor import Needle
from desk.tickets.models import Ticket

MOST_COLLEAGUES = 200


def needles_of(ticket: Ticket) -> tuple[Needle, ...]:
    """Names and addresses of everybody in the conversation and of the requester's colleagues, each once.

    Never empty: a ticket has a customer, and a customer has an address.
    """
    return tuple(dict.fromkeys(_needles(ticket)))


def _needles(ticket: Ticket) -> Iterator[Needle]:
    if ticket.guest is not None:
        yield from _of_address(ticket.guest.email)
    for person in _people(ticket):
        yield from _of_address(person.email)
        if person.name:
            yield Needle(person.name, "PERSON")
    if ticket.organisation is not None:
        yield Needle(ticket.organisation.name, "ORGANIZATION")


def _people(ticket: Ticket) -> Iterator[User]:
    if ticket.requester is not None:
        yield ticket.requester
    yield from User.objects.filter(message__ticket=ticket).distinct()
    if ticket.organisation_id is not None:
        colleagues = User.objects.filter(memberships__organisation=ticket.organisation_id)
        yield from colleagues.order_by("pk")[:MOST_COLLEAGUES]


def _of_address(email: str) -> Iterator[Needle]:
    """The address, and its first part where that is a user name rather than a word such as `info`."""
    yield Needle(email, "EMAIL_ADDRESS")
    name = email.partition("@")[0]
    if len(name) >= 5 and not name.isalpha():
        yield Needle(name, "USERNAME")
