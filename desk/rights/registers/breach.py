"""A drill: whom a leak of one place would concern, who has to be told, by when, and in which words (S102).

Nothing is sent. Who it would be is worked out anew at each look; the row of a drill keeps numbers only.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from desk.accounts.models import GuestAccess, Invitation, User
from desk.accounts.personal_data import GONE
from desk.audit.record import record
from desk.mail.models import OutgoingMail
from desk.rights.packs import is_covered
from desk.rights.personal.models import RightsCase
from desk.rights.registers.models import BreachDrill
from desk.tickets.models import Attachment

Leak = BreachDrill.Leak
TABLE = Path(__file__).parent.parent / "breaches.toml"

# What stands in the way of whoever holds the stolen bytes, and what they can read.
MEANING = {
    Leak.DATABASE: "Everything but files: names, addresses, tickets, requests. What is sealed stays sealed.",
    Leak.FILES: "Sealed bytes only. Without the keys nobody can read them, so nobody has to be told.",
    Leak.FILES_AND_KEYS: "Every original file that was not destroyed, with all that it shows.",
    Leak.MAIL: "Mails that had not left yet: addresses, and the links in them.",
    Leak.PUBLIC: "What everybody can read anyway. What should not be public there is a removal, not a leak.",
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One row of `breaches.toml`; `hours` count from the moment we know."""

    code: str
    name: str
    places: tuple[str, ...]
    whom: str
    hours: int
    words: str
    source: str
    is_certain: bool

    def covers(self, place: str) -> bool:
        """Whether it holds for who lives there; every one does when that is unknown."""
        return is_covered(place, self.places)


@dataclass(frozen=True, slots=True)
class Due:
    """One duty of a drill: by when, and how many of the people it is about."""

    duty: Duty
    by: datetime
    people: int


@cache
def duties() -> tuple[Duty, ...]:
    """All rows, in the order of the table. Raises for a row that is not complete."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["duty"]
    return tuple(Duty(**{**row, "places": tuple(row["places"])}) for row in rows)


@transaction.atomic
def begin(leak: BreachDrill.Leak, *, by: User) -> BreachDrill:
    """Pretend that we learn of it now."""
    addresses = concerned(leak)
    drill = BreachDrill.objects.create(leak=leak, run_by=by, people=len(addresses))
    record("drill.begun", drill, by=by, leak=str(leak), people=len(addresses))
    return drill


@transaction.atomic
def end(drill: BreachDrill, *, by: User) -> None:
    """Everything was found and read; how long that took stays written. Safe to call twice."""
    if BreachDrill.objects.filter(pk=drill.pk, ended_at=None).update(ended_at=timezone.now()):
        record("drill.ended", drill, by=by)


def concerned(leak: BreachDrill.Leak) -> list[str]:
    """Addresses of everybody whose data it would be, each once, in order; empty when nothing can be read."""
    match leak:
        case Leak.DATABASE:
            users = User.objects.exclude(email__endswith=GONE)
            guests = GuestAccess.objects.exclude(email__endswith=GONE)
            invited = Invitation.objects.values_list("email", flat=True)
            known = {*users.values_list("email", flat=True), *guests.values_list("email", flat=True)}
            found = {*known, *invited}
        case Leak.FILES_AND_KEYS:
            files = Attachment.objects.filter(file__destroyed_at=None)
            users = User.objects.filter(tickets__messages__attachments__in=files)
            guests = GuestAccess.objects.filter(ticket__messages__attachments__in=files)
            found = {*users.values_list("email", flat=True), *guests.values_list("email", flat=True)}
        case Leak.MAIL:
            waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED).exclude(to="")
            found = set(waiting.values_list("to", flat=True))
        case Leak.FILES | Leak.PUBLIC:
            found = set()
    return sorted(found)


def due_of(drill: BreachDrill, addresses: Iterable[str]) -> list[Due]:
    """Whom we would have to tell, the earliest first; none when it concerns nobody."""
    lives = _places()
    by_place = Counter(lives.get(address, "") for address in addresses)
    found = []
    for duty in duties():
        people = sum(count for place, count in by_place.items() if duty.covers(place))
        if people:
            found.append(Due(duty, drill.began_at + timedelta(hours=duty.hours), people))
    return sorted(found, key=lambda one: one.by)


def drafts_of(drill: BreachDrill, people: int) -> dict[str, str]:
    """What we would write to an authority and to the people; what has to be found out first is left open."""
    context = {"drill": drill, "people": people, "meaning": MEANING[Leak(drill.leak)]}
    return {
        whom: render_to_string(f"rights/letters/breach_{whom}.txt", context)
        for whom in ("authority", "people")
    }


def _places() -> dict[str, str]:
    """Where people told us that they live, by the address of their account; the newest word counts."""
    told = RightsCase.objects.exclude(place="").filter(person__isnull=False).order_by("received_at")
    return dict(told.values_list("person__email", "place"))
