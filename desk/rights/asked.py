"""What a person asked for, sealed under the request's own key until the request is closed."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.utils import timezone

from desk.addresses import mailbox_of
from desk.files.sealing import destroy_key, keyed_hash, seal, unseal
from desk.redactor import Needle, spellings
from desk.rights.models import RemovalRequest
from desk.states import Overtaken


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, for which words (none for a whole post), and why (may be empty).

    `email` is empty where a child asks without one. `crop` is a piece of a
    picture that shows what should go; it is gone once it has been read.
    """

    email: str = field(repr=False)
    words: tuple[str, ...] = field(default=(), repr=False)
    explanation: str = field(default="", repr=False)
    crop: bytes = field(default=b"", repr=False)


def seal_asked(number: str, asked: Asked) -> bytes:
    """The sealed form, under a new key in the key store. Only once per request number."""
    return _sealed(asked, _name(number, 1))


def seal_again(request: RemovalRequest, asked: Asked) -> None:
    """Replace what was asked, under a new key, in the caller's transaction.

    Raises Overtaken when somebody else did so meanwhile. The older key is
    destroyed with the request, at the latest; after the commit if all is well.
    """
    older, newer = request.sealings, request.sealings + 1
    destroy_key(_name(request.number, newer))  # left by a transaction that did not hold
    sealed = _sealed(asked, _name(request.number, newer))
    mine = RemovalRequest.objects.filter(pk=request.pk, sealings=older)
    if not mine.update(sealed=sealed, sealings=newer):
        raise Overtaken(request.pk)
    request.sealed, request.sealings = sealed, newer
    transaction.on_commit(partial(destroy_key, _name(request.number, older)))


def asked_of(request: RemovalRequest) -> Asked:
    """What was asked. Raises CannotOpen when the request is closed or its key is gone."""
    name = _name(request.number, request.sealings)
    facts = json.loads(b"".join(unseal(io.BytesIO(bytes(request.sealed)), name)))
    return Asked(
        email=facts["email"],
        words=tuple(facts["words"]),
        explanation=facts["explanation"],
        crop=base64.b64decode(facts["crop"]),
    )


def needles_of(request: RemovalRequest) -> tuple[Needle, ...]:
    """What to look for, in every spelling; empty when the whole post should go. Raises CannotOpen."""
    words = asked_of(request).words
    return spellings(Needle(word, "EMAIL_ADDRESS" if "@" in word else "OTHER") for word in words)


def forget(request: RemovalRequest) -> None:
    """Destroy the request's keys, so that no backup of its row can be read either. Safe to call twice."""
    for sealing in range(1, request.sealings + 2):  # one more: of a transaction that did not hold
        destroy_key(_name(request.number, sealing))
    RemovalRequest.objects.filter(pk=request.pk).update(key_destroyed_at=timezone.now())


def address_hash(email: str) -> str:
    """Tells the same mailbox again, for the caps."""
    return keyed_hash("removal-address", mailbox_of(email))


def _sealed(asked: Asked, name: str) -> bytes:
    facts = {
        "email": asked.email,
        "words": asked.words,
        "explanation": asked.explanation,
        "crop": base64.b64encode(asked.crop).decode(),
    }
    return b"".join(seal(io.BytesIO(json.dumps(facts).encode()), name))


def _name(number: str, sealing: int) -> str:
    return f"removal-{number}" if sealing == 1 else f"removal-{number}-{sealing}"
