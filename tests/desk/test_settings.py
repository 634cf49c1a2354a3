"""The settings of a real installation, read in a process of their own, and what its web server believes."""

from __future__ import annotations

import http.client
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.management.commands.up import free_port

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("SECRET_KEY", "MASTER_KEY", "DATABASE_URL", "DETECTOR_TOKEN", "S3_ACCESS_KEY", "S3_SECRET_KEY")
OTHERS = ("SMTP_PASSWORD", "CELERY_BROKER_URL")


def production(var: Path) -> dict[str, str]:
    """The environment of a whole production desk, less this process's own variables."""
    return {
        "PATH": os.environ["PATH"],
        "DESK_ENV": "production",
        "DESK_VAR": str(var),
        "DESK_HOSTS": "desk.example.org",
        "DESK_ORIGIN": "https://desk.example.org",
        "DESK_MAIL_FROM": "desk@example.org",
        "DESK_TRUSTED_PROXY": "127.0.0.1",
        "SMTP_HOST": "mail.example.org",
        "DATABASE_URL": f"sqlite:///{var / 'desk.sqlite3'}",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "MASTER_KEY": secrets.token_urlsafe(48),
    }


def manage(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_whole_production_desk_passes_every_check(tmp_path: Path) -> None:
    done = manage(production(tmp_path), "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["DESK_ENV", "DESK_TASKS", "DESK_LOG_LEVEL"])
def test_a_word_that_a_setting_does_not_know_stops_the_start(tmp_path: Path, name: str) -> None:
    done = manage({**production(tmp_path), name: "Production"}, "check")
    assert done.returncode != 0
    assert f"{name} is none of" in done.stderr


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "MASTER_KEY", "DATABASE_URL", "DESK_ORIGIN", "DESK_MAIL_FROM"]
)
def test_in_production_nothing_is_made_up_for_what_is_missing(tmp_path: Path, name: str) -> None:
    environment = production(tmp_path)
    del environment[name]
    done = manage(environment, "check")
    assert done.returncode != 0
    assert f"Set {name}" in done.stderr


SHOW = """
from django.conf import settings as s
print(s.SECRET_KEY, s.MASTER_KEY, s.DATABASES["default"]["PASSWORD"], s.DETECTOR_TOKEN)
print(s.S3_OPTIONS["access_key"], s.S3_OPTIONS["secret_key"], s.EMAIL_HOST_PASSWORD, s.CELERY_BROKER_URL)
"""


def test_each_secret_may_be_a_mounted_file(tmp_path: Path) -> None:
    environment = production(tmp_path)
    values = {name: f"made-up-{name.lower()}-{'x' * 32}" for name in (*SECRETS, *OTHERS)}
    values["DATABASE_URL"] = "postgres://desk:made-up-word@127.0.0.1/desk"
    for name, value in values.items():
        environment.pop(name, None)
        (tmp_path / name).write_text(f"{value}\n")
        environment[f"{name}_FILE"] = str(tmp_path / name)
    done = manage(environment, "shell", "--no-imports", "-c", SHOW)
    assert done.stdout.split() == [
        *(values[name] if name != "DATABASE_URL" else "made-up-word" for name in (*SECRETS, *OTHERS))
    ], done.stderr


def test_a_file_that_cannot_be_read_is_named_by_its_variable_only(tmp_path: Path) -> None:
    """Somebody may have put the secret itself where the file's name belongs."""
    environment = {**production(tmp_path), "SMTP_PASSWORD_FILE": "made-up-secret-word"}
    done = manage(environment, "check")
    assert done.returncode != 0
    assert "SMTP_PASSWORD_FILE names cannot be read" in done.stderr
    assert "made-up-secret-word" not in done.stderr


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    environment = production(tmp_path_factory.mktemp("production"))
    for words in (["migrate"], ["createcachetable"], ["collectstatic", "--no-input"]):
        done = manage(environment, *words)
        assert done.returncode == 0, done.stderr
    yield environment


@pytest.mark.parametrize(("proxy", "status"), [("127.0.0.1", 200), ("192.0.2.1", 301)])
def test_only_the_named_proxy_is_believed_about_encryption(
    desk: dict[str, str], proxy: str, status: int
) -> None:
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "web", "--port", str(port), "--with-parent"],
        env={**desk, "DESK_TRUSTED_PROXY": proxy},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert answer(port, server) == status
    finally:
        server.terminate()
        server.communicate(timeout=30)


def answer(port: int, server: subprocess.Popen[bytes]) -> int:
    """The status of the public list, asked as a proxy on this machine asks for somebody's browser."""
    headers = {"Host": "desk.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
    while server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/public/", headers=headers)
            return connection.getresponse().status
        except ConnectionRefusedError:
            continue  # it still starts
        finally:
            connection.close()
    raise AssertionError(server.stderr.read().decode() if server.stderr else "")
