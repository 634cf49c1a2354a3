"""System checks: what must be right before the desk may hold anybody's data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from desk import checks

LOCAL = "django.core.files.storage.FileSystemStorage"
S3 = "storages.backends.s3.S3Storage"


def folder(path: str) -> dict[str, Any]:
    return {"BACKEND": LOCAL, "OPTIONS": {"location": Path(path)}}


def bucket(name: str, **options: str) -> dict[str, Any]:
    return {"BACKEND": S3, "OPTIONS": {"bucket_name": name, **options}}


@pytest.mark.parametrize(
    ("private", "public"),
    [
        (folder("/srv/files"), folder("/srv/files")),
        (folder("/srv/files"), folder("/srv/files/public")),
        (folder("/srv/files/public/private"), folder("/srv/files/public")),
        (folder("/srv/files"), folder("/srv/other/../files")),
        (bucket("desk"), bucket("desk")),
        (bucket("desk", location="private"), bucket("desk", location="")),
    ],
)
def test_one_place_for_both_storages_is_an_error(
    settings: Settings, private: dict[str, Any], public: dict[str, Any]
) -> None:
    settings.STORAGES = {**settings.STORAGES, "private": private, "public": public}
    assert [found.id for found in checks.storages_are_apart()] == ["desk.E001"]


@pytest.mark.parametrize(
    ("private", "public"),
    [
        (folder("/srv/private"), folder("/srv/public")),
        (folder("/srv/files"), folder("/srv/files-public")),
        (bucket("desk-private"), bucket("desk-public")),
        (bucket("desk"), folder("/srv/public")),
        (bucket("desk", endpoint_url="https://a.example"), bucket("desk", endpoint_url="https://b.example")),
    ],
)
def test_two_places_are_right(settings: Settings, private: dict[str, Any], public: dict[str, Any]) -> None:
    settings.STORAGES = {**settings.STORAGES, "private": private, "public": public}
    assert checks.storages_are_apart() == []


def test_the_settings_as_they_come_are_right() -> None:
    assert checks.storages_are_apart() == []
    assert checks.keys_are_good() == []


@pytest.mark.parametrize("master", ["", "short", "k" * 40])
def test_a_short_key_or_one_key_for_two_purposes_is_an_error(settings: Settings, master: str) -> None:
    settings.SECRET_KEY, settings.MASTER_KEY = "k" * 40, master
    found = checks.keys_are_good()
    assert [error.id for error in found] == ["desk.E002"]
    assert not master or master not in str(found)


def test_a_rule_about_second_steps_that_does_not_exist_is_an_error(settings: Settings) -> None:
    settings.DESK_SECOND_FACTOR = "stuff"
    assert [error.id for error in checks.second_factor_is_known()] == ["desk.E006"]
    for known in ("none", "staff", "everybody"):
        settings.DESK_SECOND_FACTOR = known
        assert checks.second_factor_is_known() == []


def test_a_model_that_is_not_installed_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MODELS", ("no_such_model",))
    assert [found.id for found in checks.models_are_installed()] == ["desk.W003"]


def test_an_origin_that_the_desk_does_not_answer_to_is_an_error(settings: Settings) -> None:
    settings.ALLOWED_HOSTS, settings.DESK_ORIGIN = ["desk.example.org"], "https://help.example.org"
    assert [found.id for found in checks.origin_is_answered()] == ["desk.E004"]
    settings.DESK_ORIGIN = "https://desk.example.org"
    assert checks.origin_is_answered() == []
