"""Somebody lost everything, and the operator helps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from desk.accounts.models import User
from desk.audit.models import Entry
from desk.factors import changing, door
from desk.factors.changing import NotPossible, Reason
from desk.factors.models import AuthenticatorApp, Passkey, RecoveryCode
from tests import people
from tests.desk.factors.people import is_in, press_link, signed_in, with_app, with_key
from tests.desk.factors.test_sign_in import made_older
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/desk/second-step/"


def remove(client: Client, email: str, reason: str = "lost") -> int:
    return client.post(PATH, {"email": email, "reason": reason}).status_code


def test_the_operator_removes_all_of_it_with_a_reason(alice: User) -> None:
    phone = with_app(alice)
    with_key(alice)
    session = signed_in(alice, phone)
    assert remove(press_link(people.operator()), alice.email.upper(), "stolen") == 302
    left = [kind.objects.count() for kind in (AuthenticatorApp, Passkey, RecoveryCode)]
    assert left == [0, 0, 0]
    assert not is_in(session)
    entry = Entry.objects.get(verb="factor.removed")
    assert (entry.subject, entry.facts) == (
        f"user:{alice.pk}",
        {"kind": "all", "because": "stolen", "count": 2},
    )
    assert entry.actor == f"user:{people.operator().pk}"
    run_tasks("mail")
    assert "removed the second step" in str(mail.outbox[-1].body) and mail.outbox[-1].to == [alice.email]
    assert is_in(press_link(alice))


def test_not_their_own() -> None:
    operator = people.operator()
    client = signed_in(operator, with_app(operator))
    assert remove(client, operator.email) == 422
    assert AuthenticatorApp.objects.filter(user=operator).exists()


def test_no_verb_lets_an_agent_or_oneself_do_it(alice: User, dana: User) -> None:
    with_app(alice)
    for by in (dana, alice):
        with pytest.raises(NotPossible):
            changing.remove_all(User.objects.get(pk=alice.pk), Reason.LOST, by=by)


@pytest.mark.parametrize("person", ["alice", "bob", "charlie", "erin", "dana"])
def test_nobody_else_may(request: pytest.FixtureRequest, alice: User, bob: User, person: str) -> None:
    client = press_link(request.getfixturevalue(person))
    with_app(alice)
    assert remove(client, alice.email) in (302, 403)
    assert AuthenticatorApp.objects.exists()


def test_an_unattended_session_of_the_operator_is_not_enough(alice: User) -> None:
    with_app(alice)
    client = press_link(people.operator())
    made_older(client, door.PROOF, timedelta(minutes=16))
    assert client.post(PATH, {"email": alice.email, "reason": "lost"}).url == "/my/signing-in/prove/"
    assert AuthenticatorApp.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"reason": "lost"}, {"reason": "because"}])
def test_it_needs_a_person_and_a_reason_of_the_list(alice: User, fields: dict[str, Any]) -> None:
    with_app(alice)
    client = press_link(people.operator())
    assert client.post(PATH, {"email": alice.email if "lost" not in fields.values() else "", **fields})
    assert AuthenticatorApp.objects.exists()


def test_who_has_none_is_told_nothing(bob: User) -> None:
    assert remove(press_link(people.operator()), bob.email) == 422
    run_tasks("mail")
    assert not [message for message in mail.outbox if message.to == [bob.email]]
