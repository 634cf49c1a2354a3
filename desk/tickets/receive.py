"""Everything that comes into a ticket: the first words, further words, replies, internal notes.

Payment card numbers are cut here, before anything is written, from the subject, the words, files that
read as text and the names of files; `Message.cards_cut` says how many, so that the sender can be told.
Those in other files are cut by their scan (`cards`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from desk.accounts.models import GuestAccess, Organisation, User
from desk.accounts.tokens import absolute, hash_of, make_guest_access, token_of
from desk.audit.record import record
from desk.files.store import keep_private
from desk.jobs import enqueue_on_commit
from desk.mail.outgoing import send
from desk.redactor import CannotRead, cut_cards, read_text, sniff
from desk.tickets.models import Attachment, Message, Product, Scan, Ticket
from desk.tickets.tasks import scan_content

# Raise it with the words of templates/tickets/_notice.html: each ticket keeps which wording its writer saw.
NOTICE_VERSION = "2026-11-25"
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived: what its sender calls it, and its bytes."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person wrote, and the files they sent with it."""

    text: str = field(repr=False)
    uploads: tuple[Upload, ...] = ()


def open_ticket(
    requester: User | str,
    *,
    product: Product,
    subject: str,
    letter: Letter,
    publish: Ticket.Publish = Ticket.Publish.REDACTED,
    sent_as: str = "",
) -> Ticket:
    """A new ticket, of a person with an account or of a guest named by an e-mail address.

    A guest's private link goes to that mailbox and nowhere else: until it is
    opened nobody knows whose address this is. `sent_as` is the random number
    of the form it came by; with the one of an earlier ticket of the same
    person nothing is opened, and the earlier one comes back.
    """
    known = Ticket.objects.filter(sent_as=hash_of(sent_as)) if sent_as else Ticket.objects.none()
    theirs = (
        known.filter(requester=requester)
        if isinstance(requester, User)
        else known.filter(requester=None, guest__email__iexact=requester.strip())
    )
    if before := theirs.first():
        return before
    # Somebody else's number is worth nothing: neither their ticket nor the loss of one's own.
    number = hash_of(sent_as) if sent_as and not known.exists() else None
    try:
        return _open(requester, product, subject, letter, publish=publish, number=number)
    except IntegrityError:  # pressed twice at the same moment
        if before := theirs.first():
            return before
        raise


@transaction.atomic
def _open(
    requester: User | str,
    product: Product,
    subject: str,
    letter: Letter,
    *,
    publish: Ticket.Publish,
    number: str | None,
) -> Ticket:
    title = cut_cards(" ".join(subject.split()))
    ticket = Ticket(
        product=product,
        subject=title.text[: Ticket._meta.get_field("subject").max_length],
        publish=publish,
        notice_version=NOTICE_VERSION,
        sent_as=number,
    )
    if isinstance(requester, User):
        ticket.requester, ticket.organisation = requester, _organisation_of(requester)
    else:
        ticket.guest, _ = make_guest_access(requester)
    ticket.save()
    record("ticket.opened", ticket, by=ticket.customer, publish=ticket.publish, notice=NOTICE_VERSION)
    author = requester if isinstance(requester, User) else None
    _write(ticket, Message.Kind.CUSTOMER, letter, author=author, cut_before=title.count)
    tell_customer("ticket_received", ticket)
    return ticket


@transaction.atomic
def add_reply(ticket: Ticket, letter: Letter, *, by: User | GuestAccess) -> Message:
    """Words that both sides read: of the ticket's customer, or an agent's answer to them.

    An agent's answer is announced by mail, unless the customer is a guest who
    never opened the private link. The mail holds a link, not the words.
    """
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if by == ticket.customer:
        author = by if isinstance(by, User) else None
        message = _write(ticket, Message.Kind.CUSTOMER, letter, author=author)
        if ticket.state != Ticket.State.NEW:
            _set_state(ticket, Ticket.State.OPEN)
    elif isinstance(by, User) and by.is_agent:
        message = _write(ticket, Message.Kind.REPLY, letter, author=by)
        _set_state(ticket, Ticket.State.WAITING)
        if ticket.guest is None or ticket.guest.is_verified:
            tell_customer("reply", ticket, cards_cut="yes" if _had_cards(ticket, before=message) else "")
    else:
        raise ValueError("neither the ticket's customer nor an agent")
    record("message.added", message, by=by, ticket=ticket.pk, kind=message.kind)
    return message


