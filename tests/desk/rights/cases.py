"""Requests about personal data for tests, made through the form, the mail and the verbs that people use."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.accounts.models import User
from desk.rights.due import tick
from desk.rights.personal import deciding, writing
from desk.rights.personal.models import RightsCase, RightsItem
from tests.tasks import run_tasks

CHARLIE = "charlie.cole@example.org"
Verdict = RightsItem.Verdict


def ask(client: Client, *rights: str, network: str = "192.0.2.9", **fields: Any) -> HttpResponse:
    """Send the form, as somebody from Germany who asks about themselves unless the fields say otherwise."""
    sent = {
        "rights": list(rights),
        "email": CHARLIE,
        "asker": "self",
        "place": "DE",
        "channel": "portal",
        **fields,
    }
    return client.post(reverse("rights:ask_case"), sent, REMOTE_ADDR=network)  # type: ignore[return-value]


def link_in_mail(to: str, path: str = "/privacy/case/") -> str:
    """The path of the newest link that begins so in a mail to this address; the mails are posted first."""
    run_tasks("mail")
    for message in reversed(mail.outbox):
        found = re.search(re.escape(settings.DESK_ORIGIN) + rf"({path}[\w-]+/)", str(message.body))
        if message.to == [to] and found:
            return found[1]
    raise AssertionError(f"no mail with a link to {path}")


def mails_to(address: str) -> list[str]:
    run_tasks("mail")
    return [str(message.body) for message in mail.outbox if message.to == [address]]


def confirmed(client: Client, *rights: str, **fields: Any) -> RightsCase:
    """A request whose mailbox has pressed the button."""
    ask(client, *rights, **fields)
    client.post(link_in_mail(fields.get("email", CHARLIE)))
    return RightsCase.objects.latest("pk")


def of_account(user: User, *rights: str, **fields: Any) -> RightsCase:
    """A request of somebody who is signed in."""
    client = Client()
    client.force_login(user)
    ask(client, *rights, **fields)
    return RightsCase.objects.latest("pk")


def decide(
    case: RightsCase, verdict: RightsItem.Verdict, *, by: User, right: str = "", **more: Any
) -> RightsItem:
    """Decide the first undecided item, or that of this right."""
    items = case.items.filter(verdict=Verdict.UNDECIDED)
    item = (items.filter(right=right) if right else items).first()
    assert item is not None
    return deciding.decide(item, verdict, seen=Verdict.UNDECIDED, by=by, **more)


def work() -> None:
    """What waits in the queues that need no detector."""
    run_tasks("default", "mail", ahead=True)


def answered(case: RightsCase, *, by: User) -> RightsCase:
    """The answer sent, and its mail delivered."""
    case.refresh_from_db()
    writing.send_answer(case, words="", by=by)
    run_tasks("mail")
    tick(timezone.now())
    case.refresh_from_db()
    return case
