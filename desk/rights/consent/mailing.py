"""One message to many, each through the one door of the mail; and the links that end or choose mails."""

from __future__ import annotations

import hmac
from collections import Counter

from django.db import transaction
from django.urls import reverse

from desk.accounts.models import User
from desk.accounts.tokens import absolute
from desk.audit.record import record
from desk.files.sealing import keyed_hash
from desk.mail.mailbox import mailbox_key
from desk.mail.models import OutgoingMail
from desk.mail.outgoing import send
from desk.rights.consent.ledger import NEWS, allows
from desk.rights.consent.models import Broadcast

Kind = Broadcast.Kind


def token_for(mailbox: str) -> str:
    """Names a mailbox in a link without its address; nobody makes one for a mailbox of somebody else."""
    return f"{mailbox}{_seal(mailbox)}"


def mailbox_of_token(token: str) -> str | None:
    """The keyed hash of the mailbox; None for a token that is not ours."""
    mailbox, seal = token[:64], token[64:]
    return mailbox if hmac.compare_digest(_seal(mailbox).encode(), seal.encode()) else None


def preferences_path(email: str) -> str:
    return reverse("rights:preferences", args=[token_for(mailbox_key(email))])


def mail_preferences_link(email: str) -> None:
    """The same mail for every address, known or not."""
    with transaction.atomic():
        send("preferences_link", email, {"link": absolute(preferences_path(email))})


@transaction.atomic
def broadcast(kind: Broadcast.Kind, title: str, words: str, *, by: User) -> Broadcast:
    """Write to all active people, or, for news, to those of them who agreed (S054, S091)."""
    row = Broadcast.objects.create(kind=kind, title=title, words=words, created_by=by)
    template = "product_news" if kind == Kind.NEWS else "notice"
    count = 0
    for person in User.objects.filter(is_active=True).iterator():
        if kind == Kind.NEWS and not allows(person.email, NEWS):
            continue
        path = preferences_path(person.email)
        context = {
            "title": title,
            "words": words,
            "preferences": absolute(path),
            "centre": absolute(reverse("rights:centre")),
        }
        unsubscribe = path if kind == Kind.NEWS else ""
        send(template, person.email, context, unsubscribe=unsubscribe, about=row.code)
        count += 1
    row.people = count
    row.save(update_fields=["people"])
    record("broadcast.sent", row, by=by, kind=str(kind), people=count)
    return row


def report(row: Broadcast) -> dict[str, int]:
    """How many copies are in which state: the report that everybody was reached, or who was not."""
    states = OutgoingMail.objects.filter(about=row.code).values_list("state", flat=True)
    return dict(Counter(OutgoingMail.State(state).label for state in states))


def _seal(mailbox: str) -> str:
    return keyed_hash("preferences-link", mailbox)[:32]
