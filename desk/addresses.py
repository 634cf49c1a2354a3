"""One mailbox, however its address is written; left of all apps."""

from __future__ import annotations


def mailbox_of(email: str) -> str:
    """The mailbox behind an address, which is written in many ways: `Name+anything@` is `name@`."""
    local, _, domain = email.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
