"""Seeded values go through the whole intake, and stay in the places that are meant to hold them."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from desk.accounts.models import GuestAccess, User
from desk.accounts.tokens import token_of
from desk.audit.models import Entry
from desk.mail.due import tick
from desk.mail.models import OutgoingMail
from desk.tickets.models import Ticket
from tests.build import a_log, a_product, a_screenshot
from tests.people import dana
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)

# Nothing else in the product, in a test or in an environment says any of these.
ADDRESS = "quillfeather@example.org"
VALUES = (
    "quillfeather",
    "marzipandromeda",
    "zwetschgenknoedel",
    "07700 900461",
    "badge-klm-5581",
    "wombatcave",
)
CARD = "4111 1111 1111 1111"


class LeakyServer(BaseEmailBackend):
    """A mail server whose refusal quotes what it was given."""

    def send_messages(self, email_messages: Any) -> int:
        raise OSError(f"refused: {email_messages[0].to} {email_messages[0].body}")


@pytest.fixture
def intake(settings: Settings) -> Iterator[dict[str, Any]]:
    """All a guest and an agent do with one ticket, with much going wrong, and logs at their loudest."""
    settings.DETECTOR_URL = "http://127.0.0.1:9"
    settings.EMAIL_BACKEND = f"{__name__}.LeakyServer"
    root, log = logging.getLogger(), io.StringIO()
    console = next(handler for handler in root.handlers if handler.get_name() == "console")
    assert isinstance(console, logging.StreamHandler)
    level, stream = root.level, console.setStream(log)
    root.setLevel(logging.DEBUG)
    guest, agent = Client(raise_request_exception=False), Client(raise_request_exception=False)
    agent.force_login(dana())
    urls = [
        *addresses(guest.post("/sign-in/", {"email": ADDRESS}, follow=True)),
        *addresses(guest.post("/new/", ticket_form(), follow=True)),
    ]
    ticket = Ticket.objects.get()
    urls += addresses(guest.post(f"/my/ticket/{token_of(GuestAccess.objects.get())}/", follow=True))
    words = {"text": "Again, says marzipandromeda."}
    urls += addresses(guest.post(f"/my/tickets/{ticket.pk}/reply/", words, follow=True))
    urls += addresses(
        agent.post(f"/desk/tickets/{ticket.pk}/write/", {"kind": "reply", **words}, follow=True)
    )
    agent.get("/desk/", {"q": "zwetschgenknoedel"})
    agent.get(f"/desk/{ADDRESS}/")
    guest.get(f"/desk/tickets/{ticket.pk}/?q={ADDRESS}")
    guest.post("/new/", {**ticket_form(), "product": ADDRESS})
    guest.get("/", headers={"host": ADDRESS.replace("@", ".")})
    run_tasks(ahead=True, failures=True)
    yield {"urls": urls, "log": log.getvalue()}
    root.setLevel(level)
    console.setStream(stream)


def ticket_form() -> dict[str, Any]:
    return {
        "email": ADDRESS,
        "product": a_product().pk,
        "subject": "zwetschgenknoedel does not export",
        "text": f"I am marzipandromeda, call 07700 900461. Card {CARD}",
        "uploads": [
            SimpleUploadedFile("wombatcave.png", a_screenshot("badge-klm-5581")),
            SimpleUploadedFile("wombatcave.log", a_log("login marzipandromeda badge-klm-5581")),
        ],
    }


def addresses(response: Any) -> list[str]:
    return [url for url, _ in response.redirect_chain]


def leaked(text: str) -> list[str]:
    values = (*VALUES, CARD, CARD.replace(" ", ""))
    return [value for value in values if value in text.casefold()]


def test_no_value_is_in_a_log(intake: dict[str, Any]) -> None:
    assert "django.request" in intake["log"]
    assert leaked(intake["log"]) == []


def test_a_host_name_that_was_refused_is_in_no_log(intake: dict[str, Any]) -> None:
    assert "django.security.DisallowedHost message withheld" in intake["log"]


def test_no_value_is_in_a_task_or_in_what_a_failure_left_behind(intake: dict[str, Any]) -> None:
    rows = list(DBTaskResult.objects.values())
    assert any(row["status"] == "FAILED" for row in rows)
    assert leaked(json.dumps(rows, default=str)) == []


def test_no_value_is_in_the_audit(intake: dict[str, Any]) -> None:
    rows = list(Entry.objects.values())
    assert {"ticket.opened", "guest.opened", "message.added"} <= {row["verb"] for row in rows}
    assert leaked(json.dumps(rows, default=str)) == []


def test_no_value_is_in_an_address_a_browser_was_sent_to(intake: dict[str, Any]) -> None:
    assert len(intake["urls"]) >= 4
    assert leaked(" ".join(intake["urls"])) == []


def test_no_value_is_in_a_session_or_a_counter(intake: dict[str, Any]) -> None:
    sessions = [session.get_decoded() for session in Session.objects.all()]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {caches['default']._table}")  # type: ignore[attr-defined]  # noqa: S608
        counters = cursor.fetchall()
    assert sessions and counters
    assert leaked(f"{sessions}{counters}") == []


def test_no_value_is_in_a_name_or_the_bytes_of_a_stored_file(intake: dict[str, Any]) -> None:
    storage = storages["private"]
    names = storage.listdir("")[1]
    assert leaked(" ".join(names)) == []
    for name in names:
        with storage.open(name) as stored:
            assert leaked(stored.read().decode("latin-1")) == []


def test_a_mail_that_could_not_be_sent_is_forgotten_with_its_address(intake: dict[str, Any]) -> None:
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=4))
    tick(timezone.now())
    run_tasks("mail", ahead=True, failures=True)
    rows = list(OutgoingMail.objects.values())
    assert {row["state"] for row in rows} == {"failed", "cancelled"}
    assert leaked(json.dumps(rows, default=str)) == []


def test_a_card_number_is_in_no_table_at_all(intake: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            rows = str(cursor.fetchall())
            assert CARD not in rows and CARD.replace(" ", "") not in rows, table


def test_an_account_and_a_guest_show_only_their_number_when_printed(alice: User) -> None:
    assert leaked(f"{alice!r} {GuestAccess(email=ADDRESS)!r}") == []
    assert "alice" not in repr(alice).casefold()
