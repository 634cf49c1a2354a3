"""Passkeys and security keys: what a browser is asked, and whether its answer is right.

Source: W3C Web Authentication, level 2. The arithmetic is Yubico's `fido2`. The mailbox is the first proof,
so a touch of the device is enough here, and no device is told apart by its make.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from django.conf import settings
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from desk.accounts.models import User
from desk.factors.models import Passkey
from desk.files.sealing import keyed_hash

LONGEST_ANSWER = 20_000  # characters; real ones have one or two thousand
# What the library raises for answers that are none: it reads JSON, base 64, CBOR and keys.
BAD = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    AssertionError,
    NotImplementedError,
    UnsupportedAlgorithm,
    struct.error,
)
ALGORITHMS = (
    -7,
    -8,
    -257,
)  # ES256, EdDSA, RS256 (COSE): what devices have; the library knows experiments, too


class WrongAnswer(Exception):
    """The browser's answer is not one to our question, or of another place, or not well-formed."""


@dataclass(frozen=True, slots=True)
class Question:
    """`options` are for the browser; `state` is kept here until it answers, and used once."""

    options: str
    state: dict[str, Any] = field(repr=False)


def ask_for_new(user: User) -> Question:
    """Have a device make a key; those it has for this person already are refused by the browser."""
    who = PublicKeyCredentialUserEntity(
        # Stays on the device for ever, so neither number nor address.
        id=bytes.fromhex(keyed_hash("second-factor:user", str(user.pk))),
        name=user.email,
        display_name=user.display_name,
    )
    options, state = _server().register_begin(
        who,
        [_credential(passkey) for passkey in user.passkeys.all()],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.DISCOURAGED,
    )
    return Question(json.dumps(dict(options.public_key)), dict(state))


def new_passkey(user: User, name: str, answer: str, state: Mapping[str, Any]) -> Passkey:
    """The key that the device made, not saved yet. Raises WrongAnswer."""
    try:
        made = _server().register_complete(dict(state), _read(answer))
    except BAD:
        raise WrongAnswer from None
    credential = made.credential_data
    if credential is None or credential.public_key.ALGORITHM not in ALGORITHMS:
        raise WrongAnswer
    return Passkey(
        user=user,
        name=name,
        handle=_handle(credential.credential_id),
        credential=bytes(credential),
        count=made.counter,
    )


def ask(user: User) -> Question:
    """Have one of this person's devices answer."""
    options, state = _server().authenticate_begin(
        [_credential(passkey) for passkey in user.passkeys.all()],
        user_verification=UserVerificationRequirement.DISCOURAGED,
    )
    return Question(json.dumps(dict(options.public_key)), dict(state))


def use(user: User, answer: str, state: Mapping[str, Any], *, now: datetime) -> bool:
    """Whether one of their devices answered this very question; its counter goes on.

    A counter that does not rise is the sign of a copied key, and refused.
    """
    passkeys = {passkey.handle: passkey for passkey in user.passkeys.all()}
    try:
        said = AuthenticationResponse.from_dict(_read(answer))
        credentials = [_credential(passkey) for passkey in passkeys.values()]
        credential = _server().authenticate_complete(dict(state), credentials, said)
    except BAD:
        return False
    passkey, count = passkeys[_handle(credential.credential_id)], said.response.authenticator_data.counter
    if (count or passkey.count) and count <= passkey.count:
        return False
    mine = Passkey.objects.filter(pk=passkey.pk, count=passkey.count)
    return bool(mine.update(count=count, used_at=now))


def _server() -> Fido2Server:
    origin = settings.DESK_ORIGIN
    place = PublicKeyCredentialRpEntity(id=urlsplit(origin).hostname or "", name="Discreet")
    # The library would also take an answer from a subdomain or another port.
    server = Fido2Server(
        place, attestation=AttestationConveyancePreference.NONE, verify_origin=lambda said: said == origin
    )
    server.allowed_algorithms = [one for one in server.allowed_algorithms if one.alg in ALGORITHMS]
    return server


def _read(answer: str) -> Mapping[str, Any]:
    """Raises ValueError."""
    if len(answer) > LONGEST_ANSWER or not isinstance(read := json.loads(answer), dict):
        raise ValueError("no-answer")
    return read


def _credential(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(passkey.credential))


def _handle(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()
