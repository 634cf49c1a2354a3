"""When an answer is due: dates in, dates out. Knows no law, no database and no today.

Days are dates in UTC. The day something arrives is not counted, the last day is (Regulation 1182/71,
article 3). Where a term can be read in two ways, the shorter one is taken.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

REPLY_DAYS = 20  # business days in which a person may answer us; the privacy statement, section 13
REPLY_REMINDER = 15  # of those, after which we remind
MARKS = (50, 80, 100)  # per cent of a term at which somebody is told
A_DAY = timedelta(days=1)


class ClockError(Exception):
    """A date that cannot be worked out; the argument is a code."""


class TooLate(ClockError):
    """The term had run out before it was to be extended."""


class NotExtendable(ClockError):
    """This law gives no more time."""


class OutsideCalendar(ClockError):
    """The calendar was frozen without the year that is needed."""


class Unit(StrEnum):
    CALENDAR = "calendar days"
    BUSINESS = "business days"  # without weekends and public holidays
    SUMMER = "working days"  # the same, and none from 25 December to 15 January (New Zealand)
    MONTHS = "months"


class PauseRule(StrEnum):
    """What it does to a term that we wait for the person."""

    NONE = "none"  # it is shown, and the clock runs on
    SUSPENDS = "suspends"  # the days of waiting are not counted
    RESTARTS = "restarts"  # the term begins anew with the answer


@dataclass(frozen=True, slots=True)
class Period:
    """Such as 20 calendar days; `1 month` is read like `1 months`."""

    count: int
    unit: Unit

    @classmethod
    def read(cls, text: str) -> Period:
        """The period in words of the table. Raises ClockError for anything else."""
        found = re.fullmatch(r"([1-9]\d{0,2}) (calendar day|business day|working day|month)s?", text)
        if found is None:
            raise ClockError("odd-period")
        return cls(int(found[1]), Unit(f"{found[2]}s"))

    def __str__(self) -> str:
        unit = str(self.unit)
        return f"{self.count} {unit.removesuffix('s') if self.count == 1 else unit}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weekends (0 is Monday) and public holidays of one place, frozen for the years `first` to `last`."""

    place: str
    weekend: frozenset[int]
    holidays: frozenset[date]
    first: int
    last: int

    def is_working(self, day: date) -> bool:
        """Whether offices are open. Raises OutsideCalendar: a holiday nobody looked up is no working day."""
        if not self.first <= day.year <= self.last:
            raise OutsideCalendar("outside-calendar")
        return day.weekday() not in self.weekend and day not in self.holidays


@dataclass(frozen=True, slots=True)
class Pause:
    """We wait for the person: from the day we asked (still counted) to the day they answered, or None."""

    asked: date
    answered: date | None = None

    def covers(self, day: date, today: date) -> bool:
        return self.asked < day <= (self.answered or today)


@dataclass(frozen=True, slots=True)
class Terms:
    """How one law counts. `rolls`: a last day without open offices moves to the next one that has them."""

    respond: Period
    extend: Period | None = None
    pauses: PauseRule = PauseRule.NONE
    rolls: bool = False

    def __post_init__(self) -> None:
        if self.extend is not None and self.extend.unit != self.respond.unit:
            raise ClockError("two-units")


def due(
    received: date,
    terms: Terms,
    days: Calendar,
    *,
    today: date,
    pauses: Sequence[Pause] = (),
    extended: bool = False,
) -> date:
    """The last day in time. While a pause is open, as if it ended today. Raises ClockError."""
    more = terms.extend.count if extended and terms.extend else 0
    if extended and not more:
        raise NotExtendable("not-extendable")
    waits = pauses if terms.pauses == PauseRule.SUSPENDS else ()
    start = received
    if terms.pauses == PauseRule.RESTARTS:
        start = max((pause.answered or today for pause in pauses), default=received)

    def runs(day: date) -> bool:
        return not any(pause.covers(day, today) for pause in waits)

    last = _after(start, Period(terms.respond.count + more, terms.respond.unit), days, runs)
    while terms.rolls and not days.is_working(last):
        last += A_DAY
    return last


def extended_due(
    received: date, terms: Terms, days: Calendar, *, on: date, pauses: Sequence[Pause] = ()
) -> date:
    """The last day once the person was told, `on` that day, that it takes longer.

    Raises TooLate after the unextended term (a law that gives more time gives
    it only to those who say so in time), NotExtendable when there is none.
    """
    if terms.extend is None:
        raise NotExtendable("not-extendable")
    if on > due(received, terms, days, today=on, pauses=pauses):
        raise TooLate("term-is-over")
    return due(received, terms, days, today=on, pauses=pauses, extended=True)


def reply_due(delivered: date, calendars: Iterable[Calendar], *, count: int = REPLY_DAYS) -> date:
    """The last of the person's business days to answer us: by the calendar in which it comes later."""
    period = Period(count, Unit.BUSINESS)
    return max(_after(delivered, period, days, lambda _: True) for days in calendars)


def mark(start: date, last: date, today: date) -> int:
    """How much of a term is over: the highest of MARKS that is reached, 0 before the first."""
    whole = max((last - start).days, 1)
    share = 100 * (today - start).days / whole
    return max((step for step in MARKS if share >= step), default=0)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last one: 31 January and one month is 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _after(start: date, period: Period, days: Calendar, runs: Callable[[date], bool]) -> date:
    count = (add_months(start, period.count) - start).days if period.unit == Unit.MONTHS else period.count
    day = start
    while count:
        day += A_DAY
        count -= runs(day) and _counts(day, period.unit, days)
    return day


def _counts(day: date, unit: Unit, days: Calendar) -> bool:
    match unit:
        case Unit.CALENDAR | Unit.MONTHS:
            return True
        case Unit.BUSINESS:
            return days.is_working(day)
        case Unit.SUMMER:
            summer = (day.month, day.day) >= (12, 25) or (day.month, day.day) <= (1, 15)
            return not summer and days.is_working(day)
