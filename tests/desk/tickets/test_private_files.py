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
from desk.redactor import Kind
from desk.tickets.cards import put_in_place
from desk.tickets.models import Attachment, Scan, Ticket
from desk.tickets.receive import Letter, Upload, add_note, add_reply
from tests.build import a_log, a_screenshot, a_ticket, checked

pytestmark = pytest.mark.django_db

PICTURE = a_screenshot("Account: Alice Archer")
PAGE = b"<!doctype html><script>alert(1)</script>"


def sent(*uploads: Upload, by: User | str | None = None, is_checked: bool = True) -> Attachment:
    """The last of these files in a new ticket."""
    a_ticket(by, uploads=uploads)
    attachment = Attachment.objects.last()
    assert attachment is not None
    if is_checked:
        checked(attachment)
    return attachment


def status_for(person: User, path: str) -> int:
    client = Client()
    client.force_login(person)
    return client.get(path).status_code


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


def test_before_its_scan_only_alice_can_open_what_she_sent(alice: User, dana: User) -> None:
    attachment = sent(Upload("a.png", PICTURE), is_checked=False)
    assert status_for(dana, f"/desk/files/{attachment.pk}/") == 409
    assert status_for(alice, f"/my/files/{attachment.pk}/") == 200
    assert not Entry.objects.filter(verb="file.seen", actor=f"user:{dana.pk}").exists()


def test_before_its_scan_only_dana_can_open_what_she_sent(alice: User, dana: User, ticket: Ticket) -> None:
    reply = add_reply(ticket, Letter("See here", (Upload("a.png", PICTURE),)), by=dana)
    attachment = reply.attachments.get()
    assert status_for(dana, f"/desk/files/{attachment.pk}/") == 200
    assert status_for(alice, f"/my/files/{attachment.pk}/") == 409


def test_a_file_that_took_the_place_of_a_checked_one_waits_again(dana: User) -> None:
    attachment = sent(Upload("a.png", PICTURE))
    put_in_place(attachment, a_screenshot("Another"), kind=Kind.PNG)
    assert status_for(dana, f"/desk/files/{attachment.pk}/") == 409


def test_the_page_of_the_ticket_shows_nothing_of_a_file_before_its_scan(client: Client, dana: User) -> None:
    attachment = sent(Upload("a.png", PICTURE), is_checked=False)
    client.force_login(dana)
    page = f"/desk/tickets/{attachment.message.ticket_id}/"
    before = client.get(page).content.decode()
    assert "opens once it has been searched" in before
    assert f"/desk/files/{attachment.pk}/" not in before
    checked(attachment)
    assert f"/desk/files/{attachment.pk}/" in client.get(page).content.decode()


def test_what_none_of_our_readers_opens_can_be_opened_by_dana(dana: User) -> None:
    attachment = sent(Upload("a.zip", b"PK\x03\x04 an archive"))
    Scan.objects.filter(attachment=attachment).update(state=Scan.State.PRIVATE)
    assert status_for(dana, f"/desk/files/{attachment.pk}/") == 200


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
