"""Who looked at what of a person, from the audit, for that person: when, what, and in which role (S184)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.accounts.models import User
from desk.audit.models import Entry
from desk.audit.record import label
from desk.rights.personal.models import Package, RightsCase
from desk.tickets.models import Attachment, Ticket

# Verb of the audit -> what was looked at, in words.
LOOKS = {
    "ticket.seen": "Your ticket {0}",
    "file.seen": "A file in your ticket",
    "case.seen": "Your request about your data",
    "case.paper-seen": "The paper you handed in",
    "case.letter-seen": "A letter to you",
    "package.seen": "The copy of your data, to review it",
    "mentions.seen": "Where others wrote about you, to decide about it",
    "ticket.line-seen": "A line of your ticket {0} that names somebody else",
    "scan.seen": "What was found in your ticket",
}
MOST = 200


@dataclass(frozen=True, slots=True)
class Look:
    at: datetime
    what: str


def looks_at(person: User) -> list[Look]:
    """Looks by our staff, newest first, at most MOST; the person's own are left out, and no name is told."""
    tickets = {label(ticket): ticket.reference for ticket in Ticket.objects.filter(requester=person)}
    files = Attachment.objects.filter(message__ticket__requester=person)
    cases = RightsCase.objects.filter(person=person)
    letters = [f"caseletter:{pk}" for pk in cases.values_list("letters", flat=True) if pk]
    packages = [label(package) for package in Package.objects.filter(case__in=cases)]
    subjects = [*tickets, *map(label, files), *map(label, cases), *letters, *packages]
    seen = Entry.objects.filter(verb__in=LOOKS, subject__in=subjects).exclude(actor=label(person))
    return [
        Look(entry.at, LOOKS[entry.verb].format(tickets.get(entry.subject, "")).strip())
        for entry in seen[:MOST]
    ]
