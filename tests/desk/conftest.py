"""People and a ticket, for tests of the desk."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from desk.accounts.models import User
from desk.tickets.models import Ticket
from tests import people
from tests.build import a_ticket


@pytest.fixture(autouse=True)
def fresh_counters(request: pytest.FixtureRequest) -> None:
    """Rate limits count from nothing in every test; their table outlives a test with real transactions."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        request.getfixturevalue("db")
        cache.clear()


@pytest.fixture
def alice(db: None) -> User:
    return people.alice()


@pytest.fixture
def bob(db: None) -> User:
    return people.bob()


@pytest.fixture
def charlie(db: None) -> User:
    return people.charlie()


@pytest.fixture
def dana(db: None) -> User:
    return people.dana()


@pytest.fixture
def erin(db: None) -> User:
    return people.erin()


@pytest.fixture
def ticket(db: None) -> Ticket:
    """A ticket of Alice; its words name her, her address and her phone number."""
    return a_ticket()
