"""Private files: given out to those who may see the ticket, as bytes and never as a page."""

from __future__ import annotations

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from desk.accounts.models import GuestAccess, User
from desk.accounts.tokens import token_of
from desk.audit.models import Entry
from desk.files.models import StoredFile
from desk.files.store import destroy
from desk.tickets.models import Attachment, Ticket
from desk.tickets.receive import Letter, Upload, add_note
from tests.build import a_log, a_screenshot, a_ticket

pytestmark = pytest.mark.django_db

PICTURE = a_screenshot("Account: Alice Archer")
PAGE = b"<!doctype html><script>alert(1)</script>"


def sent(*uploads: Upload, by: User | str | None = None) -> Attachment:
    a_ticket(by, uploads=uploads)
    attachment = Attachment.objects.last()
    assert attachment is not None
    return attachment


def test_alice_gets_back_exactly_what_she_sent(client: Client, alice: User) -> None:
    attachment = sent(Upload("a.png", PICTURE))
    client.force_login(alice)
    assert client.get(f"/my/files/{attachment.pk}/").content == PICTURE


def test_dana_sees_the_picture_in_the_browser(client: Client, dana: User) -> None:
    attachment = sent(Upload("a.png", PICTURE))
    client.force_login(dana)
    response = client.get(f"/desk/files/{attachment.pk}/")
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    "content", [PAGE, a_log(), b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7"]
)
def test_everything_but_pictures_is_only_downloaded(client: Client, dana: User, content: bytes) -> None:
    attachment = sent(Upload("a.png", content))
    client.force_login(dana)
    response = client.get(f"/desk/files/{attachment.pk}/")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_no_file_can_act_as_a_page_or_be_kept(client: Client, dana: User) -> None:
    attachment = sent(Upload("a.html", PAGE))
    client.force_login(dana)
    response = client.get(f"/desk/files/{attachment.pk}/")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"


def test_the_senders_name_of_a_file_is_in_no_header(client: Client, dana: User) -> None:
    attachment = sent(Upload("passport Alice Archer.pdf", b"%PDF-1.7"))
    client.force_login(dana)
    headers = str(client.get(f"/desk/files/{attachment.pk}/").headers)
    assert "Alice" not in headers and "passport" not in headers


def test_looking_at_a_file_is_recorded(client: Client, dana: User) -> None:
    attachment = sent(Upload("a.png", PICTURE))
    client.force_login(dana)
    client.get(f"/desk/files/{attachment.pk}/")
    entry = Entry.objects.get(verb="file.seen")
    assert (entry.actor, entry.subject) == (f"user:{dana.pk}", f"attachment:{attachment.pk}")


def test_bob_erin_charlie_and_even_dana_get_404_on_alices_page_of_it(
    client: Client, bob: User, erin: User, charlie: User, dana: User
) -> None:
    attachment = sent(Upload("a.png", PICTURE))
    assert client.get(f"/my/files/{attachment.pk}/").status_code == 404
    for person in (bob, erin, charlie, dana):
        client.force_login(person)
        assert client.get(f"/my/files/{attachment.pk}/").status_code == 404


def test_a_guest_sees_the_files_of_the_opened_ticket_until_the_link_is_revoked(client: Client) -> None:
    attachment = sent(Upload("a.png", PICTURE), by="guest.gray@example.org")
    client.post(f"/my/ticket/{token_of(GuestAccess.objects.get())}/")
    assert client.get(f"/my/files/{attachment.pk}/").status_code == 200
    GuestAccess.objects.update(revoked_at=timezone.now())
    assert client.get(f"/my/files/{attachment.pk}/").status_code == 404


def test_the_file_of_a_note_does_not_exist_for_the_customer(
    client: Client, ticket: Ticket, alice: User, dana: User
) -> None:
    note = add_note(ticket, Letter("For us", (Upload("a.png", PICTURE),)), by=dana)
    client.force_login(alice)
    assert client.get(f"/my/files/{note.attachments.get().pk}/").status_code == 404


def test_a_destroyed_file_is_gone_and_says_so(client: Client, dana: User) -> None:
    attachment = sent(Upload("a.png", PICTURE))
    destroy(attachment.file)
    client.force_login(dana)
    assert client.get(f"/desk/files/{attachment.pk}/").status_code == 410


def test_a_file_that_was_tampered_with_is_not_given_out(client: Client, dana: User) -> None:
    attachment = sent(Upload("a.png", PICTURE))
    path = storages["private"].path(StoredFile.objects.get().key)
    with open(path, "r+b") as stored:
        stored.seek(40)
        stored.write(b"\0\0\0\0")
    client.force_login(dana)
    assert client.get(f"/desk/files/{attachment.pk}/").status_code == 410
