"""Erase again what an old backup brought back. Every step is safe to run twice.

A line that fails stops the replay there: the desk goes on refusing to serve, which is what it is for.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from django.db import transaction

from desk.accounts.models import GuestAccess, Invitation, User
from desk.accounts.personal_data import Person
from desk.audit.record import record
from desk.factors.changing import forget_again
from desk.factors.personal_data import Account
from desk.files.tombstones import note, unknown
from desk.mail.mailbox import address_key
from desk.publishing.covering import cover_draft_again
from desk.publishing.following import forget_hash
from desk.publishing.models import Part, Publication, Revision
from desk.publishing.publish import hold, release, unmake, withdraw
from desk.publishing.watch import Removed
from desk.rights.consent.ledger import write
from desk.rights.consent.models import ConsentEvent
from desk.tickets.covering import Where, cover_again
from desk.tickets.models import AlwaysWord, Ticket
from desk.tickets.personal_data import erase_ticket


class UnknownKind(Exception):
    """A line of a kind that this release does not know; nothing may be served past it."""


def replay() -> int:
    """Erase everything the database does not know to be erased, in order; how many lines.

    Raises UnknownKind, BadLedger.
    """
    lines = unknown()
    for line in lines:
        if line.kind not in KINDS:
            raise UnknownKind(line.kind)
        with transaction.atomic():
            KINDS[line.kind](line.key)
            note(line)
    return len(lines)


def _ticket(key: str) -> None:
    """The whole ticket again, its public copy with it."""
    ticket = Ticket.objects.filter(pk=int(key)).first()
    if ticket is None:
        return
    for publication in Publication.objects.filter(ticket=ticket):
        _take_down(publication)
        unmake(publication)
    erase_ticket(Ticket.objects.get(pk=ticket.pk))


def _account(key: str) -> None:
    """Accounts, private links and invitations of one address, told by its keyed hash."""
    people = [user for user in User.objects.all() if address_key(user.email) == key]
    typed = (GuestAccess, Invitation)
    emails = chain.from_iterable(model.objects.values_list("email", flat=True) for model in typed)
    links = [email for email in emails if address_key(email) == key]
    for user in people:
        Account().erase(Person((user.email,), user))
    if links:
        Account().erase(Person(tuple(links)))


def _revision(key: str) -> None:
    """A revision that was taken down or redacted again is public no more: the post waits for a person."""
    for revision in Revision.objects.filter(digest=key, live_publication__isnull=False):
        _take_down(Publication.objects.get(pk=revision.publication_id))


def _take_down(publication: Publication) -> None:
    if publication.state != Publication.State.WITHDRAWN:
        withdraw(publication, by="system", because="restored")


def _removed(key: str) -> None:
    """Remember again what may not come back into a copy."""
    publication, entity, words, because, digest = key.split("|")
    if Publication.objects.filter(pk=int(publication)).exists():
        Removed.objects.get_or_create(
            publication_id=int(publication),
            entity=entity,
            digest=digest,
            defaults={"words": int(words), "because": because},
        )


def _restricted(key: str) -> None:
    """A ticket that is only stored stays so."""
    ticket = Ticket.objects.filter(pk=int(key), restricted_at=None).first()
    if ticket is not None:
        Ticket.objects.filter(pk=ticket.pk).update(restricted_at=ticket.updated_at)
        for publication in Publication.objects.filter(ticket=ticket):
            hold(publication, "restricted")
        record("ticket.restricted-again", ticket, by="system")


def _unrestricted(key: str) -> None:
    """The person took their restriction back later."""
    Ticket.objects.filter(pk=int(key)).update(restricted_at=None)
    for publication in Publication.objects.filter(ticket=int(key)):
        release(publication, "restricted")


def _consent(key: str) -> None:
    """What somebody said about a use of their data since the backup."""
    mailbox, purpose, word, channel, text_version = key.split("|")
    write(
        mailbox,
        purpose,
        ConsentEvent.Word(word),
        channel=ConsentEvent.Channel(channel),
        text_version=text_version,
    )


def _mention(key: str) -> None:
    """Words in somebody else's ticket that named a person; a copy of them is pulled anew by an agent."""
    cover_again(key)
    where, number, *_ = key.split("|")
    if where == Where.MESSAGE:
        for part in Part.objects.filter(message=int(number)).select_related("publication"):
            part.publication.touch()
            part.delete()


def _word(digest: str) -> None:
    """A word on the list of what is always hidden or kept that named a person."""
    AlwaysWord.objects.filter(digest=digest).delete()


KINDS: dict[str, Callable[[str], object]] = {
    "ticket": _ticket,
    "account": _account,
    "consent": _consent,
    "revision": _revision,
    "removed": _removed,
    "restricted": _restricted,
    "unrestricted": _unrestricted,
    "follows": forget_hash,
    "mention": _mention,
    "draft": cover_draft_again,
    "word": _word,
    "factor": forget_again,
}
