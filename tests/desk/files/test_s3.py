"""Both storages on a server that speaks S3 and refuses what S3 refuses."""

from __future__ import annotations

import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import botocore.exceptions
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import override_settings
from django.utils import timezone

from desk.files.due import remove_orphans
from desk.files.s3 import ErasingS3Storage
from desk.files.sealing import MAGIC, CannotOpen
from desk.files.store import destroy, keep_private, put_public, read

pytestmark = pytest.mark.django_db

WORDS = b"Alice's log\n" * 1000


@pytest.fixture
def buckets(s3_options: dict[str, Any]) -> Iterator[dict[str, ErasingS3Storage]]:
    """The private and the public storage as S3, each a new bucket with versioning, empty."""
    names = {name: f"desk-{name}-{secrets.token_hex(4)}" for name in ("private", "public")}
    options = {name: {**s3_options, "bucket_name": bucket} for name, bucket in names.items()}
    made = {name: ErasingS3Storage(**options[name]) for name in names}
    for name, storage in made.items():
        client = storage.connection.meta.client
        client.create_bucket(Bucket=names[name])
        client.put_bucket_versioning(Bucket=names[name], VersioningConfiguration={"Status": "Enabled"})
    backend = "desk.files.s3.ErasingS3Storage"
    configured = {name: {"BACKEND": backend, "OPTIONS": options[name]} for name in names}
    with override_settings(STORAGES={**storages.backends, **configured}):
        yield made


def test_what_was_kept_comes_back_and_lies_there_sealed(buckets: dict[str, ErasingS3Storage]) -> None:
    file = keep_private(WORDS, kind="text")
    assert read(file) == WORDS
    with buckets["private"].open(file.key) as stored:
        sealed = stored.read()
    assert sealed.startswith(MAGIC)
    assert b"Alice" not in sealed


def test_public_bytes_are_plain_and_in_the_public_bucket_only(buckets: dict[str, ErasingS3Storage]) -> None:
    file = put_public(WORDS, kind="text", suffix="txt")
    assert read(file) == WORDS
    assert buckets["public"].exists(file.key)
    assert not buckets["private"].exists(file.key)


def test_no_version_of_a_destroyed_file_is_left(buckets: dict[str, ErasingS3Storage]) -> None:
    file = put_public(WORDS, kind="text", suffix="txt")
    put_again(buckets["public"], file.key, b"another version")
    destroy(file)
    assert list(buckets["public"]._versions("")) == []
    with pytest.raises(CannotOpen):
        read(file)


def test_other_files_outlive_a_destroyed_one_whose_key_they_begin_with(
    buckets: dict[str, ErasingS3Storage],
) -> None:
    storage = buckets["public"]
    storage.save("log", ContentFile(b"one"))
    storage.save("log-2", ContentFile(b"two"))
    storage.delete("log")
    assert storage.listdir("")[1] == ["log-2"]


def test_destroying_twice_is_no_error(buckets: dict[str, ErasingS3Storage]) -> None:
    file = keep_private(WORDS, kind="text")
    destroy(file)
    destroy(file)


def test_an_upload_that_broke_off_goes_with_its_file(buckets: dict[str, ErasingS3Storage]) -> None:
    storage = buckets["private"]
    begin_an_upload(storage, "half")
    storage.delete("half")
    assert list(storage._unfinished("")) == []


def test_the_tick_removes_what_lies_behind_a_delete_marker(buckets: dict[str, ErasingS3Storage]) -> None:
    storage = buckets["public"]
    kept = put_public(WORDS, kind="text", suffix="txt")
    storage.save("marked", ContentFile(b"old words"))
    storage.connection.meta.client.delete_object(Bucket=storage.bucket_name, Key="marked")
    begin_an_upload(storage, "half")
    remove_orphans(timezone.now() + timedelta(minutes=30))
    assert list(storage._unfinished("")) != [], "it may still be running"
    remove_orphans(timezone.now() + timedelta(hours=2))
    assert {key for key, *_ in storage._versions("")} == {kept.key}
    assert list(storage._unfinished("")) == []


def test_an_object_is_not_given_out_without_a_signature_or_with_a_changed_one(
    buckets: dict[str, ErasingS3Storage],
) -> None:
    file = put_public(WORDS, kind="text", suffix="txt")
    link = buckets["public"].url(file.key)
    assert status_of(link) == 200
    assert status_of(link.partition("?")[0]) in (400, 403)
    assert status_of(link[:-1] + ("0" if link[-1] != "0" else "1")) == 403


def test_a_cache_is_told_to_keep_nothing(buckets: dict[str, ErasingS3Storage]) -> None:
    file = put_public(WORDS, kind="text", suffix="txt")
    with urllib.request.urlopen(buckets["public"].url(file.key)) as answer:
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_wrong_secret_keeps_nothing_and_says_so(
    buckets: dict[str, ErasingS3Storage], s3_options: dict[str, Any]
) -> None:
    bucket = buckets["private"].bucket_name
    wrong = ErasingS3Storage(**{**s3_options, "secret_key": "wrong", "bucket_name": bucket})
    with pytest.raises(botocore.exceptions.ClientError):
        wrong.save("key", ContentFile(WORDS))


def put_again(storage: ErasingS3Storage, key: str, content: bytes) -> None:
    storage.connection.meta.client.put_object(Bucket=storage.bucket_name, Key=key, Body=content)


def begin_an_upload(storage: ErasingS3Storage, key: str) -> None:
    client = storage.connection.meta.client
    upload = client.create_multipart_upload(Bucket=storage.bucket_name, Key=key)["UploadId"]
    client.upload_part(
        Bucket=storage.bucket_name, Key=key, UploadId=upload, PartNumber=1, Body=b"half of Alice's file"
    )


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
