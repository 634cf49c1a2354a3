"""What an agent and a customer do with a ticket besides writing."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from desk.accounts.models import GuestAccess, User
from desk.accounts.tokens import make_guest_access
from desk.audit.record import record
from desk.jobs import enqueue_on_commit
from desk.tickets.models import Scan, Ticket
from desk.tickets.receive import tell_customer
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
def revoke_link(ticket: Ticket, *, by: User) -> None:
    """End a guest's private link, also where it is open; no mail goes to them until it is renewed."""
    GuestAccess.objects.filter(ticket=ticket, revoked_at=None).update(revoked_at=timezone.now())
    record("guest.link-revoked", ticket, by=by)


@transaction.atomic
def renew_link(ticket: Ticket, *, by: User) -> None:
    """Mail the guest another private link and end the one before; whoever holds that one is out at once.

    It is another access, so that no browser in which the old one was opened gets in again.
    """
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("guest").get(pk=ticket.pk)
    if ticket.guest is None:
        raise ValueError("not a guest's ticket")
    GuestAccess.objects.filter(pk=ticket.guest.pk, revoked_at=None).update(revoked_at=timezone.now())
    ticket.guest, _ = make_guest_access(ticket.guest.email)
    ticket.save(update_fields=["guest"])
    record("guest.link-renewed", ticket, by=by)
    tell_customer("link_renewed", ticket)


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
