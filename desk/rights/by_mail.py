"""The rights mailbox: a mail there is a wish like one from the form, and its mailbox has to confirm it, too.

The sender of a mail is easily forged. So nothing is hidden or searched before the link that goes to the
address has been pressed, and nobody's words are repeated in what we answer.
"""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from desk.mail.incoming import IncomingMail, parse
from desk.publishing.models import SLUG_LETTERS
from desk.redactor import cut_cards
from desk.rights.asked import Asked, address_hash
from desk.rights.models import RemovalRequest
from desk.rights.opening import open_removal

PER_MAILBOX = 5  # requests by mail within a day
LONGEST_EXPLANATION = 2000
SLUG = re.compile(rf"/issues/([{SLUG_LETTERS}]{{10}})(?![{SLUG_LETTERS}])")


def receive(raw: bytes) -> RemovalRequest | None:
    """Take a raw mail as a wish that describes what should go, and mail the link that confirms it.

    None for what no person wrote, for our own mail, and for one mailbox too
    many times a day. Raises CannotParse for what is no message.
    """
    mail = parse(raw)
    if mail.is_automatic or _is_ours(mail) or _too_many(mail):
        return None
    words = cut_cards(f"{mail.subject}\n\n{mail.text}".strip()).text
    named = SLUG.search(words)
    return open_removal(
        Asked(email=mail.sender, explanation=words[:LONGEST_EXPLANATION]),
        scope=RemovalRequest.Scope.DESCRIBED,
        slug=named[1] if named else "",
        network="",
    )


def _is_ours(mail: IncomingMail) -> bool:
    return mail.sender.casefold() in settings.DEFAULT_FROM_EMAIL.casefold()


def _too_many(mail: IncomingMail) -> bool:
    """Nobody's mailbox is filled with links that somebody else's mails ask for."""
    today = RemovalRequest.objects.filter(created_at__gt=timezone.now() - timedelta(days=1))
    return today.filter(address_hash=address_hash(mail.sender)).count() >= PER_MAILBOX
