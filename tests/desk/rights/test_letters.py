"""What we write: complete, plain, and without a value in it."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from desk.accounts.models import User
from desk.rights import letters, removal
from desk.rights.models import Occurrence
from tests.desk.rights.asking import CHARLIE, carried_out, decide_all, searched
from tests.desk.rights.posts import a_post

pytestmark = pytest.mark.django_db(transaction=True)


def last_letter() -> str:
    message = mail.outbox[-1]
    assert message.to == [CHARLIE]
    return f"{message.subject}\n{message.body}"


@pytest.mark.parametrize("ground", list(Occurrence.Ground))
def test_s088_every_ground_has_its_words_and_what_one_can_do(ground: Occurrence.Ground) -> None:
    reason = letters.REASONS[ground]
    assert reason.says.endswith(".") and reason.can_do.endswith(".")


@pytest.mark.parametrize("ground", list(Occurrence.Ground))
def test_s089_a_refusal_says_why_what_remains_and_where_to_complain(
    client: Client, dana: User, ground: Occurrence.Ground
) -> None:
    a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana, refuse=ground)
    request = carried_out(request, by=dana)
    letter = last_letter()
    words = " ".join(letter.split())
    assert letters.REASONS[ground].says in words
    assert letters.REASONS[ground].can_do in words
    assert f"(code {ground.value})" in words
    assert "stays where it is, in 1 place" in words
    assert "data protection authority" in words
    assert reverse("rights:ask") in words
    assert request.certificate.number in words
    assert "Zwiebel" not in words


def test_s089_a_partial_answer_says_both(client: Client, dana: User) -> None:
    a_post(by=dana)
    a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    first = request.occurrences.all()[0]
    undecided = Occurrence.Verdict.UNDECIDED
    removal.decide(first, Occurrence.Verdict.AGREED, seen=undecided, by=dana)
    decide_all(request, by=dana, refuse=Occurrence.Ground.EXCESSIVE)
    carried_out(request, by=dana)
    words = " ".join(last_letter().split())
    assert "1 of 2 places has been removed" in words
    assert "1 stays" in words
    assert "web archives" in words


def test_the_answer_to_an_agreed_request_names_what_we_cannot_reach(client: Client, dana: User) -> None:
    a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana)
    request = carried_out(request, by=dana)
    words = " ".join(last_letter().split())
    assert "has been removed from our public pages" in words
    assert "search engines, web archives" in words
    assert f"certificate {request.certificate.number}" in words


def test_a_refused_whole_post_is_said_to_be_public_again(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    request = searched(client, scope="post", post=post.slug)
    decide_all(request, by=dana, refuse=Occurrence.Ground.EXPRESSION)
    carried_out(request, by=dana)
    assert "stays, and is public again" in " ".join(last_letter().split())


@pytest.mark.parametrize("code", sorted(letters.ALARMS))
def test_every_alarm_is_a_sentence(code: str) -> None:
    assert letters.ALARMS[code].endswith(".")
