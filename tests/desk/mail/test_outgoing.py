"""Post on its way out."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from desk.audit.models import Entry
from desk.mail import due
from desk.mail.models import OutgoingMail
from desk.mail.outgoing import cancel_about, claim, send
from desk.mail.sign_in import ask_for_link
from tests.tasks import run_tasks, waiting

pytestmark = pytest.mark.django_db(transaction=True)

CONTEXT = {"reference": "T-1", "link": "https://desk.example.com/my/tickets/1/", "is_guest": False}
TO = "alice.archer@example.com"


class RefusingServer(BaseEmailBackend):
    """A mail server that takes nothing, and quotes the address as real ones do."""

    def send_messages(self, email_messages: object) -> int:
        raise OSError(f"550 no mailbox {TO}")


class NoSuchMailbox(BaseEmailBackend):
    """A server that knows no such mailbox, and says so in the words of RFC 5321."""

    def send_messages(self, email_messages: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({TO: (550, b"no such mailbox")})


@pytest.fixture
def refusing(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.RefusingServer"


def test_a_mail_that_left_keeps_neither_address_nor_words() -> None:
    send("ticket_received", TO, CONTEXT)
    run_tasks("mail")
    row = OutgoingMail.objects.get()
    assert (row.state, row.to, row.subject, row.text) == ("sent", "", "", "")
    assert mail.outbox[0].to == [TO]


def test_a_mail_of_a_transaction_that_failed_is_never_sent() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        send("ticket_received", TO, CONTEXT)
        raise RuntimeError
    run_tasks("mail")
    assert mail.outbox == []


def test_a_mail_says_that_a_program_wrote_it() -> None:
    send("ticket_received", TO, CONTEXT)
    run_tasks("mail")
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.usefixtures("refusing")
def test_a_server_that_is_away_is_tried_again_and_nothing_is_lost() -> None:
    send("ticket_received", TO, CONTEXT)
    run_tasks("mail", ahead=True)
    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts, row.to) == ("queued", 3, TO)
    due.tick(timezone.now() + timedelta(minutes=39))
    assert waiting("mail") == 0
    due.tick(timezone.now() + timedelta(minutes=41))
    assert waiting("mail") == 1


@pytest.mark.usefixtures("refusing")
def test_after_three_days_the_address_is_forgotten() -> None:
    send("ticket_received", TO, CONTEXT)
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=4), attempts=9)
    run_tasks("mail", ahead=True)
    row = OutgoingMail.objects.get()
    assert (row.state, row.to) == ("failed", "")


def test_a_mailbox_that_does_not_exist_is_forgotten_at_once(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.NoSuchMailbox"
    send("ticket_received", TO, CONTEXT)
    run_tasks("mail", ahead=True)
    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts, row.to) == ("failed", 1, "")


def said() -> list[tuple[str, dict[str, Any]]]:
    """What the audit says about mails, oldest first."""
    return list(Entry.objects.filter(verb__startswith="mail.").order_by("pk").values_list("verb", "facts"))


def test_the_audit_says_that_a_mailbox_does_not_exist_without_naming_it(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.NoSuchMailbox"
    send("ticket_received", TO, CONTEXT)
    run_tasks("mail", ahead=True)
    assert said() == [("mail.given-up", {"template": "ticket_received", "because": "no-such-mailbox"})]


@pytest.mark.usefixtures("refusing")
def test_the_audit_says_that_a_mail_was_given_up_for_its_age() -> None:
    send("ticket_received", TO, CONTEXT)
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=4), attempts=9)
    run_tasks("mail", ahead=True)
    assert said() == [("mail.given-up", {"template": "ticket_received", "because": "too-old"})]


@pytest.mark.usefixtures("refusing")
def test_a_mail_that_waits_for_more_than_an_hour_is_said_once() -> None:
    send("ticket_received", TO, CONTEXT)
    run_tasks("mail", ahead=True)
    due.tick(timezone.now() + timedelta(minutes=59))
    assert said() == []
    for minutes in (61, 62):
        due.tick(timezone.now() + timedelta(minutes=minutes))
    assert said() == [("mail.waiting", {"template": "ticket_received", "attempts": 3})]


def test_a_mail_whose_task_was_lost_is_found_after_five_minutes() -> None:
    OutgoingMail.objects.create(template="ticket_received", to=TO, subject="s", text="t")
    due.tick(timezone.now())
    assert waiting("mail") == 0
    due.tick(timezone.now() + timedelta(minutes=6))
    run_tasks("mail")
    assert len(mail.outbox) == 1


def test_two_tasks_at_once_post_a_mail_once() -> None:
    row = send("ticket_received", TO, CONTEXT)
    assert claim(row.pk) is not None  # as the task that is at the mail server now
    run_tasks("mail")
    assert mail.outbox == []


def test_a_worker_that_was_killed_keeps_a_mail_for_minutes_only() -> None:
    row = send("ticket_received", TO, CONTEXT)
    DBTaskResult.objects.all().delete()
    claim(row.pk)
    OutgoingMail.objects.update(claimed_at=timezone.now() - timedelta(minutes=5))
    due.tick(timezone.now() + timedelta(minutes=6))
    run_tasks("mail")
    assert len(mail.outbox) == 1


def test_a_mail_that_waits_can_be_cancelled_by_what_it_is_about() -> None:
    send("ticket_received", TO, CONTEXT, about="follower:1")
    send("ticket_received", TO, CONTEXT, about="follower:12")
    assert cancel_about(["follower:1"]) == ["follower:1"]
    run_tasks("mail")
    assert len(mail.outbox) == 1
    assert OutgoingMail.objects.get(about="follower:1").to == ""


def test_a_lost_sign_in_mail_is_written_before_it_is_sent(alice: object) -> None:
    ask_for_link(TO)
    DBTaskResult.objects.all().delete()
    due.tick(timezone.now() + timedelta(minutes=6))
    run_tasks("mail")
    assert "/sign-in/" in str(mail.outbox[0].body)
