"""On the way from the form to the answer, no value is anywhere but under the request's own key."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django_tasks_db.models import DBTaskResult

from desk.accounts.models import User
from desk.audit.models import Entry
from desk.files.sealing import key_path
from desk.mail.models import OutgoingMail
from desk.rights import removal
from desk.rights.models import AffectedPost, Certificate, Occurrence, RemovalRequest
from tests.desk.rights.asking import CHARLIE, ask, decide_all, last_link, work
from tests.desk.rights.posts import a_post

pytestmark = pytest.mark.django_db(transaction=True)

VALUES = ("Ruprecht", "Zwiebel", CHARLIE, "my own uncle")


def rows() -> str:
    """Everything that is kept of the request, its tasks, its mails and its audit."""
    kept = (RemovalRequest, Occurrence, AffectedPost, Certificate, Entry, DBTaskResult, OutgoingMail)
    return repr([list(model.objects.values()) for model in kept])


def test_no_value_is_in_rows_logs_or_addresses_at_any_step(
    client: Client, dana: User, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    post = a_post(by=dana)
    ask(client, words="Ruprecht Zwiebel", post=post.slug, explanation="He is my own uncle.")
    link = last_link()
    seen = [rows(), link]
    client.post(link)
    work()
    request = RemovalRequest.objects.get()
    seen.append(rows())
    decide_all(request, by=dana)
    removal.request_carry_out(request, by=dana)
    seen.append(rows())
    work()
    seen += [rows(), caplog.text, *capfd.readouterr()]
    seen += [f"{message.subject}\n{message.body}" for message in mail.outbox]
    seen += [path.name for path in settings.DESK_VAR.rglob("*")]
    for value in VALUES:
        assert not any(value in one for one in seen)


def test_a_task_that_cannot_read_the_wish_says_so_in_codes(
    client: Client, dana: User, caplog: pytest.LogCaptureFixture
) -> None:
    ask(client, words="Ruprecht Zwiebel")
    link = last_link()
    request = RemovalRequest.objects.get()
    client.post(link)
    RemovalRequest.objects.filter(pk=request.pk).update(sealed=b"DSK1 Ruprecht Zwiebel, damaged")
    assert key_path(f"removal-{request.number}").exists()
    work()
    request.refresh_from_db()
    assert (request.state, request.problem) == (RemovalRequest.State.SEARCHING, "unreadable")
    assert "Zwiebel" not in caplog.text + repr(list(DBTaskResult.objects.values()))
