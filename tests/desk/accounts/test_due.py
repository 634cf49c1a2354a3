"""Sessions end, and are then forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from desk.accounts import due
from desk.accounts.models import User

pytestmark = pytest.mark.django_db


def test_a_session_past_its_end_is_forgotten_and_others_stay(client: Client, alice: User, bob: User) -> None:
    client.force_login(alice)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    client.force_login(bob)
    kept = client.session.session_key
    due.tick(timezone.now())
    assert [session.session_key for session in Session.objects.all()] == [kept]
