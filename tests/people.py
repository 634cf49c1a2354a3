"""The people of the tests. Asking for somebody twice gives the same person."""

from __future__ import annotations

from desk.accounts.models import GuestAccess, Membership, Organisation, User
from desk.accounts.tokens import make_guest_access, open_access

ORGANISATION = "Birch Instruments"


def alice() -> User:
    """A customer, of Birch Instruments."""
    return _member("alice.archer@example.com", "Alice Archer", Membership.Role.MEMBER)


def bob() -> User:
    """Alice's colleague."""
    return _member("bob.baxter@example.com", "Bob Baxter", Membership.Role.MEMBER)


def erin() -> User:
    """Administrator of Alice's organisation."""
    return _member("erin.ellery@example.com", "Erin Ellery", Membership.Role.ADMIN)


def charlie() -> User:
    """A stranger: a customer who has nothing to do with Alice."""
    return _person("charlie.cole@example.org", "Charlie Cole")


def dana() -> User:
    """An agent."""
    return _person("dana.dale@example.net", "Dana Dale", is_agent=True)


def operator() -> User:
    """Whoever runs the installation; also an agent."""
    return _person("operator@example.net", "Oli Operator", is_agent=True, is_operator=True)


def a_guest(email: str = "guest.gray@example.org", *, opened: bool = True) -> GuestAccess:
    """A private link that belongs to no ticket yet."""
    access, _ = make_guest_access(email)
    if opened:
        open_access(access)
    return access


def birch() -> Organisation:
    return Organisation.objects.get_or_create(name=ORGANISATION)[0]


def _member(email: str, name: str, role: Membership.Role) -> User:
    person = _person(email, name)
    Membership.objects.get_or_create(user=person, organisation=birch(), defaults={"role": role})
    return person


def _person(email: str, name: str, *, is_agent: bool = False, is_operator: bool = False) -> User:
    known = User.objects.filter(email=email).first()
    return known or User.objects.create_user(email, name=name, is_agent=is_agent, is_operator=is_operator)
