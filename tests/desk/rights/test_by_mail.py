"""The rights mailbox: a mail is a wish that has to be confirmed, and nothing goes round in circles."""

from __future__ import annotations

import io
import sys

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from desk.accounts.models import User
from desk.rights.asked import asked_of
from desk.rights.by_mail import PER_MAILBOX, receive
from desk.rights.models import RemovalRequest
from tests.desk.rights.asking import CHARLIE, confirm, page
from tests.desk.rights.posts import a_post
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)

State, Scope = RemovalRequest.State, RemovalRequest.Scope


def a_mail(text: str = "My name is public.", *, sender: str = CHARLIE, header: str = "") -> bytes:
    return f"From: <{sender}>\r\nSubject: Please remove it\r\n{header}\r\n{text}\r\n".encode()


def test_s154_a_mail_is_a_wish_that_its_mailbox_confirms(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    request = receive(a_mail(f"It is on {settings.DESK_ORIGIN}{post.public_path} in the first line."))
    assert request is not None
    assert (request.state, request.scope, request.publication) == (State.UNCONFIRMED, Scope.DESCRIBED, post)
    assert asked_of(request).explanation.startswith("Please remove it")
    assert confirm(client).state == State.DESCRIBED


def test_threat_25_a_forged_sender_hides_nothing(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    receive(a_mail(f"Remove {settings.DESK_ORIGIN}{post.public_path}", sender="victim@example.org"))
    assert page(client, post)[0] == 200
    run_tasks("mail")
    assert [message.to for message in mail.outbox][-1] == ["victim@example.org"]
    assert "Remove http" not in mail.outbox[-1].body


@pytest.mark.parametrize("header", ["Auto-Submitted: auto-replied\r\n", "Precedence: bulk\r\n"])
def test_a_program_gets_no_answer(header: str) -> None:
    assert receive(a_mail(header=header)) is None
    assert not RemovalRequest.objects.exists()


def test_our_own_mail_gets_no_answer() -> None:
    assert receive(a_mail(sender="desk@localhost.example")) is not None
    with_own = settings.DEFAULT_FROM_EMAIL
    settings.DEFAULT_FROM_EMAIL = "Discreet desk <desk@example.org>"
    try:
        assert receive(a_mail(sender="desk@example.org")) is None
    finally:
        settings.DEFAULT_FROM_EMAIL = with_own


def test_a_mailbox_is_not_filled_with_links() -> None:
    taken = [receive(a_mail()) for _ in range(PER_MAILBOX + 1)]
    assert [one is None for one in taken] == [False] * PER_MAILBOX + [True]


def test_a_card_number_is_cut_before_it_is_kept() -> None:
    """S013."""
    request = receive(a_mail("My card 4111 1111 1111 1111 is public."))
    assert request is not None and "1111" not in asked_of(request).explanation


def test_the_command_takes_a_mail_from_a_mail_server(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(a_mail())))
    call_command("rights_mail")
    assert RemovalRequest.objects.get().number in capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"nothing")))
    with pytest.raises(CommandError) as problem:
        call_command("rights_mail")
    assert problem.value.returncode == 65
