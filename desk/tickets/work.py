"""What an agent and a customer do with a ticket besides writing."""

from __future__ import annotations

from django.db import transaction

from desk.accounts.models import GuestAccess, User
from desk.audit.record import record
from desk.jobs import enqueue_on_commit
from desk.tickets.models import Scan, Ticket
from desk.tickets.tasks import scan_content


@transaction.atomic
def change_state(ticket: Ticket, to: Ticket.State, *, by: User) -> None:
    """Put the ticket into another state; nothing happens when it is there already."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if ticket.state == to:
        return
    record("ticket.state", ticket, by=by, before=ticket.state, after=str(to))
    ticket.state = to
    ticket.save(update_fields=["state"])


@transaction.atomic
def assign(ticket: Ticket, to: User | None, *, by: User) -> None:
    """Give the ticket to an agent, or to nobody."""
    if to is not None and not to.is_agent:
        raise ValueError("not an agent")
    Ticket.objects.filter(pk=ticket.pk).update(assignee=to)
    record("ticket.assigned", ticket, by=by, to=to.pk if to else None)


@transaction.atomic
def choose_publish(ticket: Ticket, choice: Ticket.Publish, *, by: User | GuestAccess) -> None:
    """The customer's word on whether a redacted copy may be published; it may change at any time.

    What is public already stays until the desk takes it down: the queue and
    the ticket show the choice.
    """
    Ticket.objects.filter(pk=ticket.pk).update(publish=choice)
    record("ticket.publish-choice", ticket, by=by, choice=str(choice))


@transaction.atomic
def scan_again(scan: Scan, *, by: User) -> None:
    """Have a file or message looked at once more, such as after a failure that may have passed."""
    Scan.objects.filter(pk=scan.pk).update(state=Scan.State.WAITING, reason="")
    enqueue_on_commit(scan_content, scan.pk)
    record("scan.asked-again", scan, by=by)
