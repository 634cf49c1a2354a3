"""Passkeys and security keys, against one made of software."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from desk.accounts.models import User
from desk.factors import passkeys
from desk.factors.models import Passkey
from tests.desk.factors.keys import SecurityKey
from tests.desk.factors.people import passkey_of, with_key

pytestmark = pytest.mark.django_db(transaction=True)


def answers(user: User, key: SecurityKey, *, question: passkeys.Question | None = None) -> bool:
    question = question or passkeys.ask(user)
    return passkeys.use(user, key.answered(question.options), question.state, now=timezone.now())


def test_the_key_of_alice_answers_for_her(alice: User) -> None:
    key = with_key(alice)
    assert answers(alice, key)
    assert passkey_of(alice).used_at is not None


def test_what_the_device_keeps_for_ever_names_nobody(alice: User) -> None:
    who = json.loads(passkeys.ask_for_new(alice).options)["user"]
    assert str(alice.pk) != who["id"] and len(who["id"]) == 43


def test_another_key_does_not(alice: User) -> None:
    with_key(alice)
    assert not answers(alice, SecurityKey())


def test_the_key_of_bob_does_not_answer_for_alice(alice: User, bob: User) -> None:
    with_key(alice)
    assert not answers(alice, with_key(bob))


def test_a_signature_of_another_key_under_a_known_name_does_not(alice: User) -> None:
    key = with_key(alice)
    assert not answers(alice, SecurityKey(credential_id=key.credential_id, count=5))


def test_an_answer_to_another_question_does_not(alice: User) -> None:
    key, question = with_key(alice), passkeys.ask(alice)
    answer = key.answered(passkeys.ask(alice).options)
    assert not passkeys.use(alice, answer, question.state, now=timezone.now())


def test_an_answer_without_a_question_does_not(alice: User) -> None:
    key = with_key(alice)
    answer = key.answered(passkeys.ask(alice).options)
    assert not passkeys.use(alice, answer, {}, now=timezone.now())


@pytest.mark.parametrize(
    "elsewhere", ["http://localhost:8001", "https://localhost:8000", "http://desk.localhost:8000"]
)
def test_an_answer_given_on_another_page_does_not(alice: User, elsewhere: str) -> None:
    key = with_key(alice)
    assert not answers(alice, replace(key, origin=elsewhere, count=5))


def test_an_answer_for_another_host_does_not(alice: User) -> None:
    assert not answers(alice, replace(with_key(alice), place="example.org", count=5))


def test_a_counter_that_does_not_rise_is_the_sign_of_a_copy(alice: User) -> None:
    key = with_key(alice)
    copy = replace(key)
    assert answers(alice, key)
    assert not answers(alice, copy)


def test_a_device_that_does_not_count_is_taken(alice: User) -> None:
    key = with_key(alice)
    Passkey.objects.update(count=0)
    for _ in range(2):
        key.count = -1  # the next one says 0
        assert answers(alice, key)


@pytest.mark.parametrize("page", ["http://localhost:8001", "https://desk.example.org"])
def test_a_key_made_on_another_page_is_not_taken(alice: User, page: str) -> None:
    question = passkeys.ask_for_new(alice)
    with pytest.raises(passkeys.WrongAnswer):
        passkeys.new_passkey(alice, "Key", SecurityKey(origin=page).made(question.options), question.state)


def test_an_answer_at_sign_in_makes_no_new_key(alice: User) -> None:
    key = with_key(alice)
    question = passkeys.ask_for_new(alice)
    with pytest.raises(passkeys.WrongAnswer):
        passkeys.new_passkey(alice, "Key", key.answered(question.options), question.state)


def broken(answer: str) -> list[str]:
    """The answer with each of its parts gone, of another kind, cut short or with other bytes."""
    whole, found = json.loads(answer), ["", "x", "[]", "null", "{}", '{"response": 3}', "9" * 30_000]
    nonsense: tuple[Any, ...] = (None, 7, "", "AA", "!!", {})
    for name in ("id", "rawId", "response"):
        for bad in nonsense:
            found.append(json.dumps({**whole, name: bad}))
    for name, value in whole["response"].items():
        for bad in (*nonsense, value[:-9], value[:40], value[9:], "A" + value[1:], value + "AAAA"):
            response: dict[str, Any] = {**whole["response"], name: bad}
            found.append(json.dumps({**whole, "response": response}))
    return found


def test_no_broken_answer_is_taken_at_sign_in_or_breaks_anything(alice: User) -> None:
    key, question = with_key(alice), passkeys.ask(alice)
    for answer in broken(key.answered(question.options)):
        assert not passkeys.use(alice, answer, question.state, now=timezone.now())


def test_a_broken_answer_makes_no_key_or_one_that_is_whole(alice: User) -> None:
    """Some bytes of a new key may be any; what was read has to be a key, and all else is refused."""
    question = passkeys.ask_for_new(alice)
    for answer in broken(SecurityKey().made(question.options)):
        try:
            made = passkeys.new_passkey(alice, "Key", answer, question.state)
        except passkeys.WrongAnswer:
            continue
        assert len(made.handle) == 64
