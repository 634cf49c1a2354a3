"""What the public would see of words and pictures that were not sent yet."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image
from pytest_django import Settings

from desk.accounts.models import User
from desk.redactor import verify_image
from desk.tickets.models import Ticket
from tests.build import a_product, a_screenshot

pytestmark = pytest.mark.django_db

ADDRESS = "quillfeather@example.org"
WORDS, PICTURE = "/look/words/", "/look/picture/"
models = (pytest.mark.slow, pytest.mark.ocr, pytest.mark.usefixtures("detector"))


def with_models(test: Any) -> Any:
    for mark in models:
        test = mark(test)
    return test


@pytest.fixture
def no_detector(settings: Settings) -> None:
    settings.DETECTOR_URL = "http://127.0.0.1:9"


def look(client: Client, text: str) -> Any:
    return client.post(WORDS, {"text": text})


def public_side(page: str) -> str:
    return page.partition('data-side="public"')[2]


@with_models
def test_it_shows_the_words_as_written_and_as_the_public_would_read_them(client: Client) -> None:
    page = look(client, f"Please write to {ADDRESS}, thank you.").content.decode()
    assert ADDRESS in page.partition('data-side="public"')[0]
    assert ADDRESS not in public_side(page)
    assert "[e-mail address 1]" in public_side(page)


@with_models
def test_each_placeholder_is_explained(client: Client) -> None:
    page = look(client, f"Please write to {ADDRESS}, thank you.").content.decode()
    assert "<dd>E-mail address" in page


@with_models
def test_a_password_is_told_at_once(client: Client) -> None:
    page = look(client, "I use password: tR7-wq_Blau!9z and it fails.").content.decode()
    assert "change it afterwards" in page


@with_models
def test_a_card_number_is_cut_before_anything_is_shown(client: Client) -> None:
    page = look(client, "My card is 4111 1111 1111 1111.").content.decode()
    assert "4111" not in page


@with_models
def test_a_picture_comes_back_with_its_boxes(client: Client) -> None:
    file = SimpleUploadedFile("a.png", a_screenshot("Account", f"E-mail {ADDRESS}"))
    response = client.post(PICTURE, {"picture": file})
    assert int(response["Boxes"]) >= 1
    assert response["Cache-Control"] == "no-store"
    assert Image.open(io.BytesIO(response.content)).format == "PNG"
    assert not verify_image(response.content, hidden=[ADDRESS], boxes=[]).problems


@with_models
def test_without_script_the_button_shows_it_and_loses_nothing_typed(client: Client) -> None:
    typed = {
        "email": "guest.gray@example.org",
        "product": a_product().pk,
        "subject": "The export stops",
        "text": f"Please write to {ADDRESS}.",
        "publish_nothing": "on",
        "look": "1",
    }
    response = client.post("/new/", typed)
    page = response.content.decode()
    assert "[e-mail address 1]" in public_side(page)
    for value in ("guest.gray@example.org", "The export stops", f"Please write to {ADDRESS}."):
        assert value in page
    assert response.context["form"]["publish_nothing"].value() == "on"
    assert Ticket.objects.count() == 0


@with_models
def test_the_reply_form_has_the_same_button(client: Client, alice: User, ticket: Ticket) -> None:
    client.force_login(alice)
    path = f"/my/tickets/{ticket.pk}/reply/"
    page = client.post(path, {"text": f"Write to {ADDRESS}.", "look": "1"}).content.decode()
    assert "[e-mail address 1]" in public_side(page)
    assert ticket.messages.count() == 1


def test_files_that_the_browser_cannot_bring_back_are_said(client: Client, no_detector: None) -> None:
    file = SimpleUploadedFile("a.png", a_screenshot("Account"))
    page = client.post("/new/", {"text": "It stops.", "look": "1", "uploads": [file]}).content.decode()
    assert "choose your files again" in page


def test_without_a_detector_it_says_so_kindly_and_shows_nothing(client: Client, no_detector: None) -> None:
    response = look(client, f"Please write to {ADDRESS}.")
    page = response.content.decode()
    assert response.status_code == 503
    assert "cannot show it right now" in page and "without a person" in page
    assert ADDRESS not in page


def test_without_a_detector_no_picture_comes_back(client: Client, no_detector: None) -> None:
    response = client.post(PICTURE, {"picture": SimpleUploadedFile("a.png", a_screenshot("Account"))})
    assert (response.status_code, response.content) == (503, b"")


def test_what_is_no_picture_never_comes_back(client: Client) -> None:
    response = client.post(PICTURE, {"picture": SimpleUploadedFile("a.png", b"Alice Archer")})
    assert (response.status_code, response.content) == (422, b"")


def test_no_words_need_no_detector(client: Client, no_detector: None) -> None:
    assert look(client, "  \n").status_code == 200


def test_words_longer_than_a_message_are_not_looked_at(client: Client, no_detector: None) -> None:
    assert look(client, "a" * 50_001).status_code == 422


def test_one_network_looks_at_most_sixty_times_a_minute(client: Client, no_detector: None) -> None:
    answers = {look(client, "").status_code for _ in range(60)}
    assert answers == {200}
    assert look(client, "").status_code == 429


@pytest.fixture
def loud_log() -> Iterator[io.StringIO]:
    """Everything that any logger says, through the filter that is always there."""
    root, log = logging.getLogger(), io.StringIO()
    console = next(handler for handler in root.handlers if handler.get_name() == "console")
    assert isinstance(console, logging.StreamHandler)
    level, stream = root.level, console.setStream(log)
    root.setLevel(logging.DEBUG)
    yield log
    root.setLevel(level)
    console.setStream(stream or console.stream)


def everything_stored() -> str:
    """Every row of every table, the cache and the sessions among them."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  the names come from the database
            rows += cursor.fetchall()
    return repr(rows)


@with_models
def test_nothing_of_a_look_is_stored_or_logged(client: Client, loud_log: io.StringIO) -> None:
    secret = "tR7-wq_Blau!9z"
    look(client, f"Write to {ADDRESS}, password: {secret}")
    client.post("/new/", {"subject": ADDRESS, "text": f"Write to {ADDRESS}.", "look": "1"})
    picture = SimpleUploadedFile("quillfeather.png", a_screenshot(f"E-mail {ADDRESS}"))
    client.post(PICTURE, {"picture": picture})
    stored = everything_stored()
    for value in (ADDRESS, "quillfeather", secret):
        assert value not in stored
        assert value not in loud_log.getvalue()
    ours = [model for model in apps.get_models() if model.__module__.startswith("desk.")]
    assert {model.__name__ for model in ours if model.objects.exists()} <= {"Label"}


def test_a_look_that_fails_logs_nothing_of_it_either(
    client: Client, no_detector: None, loud_log: io.StringIO
) -> None:
    look(client, f"Write to {ADDRESS}.")
    assert "quillfeather" not in loud_log.getvalue()
    assert "quillfeather" not in everything_stored()
