"""What an objection ends at once, beyond the word in the ledger."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from desk.accounts.models import GuestAccess, User
from desk.mail.mailbox import mailbox_key
from desk.tickets.models import Ticket
from desk.tickets.work import choose_publish

PUBLIC_COPY = "public-copy"


@transaction.atomic
def stop_publishing(mailboxes: Iterable[str]) -> int:
    """Nothing of the tickets of these mailboxes (keyed hashes) is published any more; how many tickets.

    Addresses are compared by their hash, one by one: nothing else tells whose a mailbox is.
    """
    wanted = set(mailboxes)
    users = [pk for pk, email in User.objects.values_list("pk", "email") if mailbox_key(email) in wanted]
    opened = GuestAccess.objects.filter(opened_at__isnull=False).values_list("pk", "email")
    guests = [pk for pk, email in opened if mailbox_key(email) in wanted]
    tickets = [
        *Ticket.objects.filter(requester__in=users, publish=Ticket.Publish.REDACTED),
        *Ticket.objects.filter(guest__in=guests, publish=Ticket.Publish.REDACTED),
    ]
    for ticket in tickets:
        choose_publish(ticket, Ticket.Publish.NOTHING, by=ticket.customer)
    return len(tickets)
