"""What the tick takes up again in the review, and how often."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from desk.accounts.models import User
from desk.publishing import due, review
from desk.publishing.models import Preview, Publication
from desk.tickets.models import Ticket
from tests.tasks import waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(ticket: Ticket, dana: User) -> Publication:
    return review.start_review(ticket, by=dana)


def renders(now: datetime) -> int:
    """How many previews a tick at this time asks for."""
    before = waiting("publish")
    due.tick(now)
    return waiting("publish") - before


def test_a_preview_that_failed_is_tried_again_after_some_minutes(copy: Publication) -> None:
    now = timezone.now()
    Preview.objects.update_or_create(
        publication=copy,
        defaults={"state": Preview.State.FAILED, "edition": copy.edition, "rendered_at": now},
    )
    assert renders(now + timedelta(minutes=1)) == 0
    assert renders(now + timedelta(minutes=6)) == 1


def test_a_preview_of_an_older_edition_is_made_at_once(copy: Publication) -> None:
    now = timezone.now()
    Preview.objects.update_or_create(
        publication=copy,
        defaults={"state": Preview.State.FAILED, "edition": copy.edition, "rendered_at": now},
    )
    copy.touch()
    assert renders(now + timedelta(seconds=30)) == 1
