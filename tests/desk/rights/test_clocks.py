"""When an answer is due, and until when a person may reply: S161, S163, S171."""

from __future__ import annotations

from datetime import date

import pytest

from desk.rights.calendars import freeze, from_json, to_json
from desk.rights.clocks import (
    Calendar,
    ClockError,
    NotExtendable,
    OutsideCalendar,
    Pause,
    PauseRule,
    Period,
    Terms,
    TooLate,
    due,
    extended_due,
    mark,
    reply_due,
)
from desk.rights.packs import Right, authorities_of, grounds_of, packs, places

BARE = Calendar("nowhere", frozenset({5, 6}), frozenset(), 2020, 2030)
FAR = date(2026, 11, 25)


def day(text: str) -> date:
    return date.fromisoformat(text)


def terms(respond: str, **more: object) -> Terms:
    return Terms(Period.read(respond), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "received, respond, last",
    [
        ("2026-01-31", "1 month", "2026-02-28"),  # month end
        ("2028-01-31", "1 month", "2028-02-29"),  # leap year
        ("2026-03-31", "1 month", "2026-04-30"),
        ("2026-12-31", "2 months", "2027-02-28"),  # over the year
        ("2026-11-25", "20 calendar days", "2026-12-15"),
        ("2028-02-10", "20 calendar days", "2028-03-01"),  # leap year
        ("2026-11-27", "5 calendar days", "2026-12-02"),  # a Friday: the weekend counts (S171)
        ("2026-11-27", "5 business days", "2026-12-04"),  # a Friday: the weekend does not
        ("2026-11-28", "1 business day", "2026-11-30"),  # received on a Saturday
    ],
)
def test_the_last_day_of_a_term(received: str, respond: str, last: str) -> None:
    assert due(day(received), terms(respond), BARE, today=FAR) == day(last)


def test_holidays_are_no_business_days() -> None:
    received = date(2026, 12, 23)
    assert due(received, terms("3 business days"), freeze("DE", year=2026), today=FAR) == date(2026, 12, 29)


def test_no_working_day_of_new_zealand_lies_in_its_summer_break() -> None:
    received = date(2026, 12, 23)
    last = due(received, terms("2 working days"), freeze("NZ", year=2026), today=FAR)
    assert last == date(2027, 1, 18)


def test_a_last_day_on_a_holiday_moves_on_where_the_law_says_so() -> None:
    received, rolling = date(2026, 11, 26), terms("1 month", rolls=True)
    assert due(received, rolling, freeze("DE", year=2026), today=FAR) == date(2026, 12, 28)
    assert due(received, terms("1 month"), freeze("DE", year=2026), today=FAR) == date(2026, 12, 26)


def test_a_pause_is_not_counted_where_the_law_suspends() -> None:
    waited = Pause(date(2026, 11, 27), date(2026, 12, 7))
    suspending = terms("1 month", pauses=PauseRule.SUSPENDS)
    assert due(date(2026, 11, 25), suspending, BARE, today=FAR, pauses=[waited]) == date(2027, 1, 4)


def test_a_pause_over_the_end_of_a_month_adds_its_days_only() -> None:
    waited = Pause(date(2026, 1, 30), date(2026, 2, 3))
    suspending = terms("1 month", pauses=PauseRule.SUSPENDS)
    assert due(date(2026, 1, 15), suspending, BARE, today=FAR, pauses=[waited]) == date(2026, 2, 19)


def test_our_own_promise_runs_on_while_we_wait() -> None:
    waited = Pause(date(2026, 11, 26), date(2026, 12, 14))
    assert due(date(2026, 11, 25), terms("20 calendar days"), BARE, today=FAR, pauses=[waited]) == date(
        2026, 12, 15
    )


def test_an_open_pause_counts_as_if_it_ended_today() -> None:
    suspending = terms("20 calendar days", pauses=PauseRule.SUSPENDS)
    open_pause = [Pause(date(2026, 11, 26))]
    assert due(date(2026, 11, 25), suspending, BARE, today=date(2026, 12, 1), pauses=open_pause) == date(
        2026, 12, 20
    )


def test_an_answer_starts_the_term_anew_where_the_law_says_so() -> None:
    restarting = terms("20 business days", pauses=PauseRule.RESTARTS)
    waited = [Pause(date(2026, 3, 3), date(2026, 3, 9))]
    assert due(date(2026, 3, 2), restarting, BARE, today=FAR, pauses=waited) == date(2026, 4, 6)


def test_an_extension_counts_from_the_start() -> None:
    longer = terms("1 month", extend=Period.read("2 months"))
    assert extended_due(date(2026, 1, 31), longer, BARE, on=date(2026, 2, 28)) == date(2026, 4, 30)