@transaction.atomic
def add_note(ticket: Ticket, letter: Letter, *, by: User) -> Message:
    """Words among agents. They are never shown to the customer, never published and so not scanned."""
    message = _write(ticket, Message.Kind.NOTE, letter, author=by)
    record("message.added", message, by=by, ticket=ticket.pk, kind=message.kind)
    return message


def _write(
    ticket: Ticket, kind: Message.Kind, letter: Letter, *, author: User | None, cut_before: int = 0
) -> Message:
    """The message with its files, each waiting for its scan. `cut_before`: cards cut from the subject."""
    words = cut_cards(letter.text)
    cleaned = [_without_cards(upload) for upload in letter.uploads]
    message = Message.objects.create(
        ticket=ticket,
        kind=kind,
        author=author,
        text=words.text,
        cards_cut=cut_before + words.count + sum(count for _, count in cleaned),
    )
    scans = [] if kind == Message.Kind.NOTE else [Scan.objects.create(message=message)]
    for upload, _ in cleaned:
        stored = keep_private(upload.content, kind=sniff(upload.content))
        attachment = Attachment.objects.create(message=message, file=stored, name=upload.name)
        if kind != Message.Kind.NOTE:
            scans.append(Scan.objects.create(attachment=attachment))
    for scan in scans:
        enqueue_on_commit(scan_content, scan.pk)
    Ticket.objects.filter(pk=ticket.pk).update(updated_at=timezone.now())
    return message


def _without_cards(upload: Upload) -> tuple[Upload, int]:
    """The file without card numbers in its name and, where it reads as text, in its content; and how many."""
    # An underscore joins words in file names, and would hide the number's start and end.
    name = cut_cards(file_name(upload.name).replace("_", " "))
    kept = replace(upload, name=(name.text if name.count else file_name(upload.name))[:LONGEST_NAME])
    try:
        content = cut_cards(read_text(upload.content))
    except CannotRead:  # pictures and documents: nothing of them is read before the scan
        return kept, name.count
    if content.count:
        kept = replace(kept, content=content.text.encode())
    return kept, name.count + content.count


def file_name(name: str) -> str:
    """The last part of a path without control characters; `file` when nothing is left."""
    last = re.split(r"[\\/]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip() or "file"


def _had_cards(ticket: Ticket, *, before: Message) -> bool:
    """Whether card numbers were cut from what the customer sent since the answer before this one."""
    earlier = ticket.messages.filter(kind=Message.Kind.REPLY).exclude(pk=before.pk).last()
    sent = ticket.messages.filter(kind=Message.Kind.CUSTOMER, cards_cut__gt=0)
    return (sent if earlier is None else sent.filter(pk__gt=earlier.pk)).exists()


def _organisation_of(user: User) -> Organisation | None:
    """The one organisation a person belongs to; None for nobody's, for several and for a suspended member."""
    memberships = list(user.memberships.in_force().select_related("organisation")[:2])
    return memberships[0].organisation if len(memberships) == 1 else None


def _set_state(ticket: Ticket, to: Ticket.State) -> None:
    ticket.state = to
    ticket.save(update_fields=["state"])


def tell_customer(template: str, ticket: Ticket, **more: str) -> None:
    """Mail the customer a link to the ticket; no word of the conversation leaves by mail.

    `more` are further words for the template: codes, versions and public paths.
    """
    if ticket.guest is not None:
        path = reverse("tickets:guest_link", args=[token_of(ticket.guest)])
    else:
        path = reverse("tickets:my_ticket", args=[ticket.pk])
    context = {
        **more,
        "reference": ticket.reference,
        "link": absolute(path),
        "is_guest": ticket.guest is not None,
    }
    thread = salted_hmac("desk.tickets.thread", str(ticket.pk), algorithm="sha256").hexdigest()[:24]
    send(template, ticket.customer.email, context, thread=f"ticket-{thread}")
