"""Legal holds: placed with a reason and a day of review, asked about on that day, lifted by a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from desk.accounts.models import User
from desk.accounts.tokens import absolute
from desk.audit.record import record
from desk.mail.outgoing import send
from desk.rights.retention.models import LegalHold
from desk.tickets.models import Ticket

LONGEST = timedelta(days=365)  # until somebody must ask again whether it still holds
REMIND = timedelta(days=7)


class BadReview(Exception):
    """The day of review is past, or more than a year away."""


@transaction.atomic
def place(ticket: Ticket, reason: LegalHold.Reason, *, review_on: date, by: User) -> LegalHold:
    """Keep this ticket until the hold is lifted. Raises BadReview."""
    today = timezone.now().date()
    if not today < review_on <= today + LONGEST:
        raise BadReview
    hold, _ = LegalHold.objects.update_or_create(
        ticket=ticket,
        reason=reason,
        lifted_at=None,
        defaults={"review_on": review_on, "placed_by": by, "alarmed_at": None},
    )
    record("hold.placed", hold, by=by, ticket=ticket.pk, reason=str(reason))
    return hold


@transaction.atomic
def lift(hold: LegalHold, *, by: User) -> None:
    """The reason is over; the ticket's own time counts again. Safe to call twice."""
    if LegalHold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=timezone.now()):
        record("hold.lifted", hold, by=by, ticket=hold.ticket_id)


def is_held(ticket: Ticket) -> bool:
    return LegalHold.objects.filter(ticket=ticket, lifted_at=None).exists()


def remind(now: datetime) -> None:
    """Tell the operators weekly of holds whose day of review is over: a hold nobody looks at is no reason."""
    quiet = Q(alarmed_at=None) | Q(alarmed_at__lt=now - REMIND)
    due = LegalHold.objects.filter(quiet, lifted_at=None, review_on__lte=now.date())
    for hold in due:
        with transaction.atomic():
            for operator in User.objects.filter(is_operator=True, is_active=True):
                send("hold_alarm", operator.email, {"link": absolute("/desk/retention/"), "number": hold.pk})
            LegalHold.objects.filter(pk=hold.pk).update(alarmed_at=now)
            record("hold.review-due", hold, by="system")
