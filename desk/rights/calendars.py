"""Public holidays, looked up once and frozen, so that a date that was told to somebody never moves.

The library's tables are corrected from time to time; a case keeps those of the day it was opened.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import holidays

from desk.rights.clocks import Calendar, ClockError

YEARS_AHEAD = 3  # longest statutory term plus an appeal and the person's time to answer


def freeze(place: str, *, year: int) -> Calendar:
    """Holidays of a country or a part of one (`NZ`, `US-CA`) from this year on.

    A part that the library does not know counts as its country. Raises ClockError for an unknown country.
    """
    country, _, part = place.partition("-")
    years = range(year, year + YEARS_AHEAD + 1)
    try:
        known = holidays.list_supported_countries()[country]
        table = holidays.country_holidays(country, subdiv=part if part in known else None, years=years)
    except KeyError:
        raise ClockError("unknown-place") from None
    return Calendar(place, frozenset(table.weekend), frozenset(table), years[0], years[-1])


def to_json(days: Calendar) -> dict[str, Any]:
    return {
        "place": days.place,
        "weekend": sorted(days.weekend),
        "holidays": sorted(day.isoformat() for day in days.holidays),
        "first": days.first,
        "last": days.last,
    }


def from_json(kept: dict[str, Any]) -> Calendar:
    return Calendar(
        place=kept["place"],
        weekend=frozenset(kept["weekend"]),
        holidays=frozenset(date.fromisoformat(day) for day in kept["holidays"]),
        first=kept["first"],
        last=kept["last"],
    )
