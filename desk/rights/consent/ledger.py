"""Ask the ledger, and add to it. A withdrawal holds from the moment it is written."""

from __future__ import annotations

from desk.mail.mailbox import mailbox_key
from desk.rights.consent.models import ConsentEvent
from desk.rights.consent.purposes import Basis, Purpose, purposes

Word = ConsentEvent.Word


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
    _known(purpose)
    return ConsentEvent.objects.create(
        subject=mailbox_key(email),
        purpose=purpose,
        word=word,
        channel=channel,
        text_version=text_version,
    )


def allows(email: str, purpose: str) -> bool:
    """Whether data of this mailbox may be used for the purpose today. Raises UnknownPurpose.

    What needs consent is off until a yes; everything else is on until an objection (S002, S146).
    """
    known = _known(purpose)
    latest = ConsentEvent.objects.filter(subject=mailbox_key(email), purpose=purpose).first()
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
