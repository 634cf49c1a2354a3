"""What is due, on one page: answers, replies, decisions on hidden posts, reviews of holds and disclosures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min, Q
from django.urls import reverse

from desk.accounts.models import User
from desk.rights.models import RemovalRequest
from desk.rights.personal.models import RightsCase
from desk.rights.registers.models import Disclosure
from desk.rights.retention.models import LegalHold


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """One thing and its last day. `link` leads to where it is done."""

    on: date
    what: str
    name: str
    link: str


def agenda(user: User) -> list[Due]:
    """Everything this agent may act on, soonest first."""
    return sorted([*_answers(user), *_replies(user), *_hidden(user), *_operators(user)])


def by_day(dues: list[Due]) -> dict[date, list[Due]]:
    days: dict[date, list[Due]] = {}
    for due in dues:
        days.setdefault(due.on, []).append(due)
    return days


def _answers(user: User) -> Iterator[Due]:
    running = Min("clocks__due_on", filter=Q(clocks__stopped_on=None))
    cases = RightsCase.objects.decidable_by(user).filter(state=RightsCase.State.OPEN)
    for case in cases.annotate(due=running).exclude(due=None):
        what = "Second look at a request" if case.is_appealed else "Answer a request about personal data"
        yield Due(case.due, what, case.number, case.get_absolute_url())


def _replies(user: User) -> Iterator[Due]:
    answered = RightsCase.objects.decidable_by(user).filter(state=RightsCase.State.ANSWERED)
    for case in answered.filter(reply_until__isnull=False):
        if case.reply_until is not None:
            yield Due(case.reply_until, "The person may reply until", case.number, case.get_absolute_url())


def _hidden(user: User) -> Iterator[Due]:
    review = RemovalRequest.objects.decidable_by(user).filter(state=RemovalRequest.State.REVIEW)
    for request in review:
        if request.hidden_until is not None:
            day = request.hidden_until.date()
            yield Due(day, "Decide what was hidden first", request.number, request.get_absolute_url())


def _operators(user: User) -> Iterator[Due]:
    if not user.is_operator:
        return
    for hold in LegalHold.objects.filter(lifted_at=None).select_related("ticket"):
        what = "Ask whether a legal hold still stands"
        yield Due(hold.review_on, what, hold.ticket.reference, reverse("rights:retention"))
    for one in Disclosure.objects.filter(reviewed_by=None):
        day = one.written_at.date() + timedelta(days=1)
        yield Due(day, "Review a disclosure", f"no. {one.pk}", reverse("rights:registers"))
