"""What a customer sees of their tickets."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from desk.accounts.models import User
from desk.tickets.models import Message, Ticket
from desk.tickets.receive import Letter, add_note
from tests.build import a_message, a_screenshot, a_ticket

pytestmark = pytest.mark.django_db


def page(client: Client, person: User, path: str) -> str:
    client.force_login(person)
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_alice_sees_her_tickets(client: Client, alice: User, ticket: Ticket) -> None:
    assert ticket.subject in page(client, alice, "/my/")


def test_somebody_without_tickets_is_told_so(client: Client, charlie: User) -> None:
    assert "No tickets yet" in page(client, charlie, "/my/")


def test_erin_sees_that_a_colleagues_ticket_exists_but_no_word_of_it(
    client: Client, erin: User, ticket: Ticket
) -> None:
    shown = page(client, erin, "/my/")
    assert ticket.reference in shown
    assert ticket.product.name in shown
    assert ticket.subject not in shown
    assert "Alice" not in shown
    assert client.get(f"/my/tickets/{ticket.pk}/").status_code == 404


def test_bob_sees_nothing_of_his_colleagues_ticket(client: Client, bob: User, ticket: Ticket) -> None:
    assert ticket.reference not in page(client, bob, "/my/")


def test_an_agent_sees_only_their_own_tickets_there(client: Client, dana: User, ticket: Ticket) -> None:
    assert ticket.reference not in page(client, dana, "/my/")
    assert client.get(f"/my/tickets/{ticket.pk}/").status_code == 404


def test_the_conversation_shows_words_and_replies_but_no_notes(
    client: Client, alice: User, ticket: Ticket, dana: User
) -> None:
    a_message(ticket, "Please try version 4.3.", by=dana)
    add_note(ticket, Letter("She is difficult."), by=dana)
    shown = page(client, alice, f"/my/tickets/{ticket.pk}/")
    assert "Please try version 4.3." in shown
    assert "difficult" not in shown


def test_the_conversation_names_an_agent_but_never_their_address(
    client: Client, alice: User, ticket: Ticket, dana: User
) -> None:
    a_message(ticket, "Please try version 4.3.", by=dana)
    shown = page(client, alice, f"/my/tickets/{ticket.pk}/")
    assert "Dana Dale" in shown
    User.objects.filter(pk=dana.pk).update(name="")
    shown = page(client, alice, f"/my/tickets/{ticket.pk}/")
    assert dana.email not in shown


def test_alice_adds_words_and_a_screenshot(client: Client, alice: User, ticket: Ticket) -> None:
    client.force_login(alice)
    picture = SimpleUploadedFile("again.png", a_screenshot("Settings"))
    client.post(f"/my/tickets/{ticket.pk}/reply/", {"text": "It happens again.", "uploads": [picture]})
    message = ticket.messages.last()
    assert message is not None
    assert (message.kind, message.author, message.text) == (Message.Kind.CUSTOMER, alice, "It happens again.")
    assert message.attachments.count() == 1


def test_a_card_number_in_a_reply_is_cut_and_told(client: Client, alice: User, ticket: Ticket) -> None:
    client.force_login(alice)
    path = f"/my/tickets/{ticket.pk}/reply/"
    shown = client.post(path, {"text": "4111 1111 1111 1111"}, follow=True).content.decode()
    assert "We removed 1 payment card number" in shown
    assert not Message.objects.filter(text__contains="1111").exists()


def test_an_empty_reply_is_said_and_not_kept(client: Client, alice: User, ticket: Ticket) -> None:
    client.force_login(alice)
    assert client.post(f"/my/tickets/{ticket.pk}/reply/", {"text": ""}).status_code == 422
    assert ticket.messages.count() == 1


def test_alice_can_say_publish_nothing_of_mine_at_any_time_and_take_it_back(
    client: Client, alice: User, ticket: Ticket
) -> None:
    client.force_login(alice)
    for choice, may in (("nothing", False), ("redacted", True)):
        client.post(f"/my/tickets/{ticket.pk}/publish/", {"publish": choice})
        assert Ticket.objects.get(pk=ticket.pk).may_be_published is may


def test_another_word_about_publishing_changes_nothing(client: Client, alice: User, ticket: Ticket) -> None:
    client.force_login(alice)
    assert client.post(f"/my/tickets/{ticket.pk}/publish/", {"publish": "everything"}).status_code == 422
    assert Ticket.objects.get(pk=ticket.pk).may_be_published


def test_the_pages_of_a_customer_are_not_kept_by_a_browser(
    client: Client, alice: User, ticket: Ticket
) -> None:
    client.force_login(alice)
    for path in ("/my/", f"/my/tickets/{ticket.pk}/"):
        assert client.get(path)["Cache-Control"] == "no-store"


def test_the_list_asks_the_database_a_fixed_number_of_times(
    client: Client, alice: User, erin: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        a_ticket(alice)
    client.force_login(erin)
    with django_assert_max_num_queries(6):
        client.get("/my/")


def test_alice_reads_that_a_card_was_removed_from_what_she_sent(
    client: Client, alice: User, ticket: Ticket
) -> None:
    path = f"/my/tickets/{ticket.pk}/"
    assert "was removed from this message" not in page(client, alice, path)
    ticket.messages.update(cards_cut=1)
    assert "1 payment card number was removed from this message or its files" in page(client, alice, path)
