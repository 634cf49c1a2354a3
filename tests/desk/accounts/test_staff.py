"""Who works here is said at the console, and nowhere else."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from desk.accounts.closing import deactivate
from desk.accounts.models import User
from desk.audit.models import Entry

pytestmark = pytest.mark.django_db


def person(*words: str) -> str:
    said = StringIO()
    call_command("person", *words, stdout=said)
    return said.getvalue()


def test_the_first_operator_is_made_with_a_link_to_sign_in() -> None:
    said = person("Dana@example.com", "--operator")
    dana = User.objects.get(email="dana@example.com")
    assert (dana.is_operator, dana.is_agent) == (True, False)
    found = re.search(r"http://localhost:\d+(/\S+)", said)
    assert found and Client().get(found[1]).status_code == 200


def test_a_place_that_is_not_named_stays() -> None:
    person("dana@example.com", "--operator", "--agent")
    person("dana@example.com", "--no-agent")
    dana = User.objects.get(email="dana@example.com")
    assert (dana.is_operator, dana.is_agent) == (True, False)


def test_a_customer_becomes_an_agent_with_the_account_they_have(alice: User) -> None:
    person(alice.email, "--agent")
    alice.refresh_from_db()
    assert alice.is_agent


def test_it_is_in_the_audit_once_and_without_the_address() -> None:
    for _ in range(2):
        person("dana@example.com", "--agent")
    (entry,) = Entry.objects.filter(verb="person.placed")
    assert entry.actor == "console"
    assert entry.facts == {"agent": True, "operator": False}


def test_the_only_operator_stays_one() -> None:
    person("dana@example.com", "--operator")
    with pytest.raises(CommandError, match="only operator"):
        person("dana@example.com", "--no-operator")
    person("erin@example.com", "--operator")
    person("dana@example.com", "--no-operator")
    assert not User.objects.get(email="dana@example.com").is_operator


def test_a_closed_account_gets_no_place_and_no_link(alice: User) -> None:
    deactivate(alice)
    with pytest.raises(CommandError, match="closed"):
        person(alice.email, "--operator")
    alice.refresh_from_db()
    assert not alice.is_operator


def test_what_is_no_address_makes_nobody() -> None:
    with pytest.raises(CommandError, match="no mail address"):
        person("dana", "--agent")
    assert not User.objects.exists()
