"""Signing in by a mailed link."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk.accounts.models import User
from desk.accounts.tokens import sign_in_path
from desk.audit.models import Entry
from desk.mail.models import OutgoingMail
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)

UNKNOWN = "nobody@example.org"


def ask(client: Client, email: str, **more: str) -> int:
    return client.post("/sign-in/", {"email": email, **more}).status_code


def link_in_mail() -> str:
    run_tasks("mail")
    found = re.search(r"/sign-in/\S+/\S+/", str(mail.outbox[-1].body))
    assert found is not None
    return found[0]


def is_signed_in(client: Client) -> bool:
    return client.get("/home/").url.startswith(("/my/", "/desk/"))


def test_alice_gets_a_link_by_mail(client: Client, alice: User) -> None:
    assert ask(client, alice.email) == 302
    link_in_mail()
    assert mail.outbox[0].to == [alice.email]


def test_the_address_may_be_written_in_capitals(client: Client, alice: User) -> None:
    ask(client, alice.email.upper())
    assert link_in_mail()


def test_an_unknown_address_gets_no_mail_and_is_forgotten(client: Client) -> None:
    assert ask(client, UNKNOWN) == 302
    run_tasks("mail")
    assert mail.outbox == []
    kept = OutgoingMail.objects.get()
    assert (kept.state, kept.to) == ("cancelled", "")


def test_somebody_who_was_shut_out_gets_no_mail(client: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    ask(client, alice.email)
    run_tasks("mail")
    assert mail.outbox == []


def test_the_answer_does_not_tell_whether_there_is_an_account(client: Client, alice: User) -> None:
    answers = []
    for email in (alice.email, UNKNOWN):
        response = client.post("/sign-in/", {"email": email}, follow=True)
        answers.append((response.status_code, response.redirect_chain, response.content))
    assert answers[0] == answers[1]


def test_nothing_is_looked_up_before_the_answer_so_its_time_tells_nothing(
    client: Client, alice: User
) -> None:
    with CaptureQueriesContext(connection) as queries:
        ask(client, alice.email)
    assert not [query for query in queries if "accounts_user" in query["sql"]]


def test_the_database_never_holds_the_link(client: Client, alice: User) -> None:
    ask(client, alice.email)
    assert OutgoingMail.objects.get().text == ""
    link_in_mail()
    assert OutgoingMail.objects.get().text == ""


def test_following_the_link_changes_nothing_until_the_button_is_pressed(client: Client, alice: User) -> None:
    path = sign_in_path(alice)
    assert "<button" in client.get(path).content.decode()
    assert not is_signed_in(client)
    client.post(path)
    assert is_signed_in(client)


def test_the_link_works_once(client: Client, alice: User) -> None:
    path = sign_in_path(alice)
    client.post(path)
    assert Client().post(path).status_code == 404


@pytest.mark.parametrize("path", ["/sign-in/MQ/abc-def/", "/sign-in/@@/abc-def/", "/sign-in/OTk5/abc-def/"])
def test_a_made_up_link_is_404(client: Client, alice: User, path: str) -> None:
    assert client.post(path).status_code == 404


def test_a_link_of_one_person_does_not_fit_another(client: Client, alice: User, bob: User) -> None:
    token = sign_in_path(alice).split("/")[3]
    uid = sign_in_path(bob).split("/")[2]
    assert client.post(f"/sign-in/{uid}/{token}/").status_code == 404


def test_dana_lands_in_the_queue_and_alice_at_her_tickets(alice: User, dana: User) -> None:
    for person, place in ((dana, "/desk/"), (alice, "/my/")):
        client = Client()
        client.post(sign_in_path(person))
        assert client.get("/home/").url == place


def test_the_page_somebody_wanted_comes_after_signing_in(client: Client, dana: User) -> None:
    sent_to = client.get("/desk/?state=new").url
    assert "next=" in sent_to
    ask(client, dana.email, next="/desk/?state=new")
    assert client.post(link_in_mail()).url == "/desk/?state=new"


@pytest.mark.parametrize("foreign", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site_after_signing_in(client: Client, dana: User, foreign: str) -> None:
    ask(client, dana.email, next=foreign)
    assert client.post(link_in_mail()).url == "/home/"


def test_a_wanted_page_that_is_no_path_is_forgotten(client: Client, dana: User) -> None:
    ask(client, dana.email, next="no-page")
    assert client.post(link_in_mail()).url == "/home/"


def test_signing_in_and_out_are_recorded_without_the_address(client: Client, alice: User) -> None:
    client.post(sign_in_path(alice))
    client.post("/sign-out/")
    verbs = [entry.verb for entry in Entry.objects.order_by("pk")]
    assert verbs == ["person.signed-in", "person.signed-out"]
    assert {entry.actor for entry in Entry.objects.all()} == {f"user:{alice.pk}"}


def test_signing_out_takes_a_button_not_a_link(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.get("/sign-out/").status_code == 405
    assert is_signed_in(client)
    client.post("/sign-out/")
    assert not is_signed_in(client)


def test_one_address_gets_five_links_an_hour(client: Client, alice: User) -> None:
    for number in range(5):
        assert (
            client.post("/sign-in/", {"email": alice.email}, REMOTE_ADDR=f"192.0.2.{number}").status_code
            == 302
        )
    assert client.post("/sign-in/", {"email": alice.email}, REMOTE_ADDR="198.51.100.7").status_code == 429


def test_one_network_asks_for_twenty_links_an_hour(client: Client) -> None:
    for number in range(20):
        assert ask(client, f"guest{number}@example.org") == 302
    assert ask(client, "another@example.org") == 429


def test_a_program_that_fills_the_hidden_field_gets_no_mail(client: Client, alice: User) -> None:
    assert ask(client, alice.email, extra="x") == 422
    run_tasks("mail")
    assert mail.outbox == []


def test_the_front_page_sets_no_cookie(client: Client) -> None:
    assert not client.get("/").cookies


def test_a_form_sets_only_the_cookie_it_needs(client: Client) -> None:
    assert set(client.get("/sign-in/").cookies) == {"csrftoken"}
