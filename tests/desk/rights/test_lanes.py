"""Danger and children first; wishes that only describe get help; agents take wishes down from tickets."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.accounts.models import User
from desk.audit.models import Entry
from desk.publishing.models import Publication
from desk.rights.asked import Asked, asked_of
from desk.rights.hiding import FOUND_AT_MOST
from desk.rights.models import Certificate, Occurrence, RemovalRequest
from desk.rights.opening import name_words, open_for_customer
from desk.tickets.models import Ticket
from tests import people
from tests.build import a_ticket
from tests.desk.rights.asking import (
    CHARLIE,
    ask,
    asked_and_confirmed,
    carried_out,
    confirm,
    decide_all,
    page,
    work,
)
from tests.desk.rights.posts import a_post
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)

State, Lane, Scope, Ground = (
    RemovalRequest.State,
    RemovalRequest.Lane,
    RemovalRequest.Scope,
    Occurrence.Ground,
)


def newest() -> RemovalRequest:
    return RemovalRequest.objects.latest("pk")


# Somebody under 16


def test_s141_what_is_about_a_child_is_hidden_at_once_and_nobody_is_asked_who_they_are(
    client: Client, dana: User
) -> None:
    post = a_post(by=dana)
    response = ask(client, words="Ruprecht Zwiebel", post=post.slug, lane="child", email="")
    assert response["Location"] == reverse("rights:begun")
    assert page(client, post)[0] == 410
    run_tasks("mail")
    (alarm,) = [message for message in mail.outbox if message.to == [dana.email]]
    assert "About a child" in alarm.body


def test_s142_a_child_s_request_is_decided_and_closed_without_any_address(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    ask(client, scope="post", post=post.slug, lane="child", email="")
    work()
    request = newest()
    decide_all(request, by=dana)
    assert carried_out(request, by=dana).state == State.CLOSED
    assert page(client, post)[0] == 410
    assert Certificate.objects.get().facts["scope"] == "post"
    told = {address for message in mail.outbox for address in message.to}
    assert told == {dana.email, post.ticket.customer.email}, "of whom the second has a ticket"


def test_a_child_s_request_with_an_address_is_answered_there(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    ask(client, scope="post", post=post.slug, lane="child")
    work()
    decide_all(newest(), by=dana)
    carried_out(newest(), by=dana)
    assert [CHARLIE] in [message.to for message in mail.outbox]


def test_only_a_child_s_request_may_come_without_an_address(client: Client) -> None:
    assert ask(client, words="Zwiebel", email="").status_code == 422
    assert ask(client, words="Zwiebel", email="", lane="urgent").status_code == 422
    assert not RemovalRequest.objects.exists()


def test_one_network_hides_three_posts_a_day_as_a_child_too(client: Client, dana: User) -> None:
    """Threat 1: the lane without a mailbox empties no tracker; the agents hear that nothing is hidden."""
    posts = [a_post(by=dana) for _ in range(4)]
    for post in posts:
        ask(client, scope="post", post=post.slug, lane="child", email="")
    assert [page(client, post)[0] for post in posts] == [410, 410, 410, 200]
    run_tasks("mail")
    assert "NOTHING is hidden yet" in mail.outbox[-1].body


def test_who_uses_up_the_other_caps_keeps_no_child_waiting(client: Client, dana: User) -> None:
    posts = [a_post(by=dana) for _ in range(11)]
    for number, post in enumerate(posts[:10]):
        ask(client, scope="post", post=post.slug, email=f"c{number}@example.org", network=f"192.0.2.{number}")
        confirm(client)
    ask(client, scope="post", post=posts[10].slug, lane="child", email="", network="192.0.2.99")
    assert page(client, posts[10])[0] == 410


def test_what_agents_take_down_is_hidden_first_however_many_people_told_them(dana: User) -> None:
    posts = [a_post(by=dana) for _ in range(5)]
    for number, post in enumerate(posts):
        told = a_ticket(people.alice())
        asked = Asked(email=f"c{number}@example.org", words=("Zwiebel",))
        open_for_customer(told, asked, scope=Scope.WORDS, slug=post.slug, lane=Lane.URGENT, by=dana)
    assert all(post.holds.exists() for post in posts)


def test_the_answer_about_a_child_is_the_same_for_a_post_that_does_not_exist(
    client: Client, dana: User
) -> None:
    known = ask(client, scope="post", post=a_post(by=dana).slug, lane="child", email="")
    unknown = ask(client, scope="post", post="zzzzzzzzzz", lane="child", email="")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


# Danger


def test_what_endangers_somebody_is_hidden_as_a_whole_once_confirmed_until_it_is_decided(
    client: Client, dana: User
) -> None:
    post, other = a_post(by=dana), a_post(by=dana)
    ask(client, words="Ruprecht Zwiebel", post=post.slug, lane="urgent")
    assert page(client, post)[0] == 200
    request = confirm(client)
    assert page(client, post)[0] == 410
    work()
    assert [page(client, one)[0] for one in (post, other)] == [410, 410], "the other one names them, too"
    decide_all(request, by=dana)
    assert carried_out(request, by=dana).state == State.CLOSED
    for one in (post, other):
        status, body = page(client, one)
        assert status == 200 and "Zwiebel" not in body


def test_what_is_refused_is_shown_again_when_the_request_is_closed(client: Client, dana: User) -> None:
    posts = [a_post(by=dana), a_post(by=dana)]
    ask(client, words="Ruprecht Zwiebel", post=posts[0].slug, lane="urgent")
    request = confirm(client)
    work()
    decide_all(request, by=dana, refuse=Ground.NOT_PERSONAL)
    assert carried_out(request, by=dana).state == State.CLOSED
    assert all(page(client, post)[0] == 200 and "Zwiebel" in page(client, post)[1] for post in posts)


def test_a_request_of_a_lane_hides_no_more_posts_than_a_few_by_a_word(client: Client, dana: User) -> None:
    posts = [a_post(by=dana) for _ in range(FOUND_AT_MOST + 3)]
    ask(client, words="Ruprecht Zwiebel", lane="child", email="", post=posts[0].slug)
    work()
    assert [page(client, post)[0] for post in posts].count(410) == FOUND_AT_MOST


def test_urgent_requests_come_first_in_the_list(client: Client, dana: User) -> None:
    asked_and_confirmed(client, words="Adelheid", email="one@example.org")
    urgent = newest()
    RemovalRequest.objects.filter(pk=urgent.pk).update(lane=Lane.URGENT)
    asked_and_confirmed(client, words="Adelheid", email="two@example.org")
    client.force_login(dana)
    body = client.get(reverse("rights:list")).content.decode()
    assert body.index(urgent.number) < body.index(newest().number)
    assert "Danger" in body


# Only described


def test_s157_a_vague_wish_gets_help_instead_of_a_refusal(client: Client, dana: User) -> None:
    a_post(by=dana)
    ask(client, scope="described", explanation="My uncle is in a post about exports.")
    request = confirm(client)
    assert request.state == State.DESCRIBED
    client.force_login(dana)
    body = client.get(request.get_absolute_url()).content.decode()
    assert "My uncle is in a post about exports." in body and "Find the words together" in body
    client.post(reverse("rights:ask_for_words", args=[request.pk]))
    client.logout()
    run_tasks("mail")
    assert mail.outbox[-1].to == [CHARLIE]
    assert "uncle" not in mail.outbox[-1].body
    found = re.search(r"/removal/more/[\w-]+/", str(mail.outbox[-1].body))
    assert found is not None
    assert client.get(found[0]).status_code == 200
    client.post(found[0], {"words": "Ruprecht Zwiebel"})
    work()
    request.refresh_from_db()
    assert (request.state, request.scope, request.occurrences.count()) == (State.REVIEW, Scope.WORDS, 1)
    assert "on its way" in client.get(found[0]).content.decode()


def test_an_agent_writes_down_the_words_that_the_description_led_to(client: Client, dana: User) -> None:
    a_post(by=dana)
    ask(client, scope="described", explanation="My uncle.")
    request = confirm(client)
    client.force_login(dana)
    assert client.post(reverse("rights:words", args=[request.pk]), {"words": ""}).status_code == 302
    request.refresh_from_db()
    assert request.state == State.DESCRIBED
    client.post(reverse("rights:words", args=[request.pk]), {"words": "Ruprecht Zwiebel"})
    work()
    request.refresh_from_db()
    assert request.occurrences.count() == 1
    assert asked_of(request).words == ("Ruprecht Zwiebel",)


def test_the_old_link_of_a_request_ends_when_the_person_is_asked_for_words(
    client: Client, dana: User
) -> None:
    ask(client, scope="described", explanation="My uncle.")
    run_tasks("mail")
    link = re.search(r"/removal/confirm/[\w-]+/", str(mail.outbox[-1].body))
    assert link is not None
    client.post(link[0])
    client.force_login(dana)
    client.post(reverse("rights:ask_for_words", args=[newest().pk]))
    client.logout()
    assert client.get(link[0]).status_code == 404


def test_a_description_hides_nothing_by_itself(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    ask(client, scope="described", explanation="My uncle.", post=post.slug)
    confirm(client)
    assert page(client, post)[0] == 200


def test_a_description_is_needed_for_a_wish_that_only_describes(client: Client) -> None:
    assert ask(client, scope="described").status_code == 422


def test_words_are_sealed_anew_under_a_new_key(client: Client, dana: User) -> None:
    ask(client, scope="described", explanation="My uncle.")
    request = confirm(client)
    before = bytes(request.sealed)
    name_words(request, ["Ruprecht Zwiebel"], by=dana)
    request.refresh_from_db()
    assert bytes(request.sealed) != before and request.sealings == 2
    request.sealed, request.sealings = before, 1
    with pytest.raises(Exception, match="no-key"):
        asked_of(request)


# An agent, from a ticket


def test_s154_dana_takes_down_what_alice_told_her_and_it_begins_at_once(
    client: Client, dana: User, alice: User, ticket: Ticket
) -> None:
    post = a_post(by=dana)
    client.force_login(dana)
    address = reverse("rights:for_customer", args=[ticket.pk])
    assert alice.email in client.get(address).content.decode()
    response = client.post(
        address, {"scope": "words", "words": "Ruprecht Zwiebel", "post": "", "lane": "normal"}
    )
    request = newest()
    assert response["Location"] == request.get_absolute_url()
    assert asked_of(request).email == alice.email
    work()
    assert request.occurrences.get().publication == post
    assert Entry.objects.filter(verb="removal.opened_for_customer").exists()


def test_a_guest_who_never_opened_the_link_has_to_confirm(client: Client, dana: User) -> None:
    ticket = a_ticket("guest.gray@example.org")
    client.force_login(dana)
    client.post(
        reverse("rights:for_customer", args=[ticket.pk]),
        {"scope": "words", "words": "Zwiebel", "lane": "normal"},
    )
    assert newest().state == State.UNCONFIRMED
    client.logout()
    confirm(client)
    assert newest().state == State.SEARCHING


# Until the decision


def test_what_was_hidden_first_can_be_shown_and_hidden_again_until_it_is_decided(
    client: Client, dana: User
) -> None:
    post = a_post(by=dana)
    request = asked_and_confirmed(client, scope="post", post=post.slug)
    work()
    address = reverse("rights:meanwhile", args=[request.pk])
    agent = Client()
    agent.force_login(dana)
    agent.post(address, {"what": "show"})
    assert page(client, post)[0] == 200
    agent.post(address, {"what": "hide"})
    assert page(client, post)[0] == 410
    request.refresh_from_db()
    assert request.hidden_until is not None


@pytest.mark.parametrize("what", ["show", "hide", "contest", "tell"])
def test_nothing_of_this_can_be_changed_once_it_is_final(client: Client, dana: User, what: str) -> None:
    post = a_post(by=dana)
    request = asked_and_confirmed(client, scope="post", post=post.slug)
    work()
    decide_all(request, by=dana)
    carried_out(request, by=dana)
    client.force_login(dana)
    address = reverse("rights:meanwhile", args=[request.pk])
    response = client.post(address, {"what": what}, headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert page(Client(), post)[0] == 410


# A piece of a screenshot


@pytest.mark.slow
@pytest.mark.ocr
@pytest.mark.usefixtures("detector")
def test_a_piece_of_a_screenshot_is_read_once_searched_for_and_destroyed(client: Client, dana: User) -> None:
    from tests.build import a_screenshot

    post = a_post(by=dana)
    crop = SimpleUploadedFile("crop.png", a_screenshot("Ruprecht Zwiebel", width=400), "image/png")
    ask(client, crop=crop)  # type: ignore[arg-type]
    assert asked_of(newest()).crop
    confirm(client)
    work()
    request = newest()
    assert (asked_of(request).words, asked_of(request).crop) == (("Ruprecht Zwiebel",), b"")
    assert request.occurrences.get().publication == post


@pytest.mark.slow
@pytest.mark.ocr
@pytest.mark.usefixtures("detector")
def test_a_picture_without_words_gets_help(client: Client, dana: User) -> None:
    from tests.build import a_screenshot

    crop = SimpleUploadedFile("crop.png", a_screenshot(), "image/png")
    ask(client, crop=crop)  # type: ignore[arg-type]
    confirm(client)
    work()
    request = newest()
    assert (request.state, request.problem) == (State.DESCRIBED, "unread-crop")
    assert asked_of(request).crop == b""


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing", b"\x89PNG" + b"0" * 1_100_000])
def test_what_is_no_small_picture_is_not_taken(client: Client, content: bytes) -> None:
    crop = SimpleUploadedFile("crop.png", content, "image/png")
    assert ask(client, crop=crop).status_code == 422  # type: ignore[arg-type]


# The same for everybody


@pytest.mark.parametrize("lane", ["normal", "urgent"])
def test_asking_costs_the_same_for_a_post_and_a_mailbox_that_we_know(
    client: Client, dana: User, alice: User, lane: str
) -> None:
    """Threat 20, counted in questions to the database and in what they ask."""
    post = a_post(by=dana)
    ask(client, scope="post", post=post.slug, lane=lane)
    shapes = []
    for slug, email in ((post.slug, alice.email), ("zzzzzzzzzz", "nobody@example.org")):
        with CaptureQueriesContext(connection) as queries:
            ask(client, scope="post", post=slug, email=email, lane=lane)
        shapes.append([re.sub(r"'[^']*'|\b\d+\b|NULL|X'\w*'", "?", one["sql"])[:60] for one in queries])
    assert shapes[0] == shapes[1]


def test_an_open_post_of_a_withdrawn_ticket_is_not_found_by_its_name(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    Publication.objects.filter(pk=post.pk).update(state=Publication.State.WITHDRAWN, live=None)
    ask(client, scope="post", post=post.slug, lane="child", email="")
    assert newest().publication is None
