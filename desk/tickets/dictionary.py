"""What is certain about a ticket before a detector looks: the people and the organisation in its records."""

from __future__ import annotations

from collections.abc import Iterator

from desk.accounts.models import User
from desk.redactor import Needle, claims_in, scan_text
from desk.tickets.models import Ticket
from desk.tickets.rules import policy

MOST_COLLEAGUES = 200
MOST_HIDDEN = 100_000  # code points of a file's hidden part; it stays private in any case
SHORTEST_HIDDEN = 4


def needles_of(ticket: Ticket) -> tuple[Needle, ...]:
    """Names and addresses of everybody in the conversation and of the requester's colleagues, each once.

    Also whoever is named in a token that somebody wrote into the ticket.

    Never empty: a ticket has a customer, and a customer has an address.
    """
    return tuple(dict.fromkeys(_needles(ticket)))


def needles_of_hidden(text: str) -> tuple[Needle, ...]:
    """What looks personal in the hidden part of a file, to be looked for in the visible one.

    An author or a commenter is named in the text more often than not. Empty
    for no text. Raises CannotRedact when the detector is unavailable.
    """
    if not text.strip():
        return ()
    text = text[:MOST_HIDDEN]
    values = {
        Needle(found.span.of(text).strip(), found.entity) for found in scan_text(text, policy()).findings
    }
    return tuple(sorted(needle for needle in values if len(needle.value) >= SHORTEST_HIDDEN))


def _needles(ticket: Ticket) -> Iterator[Needle]:
    if ticket.guest is not None:
        yield from _of_address(ticket.guest.email)
    for person in _people(ticket):
        yield from _of_address(person.email)
        if person.name:
            yield Needle(person.name, "PERSON")
    # A token says whom it was made out to, and the screenshot beside it shows the same person.
    for text in ticket.messages.values_list("text", flat=True):
        yield from claims_in(text)
    if ticket.organisation is not None:
        for name in (ticket.organisation.name, *ticket.organisation.earlier_names):
            yield Needle(name, "ORGANIZATION")


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
