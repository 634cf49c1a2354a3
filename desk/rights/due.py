"""What the tick finds undone in removals: it looks at rows, never trusting the queue."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from desk.audit.record import record
from desk.rights import letters, tasks
from desk.rights.asked import forget
from desk.rights.hiding import forget_hashes
from desk.rights.identity import expire, overdue_confirmations
from desk.rights.models import AffectedPost, RemovalRequest
from desk.rights.personal import due as personal
from desk.rights.retention import holds
from desk.rights.retention.disposing import dispose

State, Step = RemovalRequest.State, AffectedPost.Step

LATE = timedelta(minutes=2)
STUCK = timedelta(minutes=10)  # where a person has to act first, there is no hurry to look again
REMIND = timedelta(days=1)
# These would show a post to find out whether it may be shown; an agent has to ask for the next try.
ONLY_BY_HAND = ("read-back", "unreadable")


def tick(now: datetime) -> None:
    """Forget what nobody confirmed, take up what a crash left, and remind of decisions that are due."""
    for request in overdue_confirmations(now):
        expire(request)
    ended = RemovalRequest.objects.filter(state__in=[State.CLOSED, State.EXPIRED], key_destroyed_at=None)
    for request in ended:
        forget(request)
    forget_hashes(now)
    for request in left_behind(now):
        match request.state:
            case State.SEARCHING:
                tasks.search.enqueue(request.pk)
            case State.CARRYING_OUT:
                tasks.carry_out.enqueue(request.pk)
            case _:
                tasks.show_again.enqueue(request.pk)
    for request in decisions_due(now):
        with transaction.atomic():
            letters.alarm(request, "decision-due", now=now)
            record("removal.decision_due", request, by="system")
    personal.tick(now)
    holds.remind(now)
    dispose(now)


def left_behind(now: datetime) -> list[RemovalRequest]:
    """Requests whose task has not been heard of for a while."""
    quiet = Q(tried_at=None) | Q(problem="", tried_at__lt=now - LATE) | Q(tried_at__lt=now - STUCK)
    masked = Q(state=State.REVIEW, posts__step__in=[Step.WANTED, Step.ASKED])
    under_way = Q(state__in=[State.SEARCHING, State.CARRYING_OUT])
    old = RemovalRequest.objects.filter(quiet, confirmed_at__lt=now - LATE).exclude(problem__in=ONLY_BY_HAND)
    return list(old.filter(under_way | masked).distinct())


def decisions_due(now: datetime) -> list[RemovalRequest]:
    """Hidden for longer than promised and undecided. It stays hidden; the agents hear of it daily."""
    waiting = RemovalRequest.objects.filter(state=State.REVIEW, hidden_until__lt=now)
    return list(waiting.filter(Q(alarmed_at=None) | Q(alarmed_at__lt=now - REMIND)))
