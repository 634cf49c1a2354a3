"""Proof of what was done: signed facts with a number, which anybody can check and nobody can be found by.

The signature is Ed25519 (RFC 8032) over the facts as JSON with sorted keys, no spaces, in UTF-8. The
private key is made once and lies in the key store, wrapped by the master key.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from collections import Counter
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from django.conf import settings
from django.utils import formats, timezone

from desk.files.sealing import CannotOpen, derived
from desk.rights.elsewhere import ELSEWHERE
from desk.rights.models import Certificate, Occurrence, RemovalRequest, new_certificate_number
from desk.rights.readback import ReadBack

# Copies that nobody here can reach; `desk.rights.elsewhere` says what a person can do about each.
NOT_REACHED = tuple(kind.code for kind in ELSEWHERE)
KEY_FILE = "certificates.key"


class Verdict(StrEnum):
    VALID = "valid"
    CHANGED = "changed"
    UNKNOWN = "unknown"


def issue(request: RemovalRequest, seen: ReadBack) -> Certificate:
    """The one certificate of this request, in the caller's transaction."""
    number = new_certificate_number()
    facts = {
        "certificate": number,
        "request": request.number,
        "issuer": settings.DESK_ORIGIN,
        "scope": request.scope,
        "asked": _time(request.created_at),
        "confirmed": _time(request.confirmed_at),
        "read_back": {
            "at": _time(seen.at),
            "pages": seen.pages,
            "files": seen.files,
            "left": list(seen.left),
        },
        "issued": _time(timezone.now()),
        # Where the search had to stop at a common word, more stands than was listed, and it stays.
        "search": "stopped" if request.is_cut else "complete",
        "places": _counts(request),
        "posts": [
            {"before": post.before, "after": post.after or "taken-down"}
            for post in request.posts.exclude(step="nothing").order_by("before")
        ],
        "not_reached": list(NOT_REACHED),
        "key": key_id(),
    }
    return Certificate.objects.create(number=number, request=request, facts=facts, signature=sign(facts))


def check(number: str, copy: str = "") -> Verdict:
    """Whether the certificate with this number is ours and unchanged.

    `copy` is the text of a downloaded one; without it the certificate that we
    keep is checked. Unknown when we issued none of this number.
    """
    certificate = Certificate.objects.filter(number=number.strip()).first()
    if certificate is None:
        return Verdict.UNKNOWN
    facts, signature = certificate.facts, certificate.signature
    if copy.strip():
        try:
            given = json.loads(copy)
            facts, signature = given["facts"], str(given["signature"])
        except (ValueError, KeyError, TypeError, RecursionError):  # the last: nested without end
            return Verdict.CHANGED
    is_ours = is_signed(facts, signature) and facts == certificate.facts
    return Verdict.VALID if is_ours else Verdict.CHANGED


def as_file(certificate: Certificate) -> dict[str, Any]:
    """What a person downloads: enough to check the signature without us."""
    return {"facts": certificate.facts, "signature": certificate.signature, "public_key": public_pem()}


def sign(facts: dict[str, Any]) -> str:
    """86 characters of base64url."""
    return base64.urlsafe_b64encode(_private_key().sign(_canonical(facts))).rstrip(b"=").decode()


def is_signed(facts: object, signature: str) -> bool:
    try:
        given = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        _public_key().verify(given, _canonical(facts))
    except (InvalidSignature, ValueError, RecursionError):  # the last: what reads well may not write well
        return False
    return True


def public_pem() -> str:
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return _public_key().public_bytes(encoding, form).decode()


def key_id() -> str:
    """16 hex digits that name the public key."""
    return hashlib.sha256(_public_key().public_bytes_raw()).hexdigest()[:16]


def _counts(request: RemovalRequest) -> dict[str, dict[str, int]]:
    """Found, removed and refused, by name of place; empty when nothing was found."""
    counts: dict[str, Counter[str]] = {}
    for occurrence in request.occurrences.all():
        place = counts.setdefault(occurrence.place, Counter(found=0, removed=0, refused=0))
        place["found"] += 1
        place["removed" if occurrence.verdict == Occurrence.Verdict.AGREED else "refused"] += 1
    return {place: dict(count) for place, count in sorted(counts.items())}


def _time(at: Any) -> str:
    return at.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds") if at else ""


def in_words(at: str) -> str:
    """A time of the facts as people write it: 25 November 2026, 18:48 UTC. Empty stays empty."""
    if not at:
        return ""
    time = datetime.fromisoformat(at)
    return f"{formats.date_format(time, 'j F Y, H:i')} {time.tzname()}"


def _canonical(facts: object) -> bytes:
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _public_key() -> Ed25519PublicKey:
    return _private_key().public_key()


def _private_key() -> Ed25519PrivateKey:
    """The key of this installation. Raises CannotOpen when the master key is another one."""
    return _opened(Path(settings.DESK_KEYS) / KEY_FILE, settings.MASTER_KEY)


@lru_cache(maxsize=1)
def _opened(path: Path, master: str) -> Ed25519PrivateKey:
    """`master` only tells the cache that the wrapping key has changed."""
    if not path.exists():
        _make_once(path)
    try:
        return Ed25519PrivateKey.from_private_bytes(
            aes_key_unwrap(derived("certificate-key"), path.read_bytes())
        )
    except (InvalidUnwrap, ValueError):
        raise CannotOpen("wrong-master-key") from None


def _make_once(path: Path) -> None:
    """Whole or not at all, and never over one that is there: two processes may start at once."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(aes_key_wrap(derived("certificate-key"), Ed25519PrivateKey.generate().private_bytes_raw()))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(new, path)
    except FileExistsError:
        pass
    finally:
        new.unlink()
