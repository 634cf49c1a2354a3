"""The same mailbox told again without keeping its address."""

from __future__ import annotations

from desk.files.sealing import keyed_hash


def mailbox_of(email: str) -> str:
    """The mailbox behind an address, which is written in many ways: `Name+anything@` is `name@`."""
    local, _, domain = email.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def mailbox_key(email: str) -> str:
    """A keyed hash of the mailbox, 64 hex digits."""
    return keyed_hash("mailbox", mailbox_of(email))


def address_key(email: str) -> str:
    """A keyed hash of the very address, 64 hex digits; only for what must not be done to a neighbour."""
    return keyed_hash("address", email.strip().casefold())
