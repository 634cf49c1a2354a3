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


def test_a_detector_without_its_token_is_an_error(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DETECTOR_URL", "http://127.0.0.1:8765")
    settings.DETECTOR_TOKEN = ""
    assert [found.id for found in checks.detector_can_be_asked()] == ["desk.E007"]
    settings.DETECTOR_TOKEN = "made-up"
    assert checks.detector_can_be_asked() == []


def test_a_detector_that_the_desk_starts_itself_needs_no_token(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DETECTOR_URL", raising=False)
    settings.DETECTOR_TOKEN = ""
    assert checks.detector_can_be_asked() == []


@pytest.mark.parametrize("place", ["", "Bavaria", "us", "XX-YY"])
def test_an_office_without_a_calendar_is_an_error(settings: Settings, place: str) -> None:
    settings.DESK_OFFICE_PLACE = place
    assert [found.id for found in checks.office_has_a_calendar()] == ["desk.E008"]


@pytest.mark.parametrize("place", ["US", "US-CA", "DE", "NZ"])
def test_an_office_with_a_calendar_is_right(settings: Settings, place: str) -> None:
    settings.DESK_OFFICE_PLACE = place
    assert checks.office_has_a_calendar() == []


def test_production_without_mail_or_proxy_is_warned_of(settings: Settings) -> None:
    settings.PRODUCTION, settings.EMAIL_HOST, settings.DESK_TRUSTED_PROXY = True, "", ""
    found = [*checks.mail_leaves_the_machine(), *checks.encryption_can_be_seen()]
    assert [warning.id for warning in found] == ["desk.W004", "desk.W005"]
    settings.PRODUCTION = False
    assert not [*checks.mail_leaves_the_machine(), *checks.encryption_can_be_seen()]