def test_an_extension_after_the_term_is_refused() -> None:
    longer = terms("1 month", extend=Period.read("2 months"))
    with pytest.raises(TooLate):
        extended_due(date(2026, 1, 31), longer, BARE, on=date(2026, 3, 1))


def test_what_has_no_extension_gets_none() -> None:
    with pytest.raises(NotExtendable):
        extended_due(date(2026, 1, 31), terms("20 calendar days"), BARE, on=date(2026, 2, 1))


def test_the_reply_window_takes_the_later_of_two_countries_over_christmas() -> None:
    """S163: 20 business days from delivery; Mexico and England rest on different days."""
    delivered = date(2026, 12, 11)
    both = [freeze("MX", year=2026), freeze("GB-ENG", year=2026)]
    alone = [reply_due(delivered, [one]) for one in both]
    assert alone == [date(2027, 1, 12), date(2027, 1, 13)]
    assert reply_due(delivered, both) == date(2027, 1, 13)


def test_a_year_that_was_not_frozen_is_not_guessed() -> None:
    with pytest.raises(OutsideCalendar):
        due(date(2029, 12, 30), terms("10 business days"), freeze("DE", year=2026), today=FAR)


def test_a_frozen_calendar_comes_back_as_it_was_kept() -> None:
    days = freeze("CA-QC", year=2026)
    assert from_json(to_json(days)) == days


def test_a_place_that_nobody_knows_has_no_calendar() -> None:
    with pytest.raises(ClockError):
        freeze("ZZ", year=2026)


@pytest.mark.parametrize(
    "today, share", [("2026-12-04", 0), ("2026-12-05", 50), ("2026-12-11", 80), ("2026-12-16", 100)]
)
def test_the_marks_of_a_term(today: str, share: int) -> None:
    assert mark(date(2026, 11, 25), date(2026, 12, 15), day(today)) == share


@pytest.mark.parametrize("text", ["", "0 calendar days", "20 days", "a month", "1000 months"])
def test_a_period_in_other_words_is_refused(text: str) -> None:
    with pytest.raises(ClockError):
        Period.read(text)


def test_every_row_of_the_table_says_where_it_was_read_and_when() -> None:
    rows = packs().packs
    assert len({pack.code for pack in rows}) == len(rows)
    assert all(pack.source and pack.reviewed_on and pack.name and pack.rights for pack in rows)
    assert all(pack.authority and pack.grounds for pack in rows if not pack.code.startswith("house"))
    assert {pack.code for pack in rows if not pack.is_certain} == {"us-states", "us-ia", "mx", "nz"}


@pytest.mark.parametrize(
    "right, place, codes",
    [
        (Right.ACCESS, "DE", ["house", "eu"]),
        (Right.ACCESS, "US-CA", ["house", "us-ca"]),
        (Right.ACCESS, "US", ["house"]),
        (Right.ACCESS, "CA-QC", ["house", "ca", "ca-qc"]),  # the federation's law holds in its parts
        (Right.REMOVE, "AU", ["house"]),
        (Right.REVOKE, "DE", ["house-5", "eu"]),
        (Right.RESTRICT, "NZ", ["house-5"]),
        (Right.ACCESS, "JP", ["house"]),
    ],
)
def test_the_laws_of_a_place(right: Right, place: str, codes: list[str]) -> None:
    assert [pack.code for pack in packs().applying(right, place)] == codes


def test_every_place_of_a_law_can_be_chosen_by_its_name() -> None:
    named = {place for pack in packs().packs for place in pack.places} - {"*"}
    assert named <= set(places())
    assert len(set(places().values())) == len(places())


def test_somebody_from_an_unknown_place_has_all_laws() -> None:
    """S005: unknown is the strictest."""
    applying = packs().applying(Right.ACCESS, "")
    assert {"house", "eu", "uk", "us-ca", "mx", "au", "nz", "ca"} <= {pack.code for pack in applying}


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("place", ["", *places()])
def test_our_own_promise_is_never_later_than_a_law(right: Right, place: str) -> None:
    for month in range(1, 13):
        received = date(2026, month, 27)
        ends = [due(received, pack.terms, BARE, today=received) for pack in packs().applying(right, place)]
        assert ends[0] == min(ends)


def test_a_refusal_may_rest_only_on_grounds_of_the_laws_that_apply() -> None:
    german = grounds_of(packs().applying(Right.REMOVE, "DE"))
    assert "FreedomOfExpressionImpaired" in german and "ProcessFrivolous" not in german
    assert grounds_of(packs().applying(Right.REMOVE, "JP")) == (
        "FulfilmentImpossible",
        "IdentityVerificationFailure",
    )


def test_the_letter_can_name_whom_to_complain_to() -> None:
    assert authorities_of(packs().applying(Right.ACCESS, "GB")) == (
        "the Information Commissioner's Office (ICO)",
    )
