"""The same mailbox told again without keeping its address."""

from __future__ import annotations

from desk.addresses import mailbox_of
from desk.files.sealing import keyed_hash


def mailbox_key(email: str) -> str:
    """A keyed hash of the mailbox, 64 hex digits."""
    return keyed_hash("mailbox", mailbox_of(email))


def address_key(email: str) -> str:
    """A keyed hash of the very address, 64 hex digits; only for what must not be done to a neighbour."""
    return keyed_hash("address", email.strip().casefold())
