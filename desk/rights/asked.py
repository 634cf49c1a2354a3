"""What a person asked for, sealed under the request's own key until the request is closed."""

from __future__ import annotations

import hmac
import io
import json
from dataclasses import asdict, dataclass, field

from django.utils import timezone

from desk.files.sealing import derived, destroy_key, seal, unseal
from desk.redactor import Needle, spellings
from desk.rights.models import RemovalRequest


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, for which words (none for a whole post), and why (may be empty)."""

    email: str = field(repr=False)
    words: tuple[str, ...] = field(default=(), repr=False)
    explanation: str = field(default="", repr=False)


def seal_asked(number: str, asked: Asked) -> bytes:
    """The sealed form, under a new key in the key store. Only once per request number."""
    return b"".join(seal(io.BytesIO(json.dumps(asdict(asked)).encode()), _name(number)))


def asked_of(request: RemovalRequest) -> Asked:
    """What was asked. Raises CannotOpen when the request is closed or its key is gone."""
    opened = b"".join(unseal(io.BytesIO(bytes(request.sealed)), _name(request.number)))
    facts = json.loads(opened)
    return Asked(email=facts["email"], words=tuple(facts["words"]), explanation=facts["explanation"])


def needles_of(request: RemovalRequest) -> tuple[Needle, ...]:
    """What to look for, in every spelling; empty when the whole post should go. Raises CannotOpen."""
    words = asked_of(request).words
    return spellings(Needle(word, "EMAIL_ADDRESS" if "@" in word else "OTHER") for word in words)


def forget(request: RemovalRequest) -> None:
    """Destroy the request's key, so that no backup of its row can be read either. Safe to call twice."""
    destroy_key(_name(request.number))
    RemovalRequest.objects.filter(pk=request.pk).update(key_destroyed_at=timezone.now())


def address_hash(email: str) -> str:
    """Tells the same mailbox again, for the caps; `name+anything@` is `name@`."""
    local, _, domain = email.strip().casefold().rpartition("@")
    mailbox = f"{local.partition('+')[0]}@{domain}"
    return hmac.new(derived("removal-address"), mailbox.encode(), "sha256").hexdigest()


def _name(number: str) -> str:
    return f"removal-{number}"
