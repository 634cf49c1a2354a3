"""Ask the ledger, and add to it. A withdrawal holds from the moment it is written."""

from __future__ import annotations

from django.db import transaction

from desk.files.tombstones import bury
from desk.mail.mailbox import mailbox_key
from desk.mail.models import Suppression
from desk.rights.consent.models import ConsentEvent
from desk.rights.consent.purposes import Basis, Purpose, purposes

Word = ConsentEvent.Word
NEWS = "news"  # the purpose of promotional mail


class UnknownPurpose(Exception):
    """A use of data that no row of the table describes; it must not happen."""


def say(
    email: str,
    purpose: str,
    word: ConsentEvent.Word,
    *,
    channel: ConsentEvent.Channel,
    text_version: str = "",
) -> ConsentEvent:
    """Write down what this mailbox says, in the caller's transaction. Raises UnknownPurpose."""
    return say_for(mailbox_key(email), purpose, word, channel=channel, text_version=text_version)


@transaction.atomic
def say_for(
    mailbox: str,
    purpose: str,
    word: ConsentEvent.Word,
    *,
    channel: ConsentEvent.Channel,
    text_version: str = "",
) -> ConsentEvent:
    """The same for a mailbox that is known by its keyed hash only, as in a link that ends mails."""
    # Beside the keys as well, in order: an old backup brings no consent back that was withdrawn since.
    bury("consent", "|".join((mailbox, purpose, str(word), str(channel), text_version)))
    return write(mailbox, purpose, word, channel=channel, text_version=text_version)


@transaction.atomic
def write(
    mailbox: str,
    purpose: str,
    word: ConsentEvent.Word,
    *,
    channel: ConsentEvent.Channel,
    text_version: str = "",
) -> ConsentEvent:
    """Add the event and nothing else; for a replay, whose list of erasures knows it already."""
    _known(purpose)
    event = ConsentEvent.objects.create(
        subject=mailbox, purpose=purpose, word=word, channel=channel, text_version=text_version
    )
    if purpose == NEWS:
        # The mail's own list, so that also a mail that waits already does not leave any more.
        if word == Word.GIVEN:
            Suppression.objects.filter(mailbox=mailbox).delete()
        else:
            Suppression.objects.get_or_create(mailbox=mailbox)
    return event


def allows(email: str, purpose: str) -> bool:
    """Whether data of this mailbox may be used for the purpose today. Raises UnknownPurpose.

    What needs consent is off until a yes; everything else is on until an objection (S002, S146).
    """
    return allows_for(mailbox_key(email), purpose)


def allows_for(mailbox: str, purpose: str) -> bool:
    known = _known(purpose)
    latest = ConsentEvent.objects.filter(subject=mailbox, purpose=purpose).first()
    if latest is None:
        return known.basis != Basis.CONSENT
    if not known.can_object:
        return True
    if known.basis == Basis.CONSENT:
        return latest.word == Word.GIVEN
    return latest.word not in (Word.OBJECTED, Word.WITHDRAWN)


def _known(code: str) -> Purpose:
    try:
        return purposes()[code]
    except KeyError:
        raise UnknownPurpose(code) from None
