"""What the tick finds to remove: files past their date, and bytes that no row names."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache
from django.core.files.storage import Storage, storages

from desk.audit.record import record
from desk.files.models import StoredFile
from desk.files.s3 import ErasingS3Storage
from desk.files.sealing import destroy_key
from desk.files.store import destroy
from desk.files.tombstones import flush

# A file is written before the row that names it is committed; no transaction takes that long.
YOUNGEST_ORPHAN = timedelta(hours=1)
LOOK_EVERY = timedelta(hours=1)  # for orphans: listing a large bucket takes a while


def tick(now: datetime) -> None:
    """Destroy what is past its date; once an hour also what a crash left behind without a row."""
    for file in StoredFile.objects.filter(delete_after__lt=now, destroyed_at=None):
        destroy(file)
        record("file.destroyed", file, by="system")
    flush()  # what a crash left between an erasure and its line
    if cache.add("desk.files.orphans", 1, LOOK_EVERY.total_seconds()):
        remove_orphans(now)


def remove_orphans(now: datetime) -> int:
    """Remove bytes of both storages that no row names; how many."""
    return sum(_remove_orphans_of(visibility, now) for visibility in StoredFile.Visibility)


def _remove_orphans_of(visibility: StoredFile.Visibility, now: datetime) -> int:
    storage = storages[visibility]
    known = set(StoredFile.objects.filter(visibility=visibility).values_list("key", flat=True))
    removed = 0
    for key in _keys(storage):
        # The row may have come after `known` was read, but then the bytes are young.
        if key in known or storage.get_modified_time(key) > now - YOUNGEST_ORPHAN:
            continue
        if visibility == StoredFile.Visibility.PRIVATE:
            destroy_key(key)
        storage.delete(key)
        removed += 1
    if isinstance(storage, ErasingS3Storage):
        removed += storage.remove_leftovers(until=now - YOUNGEST_ORPHAN)
    return removed


def _keys(storage: Storage) -> list[str]:
    try:
        return storage.listdir("")[1]
    except FileNotFoundError:  # nothing was ever kept here
        return []
