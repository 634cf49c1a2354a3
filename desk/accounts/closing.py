"""An account that its owner deactivates, and opens again within the time of grace (S114, S115, S118).

Deactivated, nobody signs in with it and no mail to many goes to it; its tickets stay where they are, so that
those who work on them can. After the grace it is emptied with its solved tickets (`rights.retention`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from desk.accounts.models import User
from desk.audit.record import record

GRACE = timedelta(days=90)


class WorksHere(Exception):
    """One of us: their account is closed by the operator, not by themselves."""


@transaction.atomic
def deactivate(user: User) -> None:
    """At the person's own word; every session ends. Safe to call twice. Raises WorksHere."""
    if user.is_agent or user.is_operator:
        raise WorksHere
    now = timezone.now()
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False, deactivated_at=now):
        _end_sessions(user)
        record("person.deactivated", user, by=user)


@transaction.atomic
def reactivate(user: User) -> bool:
    """Open it again as it was, within the grace; whether it was deactivated. Safe to call twice."""
    mine = User.objects.filter(pk=user.pk, deactivated_at__gt=timezone.now() - GRACE)
    if not mine.update(is_active=True, deactivated_at=None):
        return False
    user.is_active, user.deactivated_at = True, None
    record("person.reactivated", user, by=user)
    return True


def who_may_sign_in(now: datetime) -> QuerySet[User]:
    """Active people, and those who may still come back. Whom the operator shut out is neither."""
    return User.objects.filter(Q(is_active=True) | Q(deactivated_at__gt=now - GRACE))


def _end_sessions(user: User) -> None:
    """An inactive person's session is refused in any case; what it remembers goes, too."""
    for session in Session.objects.all().iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
