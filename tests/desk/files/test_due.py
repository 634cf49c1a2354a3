"""What the tick removes from the storages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from desk.audit.models import Entry
from desk.files import due
from desk.files.models import StoredFile
from desk.files.sealing import key_path, new_key
from desk.files.store import CannotOpen, keep_private, put_public, read

pytestmark = pytest.mark.django_db

LATER = timedelta(hours=2)


def test_a_file_past_its_date_is_destroyed_and_recorded() -> None:
    file = keep_private(b"words", kind="text")
    StoredFile.objects.update(delete_after=timezone.now())
    due.tick(timezone.now())
    with pytest.raises(CannotOpen):
        read(StoredFile.objects.get())
    assert not key_path(file.key).exists()
    assert Entry.objects.get().verb == "file.destroyed"


def test_a_file_before_its_date_stays() -> None:
    file = keep_private(b"words", kind="text")
    StoredFile.objects.update(delete_after=timezone.now() + LATER)
    due.tick(timezone.now())
    assert read(file) == b"words"


@pytest.mark.parametrize("visibility", StoredFile.Visibility)
def test_bytes_that_no_row_names_go(visibility: StoredFile.Visibility) -> None:
    key = f"{visibility}-orphan"
    if visibility == StoredFile.Visibility.PRIVATE:
        new_key(key)
    storages[visibility].save(key, ContentFile(b"left behind"))
    assert due.remove_orphans(timezone.now() + LATER) >= 1
    assert not storages[visibility].exists(key)
    assert not key_path(key).exists()


def test_bytes_that_are_just_being_written_stay() -> None:
    storages["private"].save("young", ContentFile(b"its row comes in a moment"))
    due.remove_orphans(timezone.now())
    assert storages["private"].exists("young")
    storages["private"].delete("young")


def test_bytes_with_a_row_stay() -> None:
    private, public = keep_private(b"one", kind="text"), put_public(b"two", kind="text", suffix="txt")
    due.remove_orphans(timezone.now() + LATER)
    assert (read(private), read(public)) == (b"one", b"two")


def test_a_key_that_belongs_to_something_else_stays() -> None:
    new_key("sealed-request")
    due.remove_orphans(timezone.now() + LATER)
    assert key_path("sealed-request").exists()
    key_path("sealed-request").unlink()


def test_orphans_are_looked_for_once_an_hour() -> None:
    due.tick(timezone.now())
    storages["private"].save("orphan", ContentFile(b"left behind"))
    due.tick(timezone.now() + LATER)
    assert storages["private"].exists("orphan")
    cache.clear()  # an hour later
    due.tick(timezone.now() + LATER)
    assert not storages["private"].exists("orphan")
