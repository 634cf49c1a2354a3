"""Contested decisions need two people, in the code and in the database; authors hear of changes, quietly."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from desk.accounts.models import User
from desk.rights import meanwhile, removal
from desk.rights.models import Occurrence, RemovalRequest
from tests import people
from tests.desk.rights.asking import ask, carried_out, confirm, decide_all, searched, work
from tests.desk.rights.posts import a_post

pytestmark = pytest.mark.django_db(transaction=True)

State, Ground, Verdict = RemovalRequest.State, Occurrence.Ground, Occurrence.Verdict


@pytest.fixture
def contested(client: Client, dana: User) -> RemovalRequest:
    """Everything is agreed, by Dana; somebody disagrees."""
    a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    meanwhile.contest(request, by=dana)
    decide_all(request, by=dana)
    request.refresh_from_db()
    return request


def test_one_signature_carries_nothing_out(contested: RemovalRequest, dana: User) -> None:
    removal.request_carry_out(contested, by=dana)
    with pytest.raises(removal.NeedsAnother):
        removal.request_carry_out(contested, by=dana)
    work()
    contested.refresh_from_db()
    assert (contested.state, contested.decided_by, contested.second_by) == (State.REVIEW, dana, None)


def test_two_signatures_do(contested: RemovalRequest, dana: User) -> None:
    removal.request_carry_out(contested, by=dana)
    assert carried_out(contested, by=people.operator()).state == State.CLOSED
    assert (contested.decided_by, contested.second_by) == (dana, people.operator())


def test_the_same_person_is_told_on_the_page(contested: RemovalRequest, client: Client, dana: User) -> None:
    client.force_login(dana)
    address = reverse("rights:carry_out", args=[contested.pk])
    first = client.post(address, headers={"HX-Request": "true"})
    assert first.status_code == 200 and "somebody else has to sign, too" in first.content.decode()
    again = client.post(address, headers={"HX-Request": "true"})
    assert again.status_code == 409 and "somebody else has to sign as well" in again.content.decode()


def test_another_decision_takes_the_signature_back(contested: RemovalRequest, dana: User) -> None:
    removal.request_carry_out(contested, by=dana)
    spot = contested.occurrences.get()
    removal.decide(spot, Verdict.REFUSED, seen=Verdict.AGREED, by=dana, ground=Ground.NOT_PERSONAL)
    contested.refresh_from_db()
    assert contested.decided_by is None


@pytest.mark.parametrize("second", [None, "same"])
def test_the_database_refuses_a_contested_request_without_a_second_person(
    contested: RemovalRequest, dana: User, second: str | None
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RemovalRequest.objects.filter(pk=contested.pk).update(
            state=State.CARRYING_OUT, decided_by=dana, second_by=dana if second else None
        )


def test_to_let_the_public_s_right_weigh_more_is_contested_by_itself(client: Client, dana: User) -> None:
    a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana, refuse=Ground.EXPRESSION)
    request.refresh_from_db()
    assert request.is_contested
    removal.request_carry_out(request, by=dana)
    request.refresh_from_db()
    assert request.state == State.REVIEW


def test_the_author_hears_that_the_copy_changed_and_not_why(client: Client, dana: User, alice: User) -> None:
    post = a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana)
    carried_out(request, by=dana)
    told = [message for message in mail.outbox if message.to == [alice.email]]
    words = f"{told[-1].subject} {told[-1].body}"
    assert post.public_path in words
    assert not any(value in words for value in ("Zwiebel", request.number, "asked", "request", "person"))


def test_the_author_hears_nothing_where_that_is_a_risk(client: Client, dana: User, alice: User) -> None:
    post = a_post(by=dana)
    ask(client, words="Ruprecht Zwiebel", post=post.slug, lane="urgent")
    request = confirm(client)
    work()
    decide_all(request, by=dana)
    assert carried_out(request, by=dana).state == State.CLOSED
    assert not [one for one in mail.outbox if one.to == [alice.email] and "has changed" in one.subject]


def test_dana_may_keep_it_from_the_author(client: Client, dana: User, alice: User) -> None:
    a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    agent = Client()
    agent.force_login(dana)
    agent.post(reverse("rights:meanwhile", args=[request.pk]), {"what": "keep-quiet"})
    decide_all(request, by=dana)
    carried_out(request, by=dana)
    assert not [one for one in mail.outbox if one.to == [alice.email] and "has changed" in one.subject]


def test_an_author_whose_words_all_stay_hears_nothing(client: Client, dana: User, alice: User) -> None:
    a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana, refuse=Ground.NOT_PERSONAL)
    carried_out(request, by=dana)
    assert not [one for one in mail.outbox if one.to == [alice.email] and "has changed" in one.subject]


def test_who_asked_for_it_is_told_by_the_answer_alone(client: Client, dana: User, alice: User) -> None:
    a_post(by=dana)
    ask(client, words="Ruprecht Zwiebel", email=alice.email)
    request = confirm(client)
    work()
    decide_all(request, by=dana)
    carried_out(request, by=dana)
    assert not [one for one in mail.outbox if one.to == [alice.email] and "has changed" in one.subject]
