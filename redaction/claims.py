"""Who a token was made out to: anybody can read it, so whoever is named in it is certain.

Source: RFC 7519 and OpenID Connect Core 1.0, section 5.1 (standard claims);
the signature is not looked at, because a forged token names people as well.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from typing import Final

import regex

from redaction.find import Needle
from redaction.view import view_of

# Claim -> what its value is. `sub` is whatever the issuer calls somebody by.
_CLAIMS: Final = {
    "email": "EMAIL_ADDRESS",
    "upn": "EMAIL_ADDRESS",
    "name": "PERSON",
    "given_name": "PERSON",
    "family_name": "PERSON",
    "nickname": "USERNAME",
    "preferred_username": "USERNAME",
    "unique_name": "USERNAME",
    "username": "USERNAME",
    "user_name": "USERNAME",
    "sub": "USERNAME",
    "phone_number": "PHONE_NUMBER",
}
_TOKEN: Final = regex.compile(r"(?<![\w-])ey[IJ][\w-]{4,}={0,2}\.(?<said>ey[IJ][\w-]{8,8000})")
# Subjects that are a role or a program. The longer list of `recognizers` would bring all rules into
# processes that only pass their answers on.
_NOBODY: Final = frozenset(
    "admin administrator root system service user guest anonymous test client application nobody".split()
)
_MOST_TOKENS = 200
_LEAST = 4  # letters and digits; shorter ones stand in too many words


def claims_in(text: str) -> tuple[Needle, ...]:
    """The people named in the tokens of a text, each once; empty without tokens or when none can be read.

    Only claims that name somebody, and only values that would be found as
    that person's: ids in figures alone and words such as `admin` are left out.
    """
    return tuple(dict.fromkeys(_claims(text)))


def _claims(text: str) -> Iterator[Needle]:
    if "ey" not in text:
        return
    for number, match in enumerate(_TOKEN.finditer(view_of(text).text)):
        if number == _MOST_TOKENS:
            return
        for key, value in _payload(match.group("said")).items():
            entity = _CLAIMS.get(key)
            if entity and isinstance(value, str) and _names_somebody(value):
                yield Needle(value, "EMAIL_ADDRESS" if "@" in value else entity)


def _payload(said: str) -> dict[str, object]:
    """The claims, or nothing for what is no JSON: the token itself is hidden by its form either way."""
    try:
        read = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    except (ValueError, RecursionError, binascii.Error):
        return {}
    return read if isinstance(read, dict) else {}


def _names_somebody(value: str) -> bool:
    plain = "".join(char for char in value if char.isalnum())
    return (
        len(plain) >= _LEAST
        and len(value) <= 200
        and any(char.isalpha() for char in plain)
        and value.lower() not in _NOBODY
    )
