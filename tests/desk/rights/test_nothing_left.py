"""After a request is closed nothing that was named can be read anywhere but in the private conversation."""

from __future__ import annotations

import logging

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.files.storage import storages
from django.db import models
from django.test import Client

from desk.accounts.models import User
from desk.publishing.preview import render_copy
from desk.publishing.tasks import render_preview
from desk.rights.models import RemovalRequest
from tests.desk.rights.asking import CHARLIE, ask, carried_out, confirm, decide_all, work
from tests.desk.rights.posts import a_post

pytestmark = pytest.mark.django_db(transaction=True)

NAMED = ("Ruprecht", "Zwiebel", "zwiebel", CHARLIE, "my own uncle")

# A removal takes out of public what the desk goes on needing in private: the ticket itself, and the text
# that the public copy is made from, in which it is marked as hidden. An erasure asks for those, too.
PRIVATE = {"tickets.Ticket": {"subject"}, "tickets.Message": {"text"}, "publishing.Part": {"text"}}


def dump() -> str:
    """Every field of every row of every table, ours and others', but for what PRIVATE lists."""
    said = []
    for model in apps.get_models():
        left_out = PRIVATE.get(model._meta.label, set())
        names = [field.attname for field in model._meta.concrete_fields if field.name not in left_out]
        said.append(repr(list(model._default_manager.values_list(*names))))
    return "\n".join(said)


def files() -> bytes:
    """All bytes that lie on disk, but for the database, which `dump` reads; and their names."""
    kept = [path for path in settings.DESK_VAR.rglob("*") if ".sqlite3" not in path.name]
    names = "\n".join(path.name for path in kept).encode()
    return names + b"".join(path.read_bytes() for path in kept if path.is_file())


@pytest.fixture
def closed(
    client: Client, dana: User, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> RemovalRequest:
    """Agreed, carried out and closed; the copy had been looked at in its preview before."""
    caplog.set_level(logging.DEBUG)
    post = a_post(by=dana)
    render_preview.enqueue(post.pk)
    work()
    ask(client, words="Ruprecht Zwiebel", post=post.slug, explanation="He is my own uncle.")
    request = confirm(client)
    work()
    decide_all(request, by=dana)
    return carried_out(request, by=dana)


@pytest.mark.parametrize("value", NAMED)
def test_it_is_in_no_table_no_file_no_log_no_mail_and_no_task(
    closed: RemovalRequest, value: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    assert closed.state == RemovalRequest.State.CLOSED
    assert value not in dump()
    assert value.encode() not in files()
    assert value not in "".join([caplog.text, *capfd.readouterr()])
    letters = [f"{message.subject}\n{message.body}" for message in mail.outbox]
    assert not any(value in letter for letter in letters)


def test_the_dump_would_show_it(client: Client, dana: User) -> None:
    """Before the request it stands there: the search above is not blind."""
    post = a_post(by=dana)
    storages["public"].delete("nothing")
    render_preview.enqueue(post.pk)
    work()
    assert "Zwiebel" in dump()
    assert "Zwiebel" in render_copy(post).text
    assert isinstance(apps.get_model("publishing.Preview")._meta.get_field("article"), models.TextField)
