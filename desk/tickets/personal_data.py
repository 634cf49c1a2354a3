"""What tickets hold about a person: those they opened, with words and files."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q, QuerySet

from desk.accounts.personal_data import Person, Record, StillNeeded, forget_guest
from desk.audit.record import record
from desk.files.store import CannotOpen, destroy, read
from desk.files.tombstones import bury
from desk.redactor import IMAGES, PAGED, PUBLISHABLE, CannotRead, read_written
from desk.tickets.models import Attachment, FindingRow, Message, Ticket

REMOVED = "(removed at the customer's request)"


class Tickets:
    name = "tickets"
    words = "Your tickets: what was written, and the files in them"

    def export(self, person: Person) -> Iterator[Record]:
        for ticket in tickets_of(person):
            if _is_empty(ticket):
                continue
            facts = [
                f"Ticket {ticket.reference}",
                f"Subject: {ticket.subject}",
                f"Product: {ticket.product.name}",
                f"State: {ticket.get_state_display()}",
                f"What may be published: {ticket.get_publish_display()}",
            ]
            yield Record(
                f"ticket-{ticket.pk}",
                f"Ticket {ticket.reference}",
                "you told us",
                "support",
                ticket.created_at,
                "\n".join(facts),
            )
            for message in ticket.messages.prefetch_related("attachments__file"):
                yield from _message(ticket, message)

    def erase(self, person: Person) -> int:
        """Words and files go; the row stays with its dates, so that what happened here still adds up.

        Raises StillNeeded while a copy of one is public or in review: its
        reviewed parts hold the same words, and taking it down is another verb.
        """
        tickets = [ticket for ticket in tickets_of(person) if not _is_empty(ticket)]
        for ticket in tickets:
            erase_ticket(ticket)
        return len(tickets)


def tickets_of(person: Person) -> QuerySet[Ticket]:
    """Those they opened with their account, or by a private link their mailbox has opened."""
    mine = Q(guest__email__in=person.emails, guest__opened_at__isnull=False)
    if person.user is not None:
        mine |= Q(requester=person.user)
    return Ticket.objects.filter(mine).select_related("product", "guest").order_by("pk")


@transaction.atomic
def erase_ticket(ticket: Ticket) -> None:
    """Empty one ticket. Raises StillNeeded."""
    publication = getattr(ticket, "publication", None)
    if publication is not None and (publication.live_id is not None or publication.parts.exists()):
        raise StillNeeded("public-copy")
    attachments = Attachment.objects.filter(message__ticket=ticket).select_related("file")
    for attachment in attachments:
        destroy(attachment.file)
    attachments.update(name="removed")
    found = Q(scan__message__ticket=ticket) | Q(scan__attachment__message__ticket=ticket)
    FindingRow.objects.filter(found).delete()
    ticket.messages.exclude(kind=Message.Kind.NOTE).update(text=REMOVED)
    ticket.messages.filter(kind=Message.Kind.NOTE).delete()
    Ticket.objects.filter(pk=ticket.pk).update(
        subject=REMOVED, publish=Ticket.Publish.NOTHING, state=Ticket.State.SOLVED, organisation=None
    )
    if ticket.guest is not None:
        forget_guest(ticket.guest)
    bury("ticket", ticket.pk)
    record("ticket.erased", ticket, by="system")


def _message(ticket: Ticket, message: Message) -> Iterator[Record]:
    """Internal notes too: they are about the person as much as the rest."""
    key, title = f"message-{message.pk}", f"{message.get_kind_display()} in {ticket.reference}"
    source = "you told us" if message.kind == Message.Kind.CUSTOMER else "our staff wrote it"
    yield Record(key, title, source, "support", message.created_at, message.text)
    for attachment in message.attachments.all():
        yield _file(ticket, message, attachment, source)


def _file(ticket: Ticket, message: Message, attachment: Attachment, source: str) -> Record:
    """A file as what can be read in it, never as its bytes: no rule reads those. Raises CannotRedact."""
    key, title = f"file-{attachment.pk}", f"File in {ticket.reference}"
    kind = attachment.file.kind
    name = f"File name: {attachment.name}"
    try:
        content = read(attachment.file)
        if kind in IMAGES | PAGED:
            return Record(key, title, source, "support", message.created_at, picture=content)
        if kind in PUBLISHABLE:
            text = f"{name}\n\n{read_written(content).text}"
            return Record(key, title, source, "support", message.created_at, text, name_ends=len(name))
    except (CannotOpen, CannotRead):
        pass  # it is named, and an agent sees that it could not be read
    return Record(
        key, title, source, "support", message.created_at, name, name_ends=len(name), is_closed=True
    )


def _is_empty(ticket: Ticket) -> bool:
    return ticket.subject == REMOVED
