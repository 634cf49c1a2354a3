"""`up` for real: one process that starts, watches and stops everything, and a desk that answers."""

from __future__ import annotations

import fcntl
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from desk.management.commands import up

ROOT = Path(__file__).resolve().parents[2]


class Running:
    """A desk started by `up` in a process of its own, on a free port, with the run's detector."""

    def __init__(self, var: Path, **variables: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "up", "--port", "0"],
            env={**kept, "DESK_VAR": str(var), "PYTHONUNBUFFERED": "1", **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def origin(self) -> str:
        found = re.search(r"runs at (\S+)", self.text)
        return found[1] if found else ""

    def links(self) -> list[str]:
        return re.findall(re.escape(self.origin) + r"(/\S+)", self.text)

    def status(self, path: str) -> int:
        connection = http.client.HTTPConnection(self.origin.removeprefix("http://"), timeout=30)
        connection.request("GET", path)
        try:
            return connection.getresponse().status
        finally:
            connection.close()

    def children(self) -> dict[str, int]:
        """Command word -> process id of each direct child."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        found = {}
        for pid in map(int, listed):
            words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            name = (
                words[words.index("--name") + 1]
                if "--name" in words
                else "web"
                if "web" in words
                else "other"
            )
            found[name] = pid
        return found

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.reader.join(10)
        assert self.process.stdout is not None
        self.process.stdout.close()


def until(true: Callable[[], object]) -> None:
    for _ in range(2400):
        if true():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it never happened")


def gone(pid: int) -> bool:
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True


def start(var: Path, detector: str) -> Running:
    from django.conf import settings

    running = Running(var, DETECTOR_URL=detector, DETECTOR_TOKEN=settings.DETECTOR_TOKEN)
    until(lambda: running.origin or running.process.poll() is not None)
    until(lambda: len(running.links()) >= 4 or running.process.poll() is not None)
    assert running.process.poll() is None, running.text
    return running


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, detector: str) -> Iterator[Running]:
    running = start(tmp_path_factory.mktemp("up") / "var", detector)
    yield running
    running.end()


@pytest.mark.slow
def test_it_prints_a_sign_in_link_for_each_kind_of_person(desk: Running) -> None:
    for role, _ in up.PEOPLE:
        assert re.search(rf"(?m)^ +{role} +http://localhost:\d+/\S+$", desk.text)


@pytest.mark.slow
def test_every_link_opens(desk: Running) -> None:
    assert [desk.status(path) for path in desk.links()] == [200] * 4


@pytest.mark.slow
@pytest.mark.parametrize("name", ["web", "scan", "rest"])
def test_a_killed_child_is_replaced(desk: Running, name: str) -> None:
    before = desk.children()[name]
    os.kill(before, signal.SIGKILL)
    until(lambda: desk.children().get(name, before) != before)
    assert desk.status(desk.links()[0]) == 200


@pytest.mark.slow
def test_killed_outright_it_leaves_nobody_behind_and_starts_again(tmp_path: Path, detector: str) -> None:
    first = start(tmp_path / "var", detector)
    children = first.children()
    assert set(children) == {"web", "scan", "rest"}
    first.process.kill()
    first.end()
    until(lambda: all(gone(pid) for pid in children.values()))
    second = start(tmp_path / "var", detector)
    second.process.send_signal(signal.SIGINT)
    second.process.wait(60)
    second.end()
    assert second.process.returncode == 0
    assert second.text.rstrip().endswith("Stopped.")


@pytest.mark.slow
def test_asked_to_stop_again_and_again_it_still_stops_in_order(tmp_path: Path, detector: str) -> None:
    impatient = start(tmp_path / "var", detector)
    children = impatient.children()
    while impatient.process.poll() is None:
        for number in up.STOPS:
            impatient.process.send_signal(number)
    impatient.end()
    assert impatient.process.returncode == 0
    assert impatient.text.rstrip().endswith("Stopped.")
    assert all(gone(pid) for pid in children.values())


@pytest.mark.slow
def test_its_folder_is_for_its_owner_only(desk: Running, tmp_path_factory: pytest.TempPathFactory) -> None:
    var = next((tmp_path_factory.getbasetemp()).glob("up*/var"))
    assert var.stat().st_mode & 0o077 == 0


def test_a_taken_port_is_said_in_a_sentence_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} .*choose another: python3 -m desk up --port"):
            up.open_port("127.0.0.1", port)


@pytest.mark.parametrize("port", [70000, -1])
def test_a_port_that_cannot_be_is_refused(port: int) -> None:
    with pytest.raises(CommandError):
        up.open_port("127.0.0.1", port)


def test_a_second_desk_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "up.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CommandError, match="already runs"), up.the_only_one(tmp_path):
            pass


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="Set DESK_VAR"), up.the_only_one(tmp_path / "file"):
        pass


def test_a_database_that_does_not_answer_is_said(tmp_path: Path) -> None:
    running = Running(tmp_path / "var", DATABASE_URL=f"postgres://nobody@127.0.0.1:{up.free_port()}/none")
    running.process.wait(60)
    running.end()
    assert running.process.returncode == 1
    assert running.text.endswith("then start again.")
    assert "CommandError: The database does not answer" in running.text


def test_the_children_get_the_origin_of_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_ORIGIN", raising=False)
    assert up.child_environment(8123)["DESK_ORIGIN"] == "http://localhost:8123"


def test_the_token_of_the_detector_is_not_on_its_command_line() -> None:
    child = up.detector({"DETECTOR_URL": "http://127.0.0.1:1", "DETECTOR_TOKEN": "made-up"})
    assert "made-up" not in " ".join(child.command)
    assert child.environment["REDACTION_TOKEN"] == "made-up"


def test_the_detector_gets_none_of_the_desks_secrets() -> None:
    given = {
        "SECRET_KEY": "made-up",
        "MASTER_KEY_FILE": "/made/up",
        "DATABASE_URL": "postgres://desk:made-up@127.0.0.1/desk",
        "S3_SECRET_KEY": "made-up",
        "SMTP_PASSWORD": "made-up",
        "CELERY_BROKER_URL": "amqp://made-up",
        "PATH": "/usr/bin",
    }
    detector = {"DETECTOR_URL": "http://127.0.0.1:1", "DETECTOR_TOKEN": "another"}
    child = up.detector({**given, **detector})
    assert set(child.environment) == {"PATH", "PYTHONPATH", "REDACTION_TOKEN"}


def test_a_token_from_a_file_reaches_the_children(settings: Settings) -> None:
    settings.DETECTOR_TOKEN = "made-up-from-a-file"
    assert up.child_environment(8123)["DETECTOR_TOKEN"] == "made-up-from-a-file"


def test_an_absent_detector_does_not_answer() -> None:
    assert not up.answers(f"http://127.0.0.1:{up.free_port()}")


@pytest.mark.django_db
def test_a_tick_looks_into_every_app_that_has_something_due() -> None:
    call_command("tick")
