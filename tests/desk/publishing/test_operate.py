"""The operator's page: tours and what they found."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from desk.publishing.models import LeakTour
from tests import people
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(people.operator())
    return client


def test_the_button_makes_a_tour_whose_result_is_shown(operator: Client) -> None:
    operator.post("/desk/watch/tour/")
    run_tasks()
    assert LeakTour.objects.get().is_clean
    assert "Clean" in operator.get("/desk/watch/").content.decode()


def test_leaks_and_what_could_not_be_read_are_said_by_code(operator: Client) -> None:
    LeakTour.objects.create(
        ended_at=timezone.now(),
        leaks=[{"door": "feed", "post": 7, "entity": "PERSON"}],
        unread=[{"door": "pixels", "post": 8, "reason": "detector-unavailable"}],
    )
    page = operator.get("/desk/watch/").content.decode()
    assert "Post 7: PERSON at the door “feed”" in page
    assert "detector-unavailable" in page
    assert "Clean" not in page
