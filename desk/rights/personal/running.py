"""The clocks of a case: started for every law that applies, paused by rows, extended in time, stopped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from desk.accounts.models import User
from desk.audit.record import record
from desk.rights import calendars
from desk.rights.clocks import (
    Calendar,
    ClockError,
    NotExtendable,
    Pause,
    PauseRule,
    Period,
    Terms,
    due,
    extended_due,
    reply_due,
)
from desk.rights.packs import Pack, Right, Starts, packs
from desk.rights.personal.models import Clock, RightsCase, Wait

APPEAL = Period.read("20 calendar days")  # our own promise where the law names none


def freeze_calendars(place: str, *, year: int) -> list[dict[str, Any]]:
    """Our office's holidays and, where they differ and are known, the person's; as the case keeps them."""
    found = []
    for one in dict.fromkeys((settings.DESK_OFFICE_PLACE, place)):
        try:
            found.append(calendars.to_json(calendars.freeze(one, year=year)))
        except ClockError:
            if one == settings.DESK_OFFICE_PLACE:
                raise  # without our own there is no working day at all
    return found


def office_days(case: RightsCase) -> Calendar:
    return calendars.from_json(case.calendars[0])


def start_clocks(case: RightsCase) -> None:
    """One clock per law that gives any of the rights asked for, from the day of receipt (S161)."""
    wanted: dict[str, tuple[Pack, list[str]]] = {}
    for right in sorted({item.right for item in case.items.all()}):
        for pack in packs().applying(Right(right), case.place):
            wanted.setdefault(pack.code, (pack, []))[1].append(right)
    confirmed = case.confirmed_at.date() if case.confirmed_at else case.received_at.date()
    for pack, rights in wanted.values():
        start = confirmed if pack.starts == Starts.IDENTITY else case.received_at.date()
        _start(case, pack.code, pack.terms, rights, start)


def start_appeal(case: RightsCase, *, today: date) -> None:
    """New clocks for the second look: our own, and the appeal terms of the laws that name one."""
    rights = sorted({item.right for item in case.items.all() if item.first_decided_by_id})
    _start(case, "house", Terms(APPEAL), rights, today)
    for right in rights:
        for pack in packs().applying(Right(right), case.place):
            if pack.appeal and not case.clocks.filter(pack=pack.code, stopped_on=None).exists():
                _start(case, pack.code, Terms(pack.appeal), [right], today)


@transaction.atomic
def ask_back(case: RightsCase, reason: Wait.Reason, *, today: date, by: User) -> Wait:
    """We wait for the person from today; those clocks that may, stand still."""
    wait, is_new = Wait.objects.get_or_create(
        case=case, answered_on=None, defaults={"reason": reason, "asked_on": today}
    )
    if is_new:
        record("case.waits", case, by=by, reason=str(reason))
        reckon(case, today=today)
    return wait


def answered(case: RightsCase, *, today: date) -> None:
    """The person has written: what stood still runs again. Safe to call twice."""
    if Wait.objects.filter(case=case, answered_on=None).update(answered_on=today):
        record("case.goes-on", case, by="visitor")
        reckon(case, today=today)


@transaction.atomic
def extend(case: RightsCase, *, today: date, by: User) -> list[Clock]:
    """Take the longer term of every running clock that has one; the person is told in the same transaction.

    Raises NotExtendable when none has, TooLate when the term of one is over.
    """
    running = case.clocks.filter(stopped_on=None, extended_on=None)
    longer = [clock for clock in running if terms_of(clock).extend is not None]
    if not longer:
        raise NotExtendable("not-extendable")
    days, pauses = office_days(case), _pauses(case)
    for clock in longer:
        clock.due_on = extended_due(clock.started_on, terms_of(clock), days, on=today, pauses=pauses)
        clock.extended_on = today
        clock.save(update_fields=["due_on", "extended_on"])
    record("case.extended", case, by=by, clocks=len(longer))
    return longer


def reckon(case: RightsCase, *, today: date) -> None:
    """Work out again when each running clock ends; an open pause counts as if it ended today."""
    days, pauses = office_days(case), _pauses(case)
    for clock in case.clocks.filter(stopped_on=None):
        last = due(
            clock.started_on,
            terms_of(clock),
            days,
            today=today,
            pauses=pauses,
            extended=clock.extended_on is not None,
        )
        if last != clock.due_on:
            Clock.objects.filter(pk=clock.pk).update(due_on=last)


def stop_clocks(case: RightsCase, *, today: date) -> None:
    Clock.objects.filter(case=case, stopped_on=None).update(stopped_on=today)


def reply_until(case: RightsCase, delivered: date) -> date:
    """The last day of the person's time to answer, by the calendar in which it comes later (S163)."""
    return reply_due(delivered, [calendars.from_json(kept) for kept in case.calendars])


def reminder_on(case: RightsCase, delivered: date, *, count: int) -> date:
    return reply_due(delivered, [calendars.from_json(kept) for kept in case.calendars], count=count)


def terms_of(clock: Clock) -> Terms:
    kept = clock.terms
    extend = Period.read(kept["extend"]) if kept["extend"] else None
    return Terms(Period.read(kept["respond"]), extend, PauseRule(kept["pauses"]), kept["rolls"])


def _start(case: RightsCase, code: str, terms: Terms, rights: Iterable[str], start: date) -> None:
    Clock.objects.create(
        case=case,
        pack=code,
        rights=list(rights),
        terms={
            "respond": str(terms.respond),
            "extend": str(terms.extend) if terms.extend else "",
            "pauses": str(terms.pauses),
            "rolls": terms.rolls,
        },
        started_on=start,
        due_on=due(start, terms, office_days(case), today=start),
    )


def _pauses(case: RightsCase) -> list[Pause]:
    return [Pause(wait.asked_on, wait.answered_on) for wait in case.waits.all()]
