"""The form for a new ticket."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from desk.accounts.models import GuestAccess, User
from desk.files.store import read
from desk.mail.models import OutgoingMail
from desk.redactor import cut_cards
from desk.tickets.models import Attachment, Message, Ticket
from desk.tickets.receive import Letter, open_ticket
from tests.build import a_log, a_product, a_screenshot
from tests.tasks import waiting

pytestmark = pytest.mark.django_db

CARD = "4111 1111 1111 1111"  # the card schemes' own test number
GUEST = "guest.gray@example.org"
NEW = "/new/"


def answers(**changed: Any) -> dict[str, Any]:
    """A form filled in by a guest."""
    given = {
        "email": GUEST,
        "product": a_product().pk,
        "subject": "The export stops",
        "text": "It stops at the second page.",
    }
    return {**given, **changed}


def send(client: Client, **changed: Any) -> Any:
    return client.post(NEW, answers(**changed))


def test_a_guest_opens_a_ticket_without_an_account(client: Client) -> None:
    response = send(client)
    assert response.url == reverse("tickets:received")
    ticket = Ticket.objects.get()
    assert ticket.requester is None
    assert ticket.guest is not None and ticket.guest.email == GUEST
    assert not ticket.guest.is_verified


def test_the_answer_to_a_guest_names_nothing_of_the_ticket(client: Client) -> None:
    page = client.get(send(client).url).content.decode()
    assert GUEST not in page
    assert Ticket.objects.get().reference not in page


def test_the_private_link_is_in_the_mail_and_nowhere_else(client: Client) -> None:
    response = send(client)
    text = OutgoingMail.objects.get().text
    token = text.partition("/my/ticket/")[2].partition("/")[0]
    assert len(token) == 64
    assert token not in client.get(response.url).content.decode()
    assert not GuestAccess.objects.filter(token_hash=token).exists()


def test_a_guest_with_the_address_of_an_account_gets_no_part_of_it(client: Client, alice: User) -> None:
    send(client, email=alice.email)
    assert Ticket.objects.get().requester is None
    assert alice.tickets.count() == 0


def test_alice_signed_in_is_not_asked_for_her_address(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert 'name="email"' not in client.get(NEW).content.decode()
    response = send(client)
    ticket = Ticket.objects.get()
    assert ticket.requester == alice
    assert response.url == reverse("tickets:my_ticket", args=[ticket.pk])


def test_the_ticket_of_a_member_belongs_to_the_organisation(client: Client, alice: User) -> None:
    client.force_login(alice)
    send(client)
    organisation = Ticket.objects.get().organisation
    assert organisation is not None and organisation.name == "Birch Instruments"


def test_the_form_says_who_may_read_it_before_it_is_sent(client: Client) -> None:
    page = client.get(NEW).content.decode()
    assert "A redacted copy may be published" in page
    assert page.index("publish-notice") < page.index("Send to support")


def test_publish_nothing_is_kept_with_the_ticket(client: Client) -> None:
    send(client, publish_nothing="on")
    assert not Ticket.objects.get().may_be_published


def test_the_ticket_keeps_which_notice_was_shown(client: Client) -> None:
    send(client)
    assert Ticket.objects.get().notice_version


def test_files_are_kept_under_what_they_are_not_what_they_say(client: Client) -> None:
    picture = SimpleUploadedFile("notes.txt", a_screenshot("Settings"), content_type="text/plain")
    log = SimpleUploadedFile("picture.png", a_log("ERROR export failed"), content_type="image/png")
    send(client, uploads=[picture, log])
    assert [a.file.kind for a in Attachment.objects.all()] == ["png", "text"]


def test_every_message_and_file_waits_for_its_scan(client: Client) -> None:
    send(client, uploads=[SimpleUploadedFile("a.png", a_screenshot("Settings"))])
    assert Message.objects.get().scan.state == "waiting"
    assert Attachment.objects.get().scan.state == "waiting"
    assert waiting("scan") == 2


@pytest.mark.parametrize("field", ["subject", "text"])
def test_a_card_number_is_cut_before_it_is_written(client: Client, field: str) -> None:
    send(client, **{field: f"Paid with {CARD} today"})
    message = Message.objects.get()
    written = message.text + message.ticket.subject
    assert "1111" not in written
    assert "[card number removed]" in written
    assert message.cards_cut == 1


def test_a_card_number_in_a_log_is_cut_before_it_is_written(client: Client) -> None:
    send(client, uploads=[SimpleUploadedFile("app.log", a_log(f"DEBUG form pan={CARD}"))])
    content = read(Attachment.objects.get().file).decode()
    assert "1111" not in content
    assert "DEBUG form pan=[card number removed]" in content


@pytest.mark.parametrize("name", [f"{CARD}.png", "card_4111111111111111.png", "4111-1111-1111-1111.png"])
def test_a_card_number_in_a_file_name_is_cut(client: Client, name: str) -> None:
    send(client, uploads=[SimpleUploadedFile(name, a_screenshot("Settings"))])
    assert "1111" not in Attachment.objects.get().name


def test_the_sender_is_told_how_many_card_numbers_were_cut(client: Client) -> None:
    response = send(client, text=f"{CARD} and 5555 5555 5555 4444")
    page = client.get(response.url).content.decode()
    assert "We removed 2 payment card numbers" in page


def test_a_device_number_is_no_card(client: Client) -> None:
    text = "IMEI 490154203237518 of the test phone"
    assert cut_cards(text).count == 0
    send(client, text=text)
    assert Message.objects.get().text == text


def test_the_path_and_control_characters_of_a_file_name_go(client: Client) -> None:
    send(client, uploads=[SimpleUploadedFile("C:\\Users\\guest\\a\x07b.png", a_screenshot("Settings"))])
    assert Attachment.objects.get().name == "ab.png"


@pytest.mark.parametrize("field", ["email", "product", "subject", "text"])
def test_what_is_missing_is_said_and_nothing_is_lost(client: Client, field: str) -> None:
    response = send(client, **{field: ""})
    assert response.status_code == 422
    assert not Ticket.objects.exists()
    other = "text" if field != "text" else "subject"
    assert str(answers()[other]) in response.content.decode()


def test_an_empty_post_is_an_incomplete_form(client: Client) -> None:
    assert client.post(NEW).status_code == 422


def test_a_form_that_is_sent_twice_is_one_ticket_and_one_mail(client: Client) -> None:
    number = client.get(NEW).context["form"]["sent_as"].value()
    first, second = (send(client, sent_as=number) for _ in range(2))
    assert first.url == second.url
    assert Ticket.objects.count() == OutgoingMail.objects.count() == 1


def test_alice_who_presses_twice_comes_to_her_one_ticket(client: Client, alice: User) -> None:
    client.force_login(alice)
    number = client.get(NEW).context["form"]["sent_as"].value()
    addresses = {send(client, sent_as=number).url for _ in range(2)}
    assert addresses == {reverse("tickets:my_ticket", args=[Ticket.objects.get().pk])}


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_the_same_moment_it_is_one_ticket() -> None:
    product, both = a_product(), Barrier(2)

    def press() -> int:
        both.wait(10)
        try:
            letter = Letter("It stops at the second page.")
            return open_ticket(GUEST, product=product, subject="Export", letter=letter, sent_as="a-number").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = (pressed.result() for pressed in [pool.submit(press), pool.submit(press)])
    assert first == second == Ticket.objects.get().pk
    assert OutgoingMail.objects.count() == 1


def test_two_forms_with_the_same_words_are_two_tickets(client: Client) -> None:
    for _ in range(2):
        send(client, sent_as=client.get(NEW).context["form"]["sent_as"].value())
    assert Ticket.objects.count() == 2


def test_the_number_of_somebody_elses_form_leads_nobody_to_their_ticket(client: Client, alice: User) -> None:
    send(client, sent_as="a-number")
    client.force_login(alice)
    response = send(client, sent_as="a-number")
    hers = Ticket.objects.get(requester=alice)
    assert response.url == reverse("tickets:my_ticket", args=[hers.pk])
    assert Ticket.objects.count() == 2


def test_the_number_of_a_form_stays_when_it_comes_back_with_errors(client: Client) -> None:
    page = send(client, sent_as="a-number", subject="")
    assert page.context["form"]["sent_as"].value() == "a-number"


def test_a_program_that_fills_the_hidden_field_opens_nothing(client: Client) -> None:
    response = send(client, extra="buy now")
    assert response.status_code == 422
    assert not Ticket.objects.exists()
    assert "buy now" not in response.content.decode()


def test_an_empty_file_is_said(client: Client) -> None:
    response = send(client, uploads=[SimpleUploadedFile("a.log", b"")])
    assert response.status_code == 422
    assert "empty" in response.content.decode()


@override_settings(UPLOADS_PER_MESSAGE=2)
def test_too_many_files_are_said(client: Client) -> None:
    response = send(client, uploads=[SimpleUploadedFile(f"{n}.log", b"x") for n in range(3)])
    assert response.status_code == 422
    assert "at most 2 files" in response.content.decode()


def test_a_request_that_is_too_large_gets_a_page_that_says_so(client: Client) -> None:
    big = SimpleUploadedFile("big.log", b"x" * 2000)
    with override_settings(FILE_UPLOAD_MAX_MEMORY_SIZE=1000):
        response = send(client, uploads=[big])
    assert response.status_code == 413
    assert not Ticket.objects.exists()


def test_a_network_opens_ten_tickets_an_hour(client: Client) -> None:
    for number in range(10):
        assert send(client, email=f"guest{number}@example.org").status_code == 302
    assert send(client, email="another@example.org").status_code == 429
    assert Ticket.objects.count() == 10


def test_one_address_opens_twenty_tickets_a_day_from_wherever(client: Client) -> None:
    for number in range(20):
        assert client.post(NEW, answers(), REMOTE_ADDR=f"192.0.2.{number}").status_code == 302
    assert client.post(NEW, answers(), REMOTE_ADDR="198.51.100.7").status_code == 429


def test_a_form_that_was_not_accepted_does_not_count(client: Client) -> None:
    for _ in range(12):
        send(client, subject="")
    assert send(client).status_code == 302


def test_the_mail_names_no_word_of_the_ticket(client: Client) -> None:
    send(client, subject="Secret subject", text="Secret words")
    mail = OutgoingMail.objects.get()
    assert "Secret" not in mail.subject + mail.text
    assert settings.DESK_ORIGIN in mail.text
