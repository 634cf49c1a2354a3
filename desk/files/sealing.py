"""Sealed bytes: every private file under a key of its own, kept outside the database.

A sealed file is `DSK1`, eight random bytes, then chunks of 64 KiB, each AES-256-GCM. A chunk's nonce is
its number and whether it is the last, its associated data is the file's name: chunks can be neither cut
off, swapped nor moved to another file. (This is the STREAM construction of Hoang, Reyhanitabar, Rogaway
and Vizar, 2015.) The file's key lies in the key store, wrapped by the master key (RFC 3394); removing it
there makes the bytes unreadable for ever, in every copy and backup of them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from django.conf import settings

MAGIC = b"DSK1"
CHUNK = 64 * 1024
TAG = 16


class CannotOpen(Exception):
    """A sealed file cannot be opened: `no-key`, `wrong-master-key` or `damaged`."""


def derived(purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, from the master key (HMAC-SHA256 as a PRF)."""
    return hmac.digest(settings.MASTER_KEY.encode(), f"discreet:{purpose}".encode(), hashlib.sha256)


def keyed_hash(purpose: str, text: str) -> str:
    """Tells the same text again without keeping it; 64 hex digits, of a key of its own for each purpose."""
    return hmac.new(derived(purpose), text.encode(), hashlib.sha256).hexdigest()


def cipher(purpose: str) -> Fernet:
    """Seals short words for one purpose."""
    return Fernet(base64.urlsafe_b64encode(derived(purpose)))


def new_key(name: str) -> bytes:
    """Make and keep the key of the file `name`; on disk before it is used."""
    key = secrets.token_bytes(32)
    path = key_path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(aes_key_wrap(derived("file-keys"), key))
        file.flush()
        os.fsync(file.fileno())
    return key


def key_of(name: str) -> bytes:
    """The key of the file `name`. Raises CannotOpen."""
    try:
        return aes_key_unwrap(derived("file-keys"), key_path(name).read_bytes())
    except FileNotFoundError:
        raise CannotOpen("no-key") from None
    except (InvalidUnwrap, ValueError):
        raise CannotOpen("wrong-master-key") from None


def destroy_key(name: str) -> None:
    """Overwrite and remove the key; safe to call twice."""
    path = key_path(name)
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return


def key_path(name: str) -> Path:
    return Path(settings.DESK_KEYS) / "files" / name[:2] / name


def seal(source: IO[bytes], name: str) -> Iterator[bytes]:
    """The sealed form of `source`, chunk by chunk, under a new key."""
    cipher, prefix, label = AESGCM(new_key(name)), secrets.token_bytes(7), name.encode()
    yield MAGIC + prefix
    number, chunk = 0, source.read(CHUNK)
    while True:
        following = source.read(CHUNK)
        yield cipher.encrypt(nonce(prefix, number, last=not following), chunk, label)
        if not following:
            return
        number, chunk = number + 1, following


def unseal(source: IO[bytes], name: str) -> Iterator[bytes]:
    """The plain bytes, chunk by chunk; each is authentic when it is given out. Raises CannotOpen.

    A file cut short shows at its end, so nothing may be done with the parts
    before the iteration has ended well.
    """
    cipher, label = AESGCM(key_of(name)), name.encode()
    head = source.read(len(MAGIC) + 7)
    if len(head) != len(MAGIC) + 7 or not head.startswith(MAGIC):
        raise CannotOpen("damaged")
    prefix, number, chunk = head[len(MAGIC) :], 0, source.read(CHUNK + TAG)
    while True:
        following = source.read(CHUNK + TAG)
        try:
            yield cipher.decrypt(nonce(prefix, number, last=not following), chunk, label)
        except InvalidTag:
            raise CannotOpen("damaged") from None
        if not following:
            return
        number, chunk = number + 1, following


def nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + (b"\1" if last else b"\0")
