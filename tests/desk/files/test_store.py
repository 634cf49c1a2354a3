"""Keeping, opening and destroying bytes."""

from __future__ import annotations

import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from pytest_django import Settings

from desk.files.models import StoredFile
from desk.files.sealing import CHUNK, CannotOpen, key_path
from desk.files.store import destroy, keep_private, put_public, read

pytestmark = pytest.mark.django_db


def test_each_process_of_a_test_run_has_a_folder_of_its_own(settings: Settings) -> None:
    assert settings.DESK_VAR.name == os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
def test_what_was_kept_comes_back_byte_for_byte(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    assert read(keep_private(content, kind="unknown")) == content


def test_equal_files_are_sealed_differently_and_known_as_equal() -> None:
    one, two = keep_private(b"equal", kind="text"), keep_private(b"equal", kind="text")
    assert one.digest == two.digest
    assert stored_bytes(one) != stored_bytes(two)


def test_a_destroyed_file_cannot_be_opened_even_with_its_old_bytes() -> None:
    file = keep_private(b"secret words", kind="text")
    copy_in_a_backup = stored_bytes(file)
    destroy(file)
    assert not key_path(file.key).exists()
    storages["private"].save(file.key, ContentFile(copy_in_a_backup))
    file.destroyed_at = None
    with pytest.raises(CannotOpen, match="no-key"):
        read(file)


def test_destroying_twice_is_no_error() -> None:
    file = keep_private(b"secret words", kind="text")
    destroy(file)
    destroy(file)


def test_swapped_bytes_of_two_files_are_noticed() -> None:
    one, two = keep_private(b"one", kind="text"), keep_private(b"two", kind="text")
    swap(one, two)
    with pytest.raises(CannotOpen):
        read(one)


def test_a_file_cut_off_at_a_chunk_is_noticed() -> None:
    file = keep_private(b"x" * (2 * CHUNK), kind="text")
    path = storages["private"].path(file.key)
    with open(path, "r+b") as stored:
        stored.truncate(11 + CHUNK + 16)
    with pytest.raises(CannotOpen, match="damaged"):
        read(file)


def test_missing_bytes_are_an_error_not_an_empty_file() -> None:
    file = keep_private(b"words", kind="text")
    storages["private"].delete(file.key)
    with pytest.raises(CannotOpen, match="no-bytes"):
        read(file)


def test_another_master_key_opens_nothing(settings: Settings) -> None:
    file = keep_private(b"words", kind="text")
    settings.MASTER_KEY = "another-key-of-at-least-thirty-two-characters"
    with pytest.raises(CannotOpen):
        read(file)


def test_a_public_file_is_plain_under_an_unguessable_name() -> None:
    file = put_public(b"public words", kind="text", suffix="txt")
    assert read(file) == b"public words"
    name, _, suffix = file.key.partition(".")
    assert len(name) == 32 and suffix == "txt"


def stored_bytes(file: StoredFile) -> bytes:
    with storages[file.visibility].open(file.key) as stored:
        return bytes(stored.read())


def swap(one: StoredFile, two: StoredFile) -> None:
    first, second = stored_bytes(one), stored_bytes(two)
    for file, content in ((one, second), (two, first)):
        with open(storages["private"].path(file.key), "wb") as stored:
            stored.write(content)
