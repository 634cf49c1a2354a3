"""Asking for removal: who may, what is taken down, and that the answer tells nothing."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.accounts.models import User
from desk.jobs import CODE
from desk.mail.models import OutgoingMail
from desk.rights.asked import asked_of
from desk.rights.models import RemovalRequest
from tests.desk.rights.asking import CHARLIE, ask, last_link
from tests.desk.rights.posts import a_post
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)


def test_s087_charlie_asks_without_an_account_and_gets_a_link_by_mail(client: Client) -> None:
    response = ask(client, words="Ruprecht Zwiebel\n4711-0815")
    assert response["Location"] == reverse("rights:asked")
    run_tasks("mail")
    assert [message.to for message in mail.outbox] == [[CHARLIE]]
    assert last_link()


def test_the_form_knows_the_post_it_was_opened_from(client: Client) -> None:
    body = client.get(reverse("rights:ask"), {"post": "abcdefghjk"}).content.decode()
    assert 'value="abcdefghjk"' in body


def test_reading_the_form_looks_nothing_up(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        client.get(reverse("rights:ask"), {"post": "abcdefghjk"})


def test_the_whole_address_of_a_post_is_understood(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    ask(client, scope="post", post=f"https://desk.example.com{post.public_path}?from=feed#top")
    assert RemovalRequest.objects.get().publication == post


def test_an_unknown_post_gets_the_same_answer_by_the_same_steps(client: Client, dana: User) -> None:
    """Threat 20: neither the page nor the work behind it tells which posts exist."""
    post = a_post(by=dana)
    known = ask(client, scope="post", post=post.slug)
    unknown = ask(client, scope="post", post="zzzzzzzzzz")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    run_tasks("mail")
    first, second = (message.body for message in mail.outbox[-2:])
    assert first.split("/confirm/")[0] == second.split("/confirm/")[0]
    assert len(first) == len(second)


def test_an_unknown_post_costs_the_same_questions_to_the_database(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    ask(client, scope="post", post=post.slug)  # warms what is read once
    counts = []
    for slug in (post.slug, "zzzzzzzzzz"):
        with CaptureQueriesContext(connection) as queries:
            ask(client, scope="post", post=slug)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_address_with_an_account_gets_the_same_answer(client: Client, alice: User) -> None:
    known = ask(client, words="Zwiebel", email=alice.email)
    unknown = ask(client, words="Zwiebel", email="nobody@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_what_was_asked_is_sealed(client: Client) -> None:
    ask(client, words="Ruprecht Zwiebel", explanation="He is my uncle.")
    request = RemovalRequest.objects.get()
    row = repr(RemovalRequest.objects.values().get())
    for value in ("Ruprecht", "Zwiebel", "uncle", "charlie"):
        assert value not in row
    assert asked_of(request).words == ("Ruprecht Zwiebel",)
    assert "Ruprecht" not in repr(asked_of(request))


def test_no_word_of_the_request_is_in_the_mail(client: Client) -> None:
    ask(client, words="Ruprecht Zwiebel", explanation="He is my uncle.")
    run_tasks("mail")
    assert "Zwiebel" not in f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    assert not OutgoingMail.objects.exclude(to="").exists()


def test_a_card_number_in_the_explanation_is_cut_before_it_is_kept(client: Client) -> None:
    """S013."""
    ask(client, words="Zwiebel", explanation="My card 4111 1111 1111 1111 was in the log.")
    assert "1111" not in asked_of(RemovalRequest.objects.get()).explanation


@pytest.mark.parametrize(
    "fields",
    [
        {"words": ""},
        {"words": "x"},
        {"words": "- / -"},
        {"words": "\n".join(f"word{number}" for number in range(11))},
        {"words": "a" * 201},
        {"scope": "post", "post": ""},
        {"scope": "post", "post": "not an address"},
        {"scope": "something-else", "words": "Zwiebel"},
        {"words": "Zwiebel", "email": "no address"},
    ],
)
def test_a_form_that_cannot_be_understood_says_so(client: Client, fields: dict[str, str]) -> None:
    response = ask(client, **fields)  # type: ignore[arg-type]
    assert response.status_code == 422
    assert not RemovalRequest.objects.exists()


def test_lines_are_taken_once_each_without_empty_ones(client: Client) -> None:
    ask(client, words="  Ruprecht   Zwiebel \n\n4711-0815\nRuprecht Zwiebel\n")
    assert asked_of(RemovalRequest.objects.get()).words == ("Ruprecht Zwiebel", "4711-0815")


def test_a_program_that_fills_the_hidden_field_achieves_nothing(client: Client) -> None:
    response = ask(client, words="Zwiebel", extra="https://spam.example.com")
    assert response.status_code == 422
    assert not RemovalRequest.objects.exists()


def test_one_network_may_ask_ten_times_an_hour(client: Client) -> None:
    statuses = [ask(client, words="Zwiebel", email=f"c{n}@example.org").status_code for n in range(11)]
    assert statuses == [302] * 10 + [429]
    assert ask(client, words="Zwiebel", network="198.51.100.9").status_code == 302


def test_one_mailbox_gets_five_links_a_day_and_the_answer_stays_the_same(client: Client) -> None:
    for number in range(7):
        response = ask(
            client, words="Zwiebel", email="charlie.cole+x@example.org", network=f"192.0.2.{number}"
        )
        assert response["Location"] == reverse("rights:asked")
    assert RemovalRequest.objects.count() == 5


def test_reading_sets_no_cookie_but_the_one_of_the_form(client: Client) -> None:
    assert set(client.get(reverse("rights:ask")).cookies) == {"csrftoken"}
    assert set(client.get(reverse("rights:asked")).cookies) == set()


def test_the_form_needs_its_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert ask(strict, words="Zwiebel").status_code == 403


def test_numbers_of_requests_may_travel_as_codes(client: Client) -> None:
    ask(client, words="Zwiebel")
    assert CODE.fullmatch(RemovalRequest.objects.get().number)
