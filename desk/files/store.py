"""Keep, open and destroy bytes. `keep_private` seals; `put_public` writes new, plain bytes."""

from __future__ import annotations

import hashlib
import hmac
import io
import secrets
from collections.abc import Iterator
from functools import partial
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from desk.files.models import StoredFile
from desk.files.sealing import CHUNK, CannotOpen, derived, destroy_key, seal, unseal

__all__ = ["CannotOpen", "destroy", "digest_of", "keep_private", "pieces", "put_public", "read"]


def digest_of(content: bytes) -> str:
    """A keyed hash of the content, 64 hex digits: comparable inside this desk, meaningless outside."""
    return hmac.new(derived("content-digest"), content, hashlib.sha256).hexdigest()


def keep_private(content: bytes, *, kind: str) -> StoredFile:
    """Seal the bytes under a new key and keep them in the private storage.

    Bytes first, row second: a crash in between leaves sealed bytes that no
    row names, which `tick` removes.
    """
    key = secrets.token_hex(16)
    storages["private"].save(key, ContentFile(b"".join(seal(io.BytesIO(content), key))))
    return StoredFile.objects.create(
        key=key,
        visibility=StoredFile.Visibility.PRIVATE,
        digest=digest_of(content),
        kind=kind,
        size=len(content),
    )


def put_public(content: bytes, *, kind: str, suffix: str) -> StoredFile:
    """Write new bytes into the public storage under an unguessable, neutral key."""
    key = f"{secrets.token_hex(16)}.{suffix}"
    storages["public"].save(key, ContentFile(content))
    return StoredFile.objects.create(
        key=key,
        visibility=StoredFile.Visibility.PUBLIC,
        digest=digest_of(content),
        kind=kind,
        size=len(content),
    )


def read(file: StoredFile) -> bytes:
    """All the plain bytes, checked against their digest. Raises CannotOpen."""
    _refuse_closed(file)
    try:
        with storages[file.visibility].open(file.key) as stored:
            content = _plain(file, stored)
    except FileNotFoundError:
        raise CannotOpen("no-bytes") from None
    if not hmac.compare_digest(digest_of(content), file.digest):
        raise CannotOpen("damaged")
    return content


def pieces(file: StoredFile) -> Iterator[bytes]:
    """The plain bytes piece by piece, never all at once. Raises CannotOpen, `damaged` only after the last.

    Nothing may be done with them before the iteration has ended well.
    """
    _refuse_closed(file)
    digest = hmac.new(derived("content-digest"), digestmod=hashlib.sha256)
    try:
        with storages[file.visibility].open(file.key) as stored:
            is_public = file.visibility == StoredFile.Visibility.PUBLIC
            for piece in iter(partial(stored.read, CHUNK), b"") if is_public else unseal(stored, file.key):
                digest.update(piece)
                yield piece
    except FileNotFoundError:
        raise CannotOpen("no-bytes") from None
    if not hmac.compare_digest(digest.hexdigest(), file.digest):
        raise CannotOpen("damaged")


def destroy(file: StoredFile) -> None:
    """Make the bytes unreadable for ever: the key first, then the bytes. Safe to call twice."""
    if file.visibility == StoredFile.Visibility.PRIVATE:
        destroy_key(file.key)
    storages[file.visibility].delete(file.key)
    file.destroyed_at = timezone.now()
    file.save(update_fields=["destroyed_at"])


def _refuse_closed(file: StoredFile) -> None:
    if file.destroyed_at is not None:
        raise CannotOpen("no-key")
    if file.virus_check == StoredFile.VirusCheck.FOUND:
        raise CannotOpen("virus")


def _plain(file: StoredFile, stored: IO[bytes]) -> bytes:
    if file.visibility == StoredFile.Visibility.PUBLIC:
        return stored.read()
    return b"".join(unseal(stored, file.key))
