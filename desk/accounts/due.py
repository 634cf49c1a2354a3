"""What the tick tidies up: sessions that have ended."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session


def tick(now: datetime) -> None:
    """Forget sessions past their end; those in use are renewed long before."""
    Session.objects.filter(expire_date__lt=now).delete()
