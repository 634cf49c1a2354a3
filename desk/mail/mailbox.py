"""The same mailbox told again without keeping its address."""

from __future__ import annotations

import hmac

from desk.files.sealing import derived


def mailbox_key(email: str) -> str:
    """A keyed hash of the mailbox, 64 hex digits: `Name+anything@` is `name@`."""
    local, _, domain = email.strip().casefold().rpartition("@")
    mailbox = f"{local.partition('+')[0]}@{domain}"
    return hmac.new(derived("mailbox"), mailbox.encode(), "sha256").hexdigest()


def address_key(email: str) -> str:
    """A keyed hash of the very address, 64 hex digits; only for what must not be done to a neighbour."""
    return hmac.new(derived("address"), email.strip().casefold().encode(), "sha256").hexdigest()
