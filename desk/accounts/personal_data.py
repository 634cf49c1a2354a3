"""What every app says about one person when they ask: the shapes, and what accounts themselves hold."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db.models import QuerySet
from django.utils import timezone

from desk.accounts.models import GuestAccess, Invitation, User

GONE = "removed.invalid"  # RFC 2606: no mail can ever go there


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a case is about: mailboxes they have proved to hold, and their account where there is one."""

    emails: tuple[str, ...] = field(repr=False)
    user: User | None = None

    @property
    def own_values(self) -> tuple[str, ...]:
        """What tells about nobody but them, so that it stays readable in their own copy."""
        if self.user is None:
            return self.emails
        groups = self.user.memberships.values_list("organisation__name", flat=True)
        return tuple(filter(None, (*self.emails, self.user.name, *groups)))


@dataclass(frozen=True, slots=True)
class Record:
    """One thing we hold: as words, or as a picture. `picture` is empty for what we cannot look into.

    `key` finds it again inside its holder; `source` says how we came by it. The first `name_ends` code
    points of `text` only name a file; they are all that goes out when its content is left out.
    """

    key: str
    title: str
    source: str
    purpose: str
    at: datetime | None = None
    text: str = field(default="", repr=False)
    picture: bytes = field(default=b"", repr=False)
    name_ends: int = 0
    is_closed: bool = False  # a file of a kind we cannot look into, so it is named and not handed out


class StillNeeded(Exception):
    """This cannot be erased yet; the argument is a code of what stands in the way."""


class Holder(Protocol):
    """One app's hold on a person."""

    name: str
    words: str

    def export(self, person: Person) -> Iterator[Record]: ...

    def erase(self, person: Person) -> int:
        """Remove it and say how many rows that were. Safe to call twice. Raises StillNeeded."""


class Accounts:
    name = "account"
    words = "Your account: name, address, organisation, invitations, private links"

    def export(self, person: Person) -> Iterator[Record]:
        user = person.user
        if user is not None:
            groups = [
                f"Member of {one.organisation.name} as {one.get_role_display().lower()}"
                + (f", suspended on {one.suspended_at:%Y-%m-%d}" if one.suspended_at else "")
                for one in user.memberships.select_related("organisation")
            ]
            lines = [f"Name: {user.name}", f"E-mail address: {user.email}", *groups]
            yield Record(
                f"user-{user.pk}", "Your account", "you told us", "support", user.created_at, "\n".join(lines)
            )
        for access in _guest_accesses(person):
            words = f"E-mail address: {access.email}"
            yield Record(
                f"guest-{access.pk}", "Private link", "you told us", "support", access.created_at, words
            )
        for one in _invitations(person).select_related("organisation"):
            words = f"E-mail address: {one.email}\nInvited by: {one.organisation.name}"
            source = "an administrator of the organisation told us"
            yield Record(f"invitation-{one.pk}", "Invitation", source, "support", one.invited_at, words)

    def erase(self, person: Person) -> int:
        """Name and address go; the row stays without them, because tickets and the audit name it."""
        count = 0
        for access in _guest_accesses(person):
            forget_guest(access)
            count += 1
        count += _invitations(person).delete()[0]
        user = person.user
        if user is None or user.email.endswith(GONE):
            return count
        if user.is_agent or user.is_operator:
            raise StillNeeded("works-here")
        user.memberships.all().delete()
        User.objects.filter(pk=user.pk).update(email=_nobody(), name="", is_active=False)
        return count + 1


def forget_guest(access: GuestAccess) -> None:
    """The address goes, and the link ends. Safe to call twice."""
    GuestAccess.objects.filter(pk=access.pk).exclude(email__endswith=GONE).update(
        email=_nobody(), revoked_at=timezone.now(), token_hash=secrets.token_hex(32)
    )


def _guest_accesses(person: Person) -> list[GuestAccess]:
    """Links that nobody opened, too: the address in them is this person's, whoever typed it."""
    return list(GuestAccess.objects.filter(email__in=person.emails))


def _invitations(person: Person) -> QuerySet[Invitation]:
    return Invitation.objects.filter(email__in=person.emails)


def _nobody() -> str:
    return f"{secrets.token_hex(8)}@{GONE}"
