"""What the tick tidies up: sessions and invitations that have ended, and counters of rate limits."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from desk.accounts.organisations.members import forget_old_invitations


def tick(now: datetime) -> None:
    """Forget sessions past their end (those in use are renewed long before), invitations and counters."""
    forget_old_invitations(now)
    Session.objects.filter(expire_date__lt=now).delete()
    _forget_counters(now)


def _forget_counters(now: datetime) -> None:
    """The cache itself would look for them only once it is full."""
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE expires < %s",  # noqa: S608 - a name from our own settings
            [connection.ops.adapt_datetimefield_value(now)],
        )
