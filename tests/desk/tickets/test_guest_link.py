"""A guest's private link."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from desk.accounts.models import GuestAccess, User
from desk.accounts.tokens import hash_of, sign_in_path, token_of
from desk.tickets.models import Ticket
from tests.build import a_message, a_ticket
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db

GUEST = "guest.gray@example.org"


@pytest.fixture
def guests_ticket() -> Ticket:
    return a_ticket(GUEST)


def link_of(ticket: Ticket) -> str:
    assert ticket.guest is not None
    return f"/my/ticket/{token_of(ticket.guest)}/"


def test_following_the_link_opens_nothing_until_the_button_is_pressed(
    client: Client, guests_ticket: Ticket
) -> None:
    page = client.get(link_of(guests_ticket)).content.decode()
    assert "Open my ticket" in page
    assert guests_ticket.subject not in page
    assert not GuestAccess.objects.get().is_verified
    assert client.get(f"/my/tickets/{guests_ticket.pk}/").status_code == 404


def test_pressing_the_button_opens_the_ticket_and_takes_the_token_out_of_the_address(
    client: Client, guests_ticket: Ticket
) -> None:
    response = client.post(link_of(guests_ticket))
    assert response.url == f"/my/tickets/{guests_ticket.pk}/"
    assert guests_ticket.subject in client.get(response.url).content.decode()
    assert GuestAccess.objects.get().is_verified


def test_the_link_opens_the_ticket_in_this_browser_only(client: Client, guests_ticket: Ticket) -> None:
    client.post(link_of(guests_ticket))
    assert Client().get(f"/my/tickets/{guests_ticket.pk}/").status_code == 404


def test_two_links_can_be_open_in_one_browser(client: Client, guests_ticket: Ticket) -> None:
    other = a_ticket("another@example.org")
    for ticket in (guests_ticket, other):
        client.post(link_of(ticket))
    for ticket in (guests_ticket, other):
        assert client.get(f"/my/tickets/{ticket.pk}/").status_code == 200


def test_one_guests_link_opens_no_other_ticket_of_the_same_address(
    client: Client, guests_ticket: Ticket
) -> None:
    earlier = a_ticket(GUEST)
    client.post(link_of(guests_ticket))
    assert client.get(f"/my/tickets/{earlier.pk}/").status_code == 404


def test_a_revoked_link_is_404_even_where_it_was_open(client: Client, guests_ticket: Ticket) -> None:
    client.post(link_of(guests_ticket))
    GuestAccess.objects.update(revoked_at=timezone.now())
    assert client.get(f"/my/tickets/{guests_ticket.pk}/").status_code == 404
    assert client.post(link_of(guests_ticket)).status_code == 404


@pytest.mark.parametrize("token", ["x", "0" * 64])
def test_a_made_up_link_is_404(client: Client, guests_ticket: Ticket, token: str) -> None:
    assert client.post(f"/my/ticket/{token}/").status_code == 404


def test_the_hash_in_the_database_is_no_link(client: Client, guests_ticket: Ticket) -> None:
    assert client.post(f"/my/ticket/{GuestAccess.objects.get().token_hash}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_every_mail_of_a_ticket_carries_the_same_link(guests_ticket: Ticket, dana: User) -> None:
    assert guests_ticket.guest is not None
    Client().post(link_of(guests_ticket))
    a_message(Ticket.objects.get(), "Please try version 4.3.", by=dana)
    run_tasks("mail")
    assert [link_of(guests_ticket) in str(message.body) for message in mail.outbox] == [True, True]


def test_with_another_secret_key_the_next_mail_has_a_new_link_that_works(
    guests_ticket: Ticket, settings: Settings
) -> None:
    before = link_of(guests_ticket)
    settings.SECRET_KEY = "another-key-of-at-least-thirty-two-characters"
    assert link_of(guests_ticket) != before
    assert Client().get(link_of(guests_ticket)).status_code == 200
    assert GuestAccess.objects.get().token_hash == hash_of(link_of(guests_ticket).split("/")[3])


def test_a_guests_session_ends_with_the_browser(client: Client, guests_ticket: Ticket) -> None:
    client.post(link_of(guests_ticket))
    cookie = client.cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def test_the_session_of_somebody_signed_in_stays_as_long_as_before(
    client: Client, guests_ticket: Ticket, alice: User
) -> None:
    client.force_login(alice)
    client.post(link_of(guests_ticket))
    assert not client.session.get_expire_at_browser_close()


def test_who_signs_in_next_in_that_browser_does_not_see_it(
    client: Client, guests_ticket: Ticket, bob: User
) -> None:
    client.post(link_of(guests_ticket))
    client.post(sign_in_path(bob))
    assert client.get("/my/").status_code == 200
    assert client.get(f"/my/tickets/{guests_ticket.pk}/").status_code == 404


def test_who_signs_in_with_the_address_of_the_link_goes_on_reading_it(client: Client, alice: User) -> None:
    ticket = a_ticket(alice.email)
    client.post(link_of(ticket))
    client.post(sign_in_path(alice))
    assert client.get(f"/my/tickets/{ticket.pk}/").status_code == 200


def test_a_guest_closes_the_ticket_with_a_button(client: Client, guests_ticket: Ticket) -> None:
    page = client.post(link_of(guests_ticket), follow=True)
    assert "Close my ticket" in page.content.decode()
    client.post("/sign-out/")
    assert client.get(f"/my/tickets/{guests_ticket.pk}/").status_code == 404


def test_a_guest_who_has_nothing_open_is_offered_nothing_to_close(
    client: Client, guests_ticket: Ticket
) -> None:
    assert "Close my ticket" not in client.get(link_of(guests_ticket)).content.decode()


def test_an_agent_ends_a_link_also_where_it_is_open(
    client: Client, guests_ticket: Ticket, dana: User
) -> None:
    client.post(link_of(guests_ticket))
    agent = Client()
    agent.force_login(dana)
    agent.post(f"/desk/tickets/{guests_ticket.pk}/link/", {"link": "revoke"})
    assert client.get(f"/my/tickets/{guests_ticket.pk}/").status_code == 404
    assert client.get(link_of(guests_ticket)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_new_link_goes_to_the_mailbox_and_shuts_the_old_one_out(
    client: Client, guests_ticket: Ticket, dana: User
) -> None:
    old = link_of(guests_ticket)
    client.post(old)
    agent = Client()
    agent.force_login(dana)
    agent.post(f"/desk/tickets/{guests_ticket.pk}/link/", {"link": "renew"})
    run_tasks("mail")
    new = link_of(Ticket.objects.get())
    assert new != old
    assert new in str(mail.outbox[-1].body) and mail.outbox[-1].to == [GUEST]
    assert client.get(f"/my/tickets/{guests_ticket.pk}/").status_code == 404
    assert client.get(old).status_code == 404
    client.post(new)
    assert client.get(f"/my/tickets/{guests_ticket.pk}/").status_code == 200
