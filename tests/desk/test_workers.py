"""Real workers in processes of their own, on each queue: killed, started again, side by side."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Desk:
    """A desk of its own: database, folder and settings; its commands run as processes."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        kept = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DESK_TASKS")
        }
        own = {"DESK_VAR": str(folder / "var"), "TEST_NOTES": str(folder), "PYTHONPATH": str(ROOT)}
        self.environment = {**kept, **own, **variables}
        (folder / "var").mkdir()
        if "DESK_TASKS" not in variables:  # these tasks themselves need no table
            self.manage("migrate", "--verbosity", "0")

    def manage(self, *words: str) -> None:
        subprocess.run(self.command(*words), env=self.environment, check=True, timeout=120)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *words]

    def a_number(self) -> int:
        """A number of this test alone: a broker may still hold what an earlier test's worker did not
        live to acknowledge, and that is not ours to run."""
        number = secrets.randbelow(10**9)
        (self.folder / f"expected-{number}").touch()
        return number

    def enqueue(self, task: str, *numbers: int) -> None:
        code = f"from tests.desk.sample_tasks import {task}\nfor n in {numbers}: {task}.enqueue(n)"
        self.manage("shell", "--no-imports", "-c", code)

    def worker(self, name: str) -> list[str]:
        return self.command("worker", "--name", name, "--interval", "0.05")

    def celery(self) -> list[str]:
        words = ["worker", "--queues", "default,scan,publish,mail", "--pool", "solo", "--loglevel", "ERROR"]
        return [sys.executable, "-m", "celery", "-A", "desk.celery", *words]

    @contextmanager
    def running(self, *commands: list[str]) -> Iterator[list[subprocess.Popen[bytes]]]:
        processes = [subprocess.Popen(command, env=self.environment, cwd=ROOT) for command in commands]
        try:
            yield processes
        finally:
            for process in processes:
                process.kill()
                process.wait()

    def counts(self) -> Counter[str]:
        path = self.folder / "counts"
        return Counter(path.read_text().split()) if path.exists() else Counter()


def until(true: Callable[[], bool]) -> None:
    for _ in range(1200):
        if true():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it never happened")


@pytest.fixture
def desk_on_sqlite(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def desk_on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[Desk]:
    import psycopg

    name = f"desk_{secrets.token_hex(4)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    yield Desk(tmp_path, DATABASE_URL=f"{postgres_url.rpartition('/')[0]}/{name}")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture
def desk_on_rabbitmq(tmp_path: Path, rabbitmq_url: str) -> Desk:
    return Desk(tmp_path, DESK_TASKS="celery", CELERY_BROKER_URL=rabbitmq_url)


def die_and_come_back(desk: Desk, worker: list[str]) -> None:
    """One worker is killed by its task; the next of its name finishes it."""
    number = desk.a_number()
    desk.enqueue("die_the_first_time", number)
    with desk.running(worker) as [first]:
        assert first.wait(60) == -9
    assert not (desk.folder / f"done-{number}").exists()
    with desk.running(worker):
        until((desk.folder / f"done-{number}").exists)


def share_the_work(desk: Desk) -> None:
    desk.enqueue("count_runs", *range(40))
    with desk.running(desk.worker("one"), desk.worker("two")):
        until(lambda: sum(desk.counts().values()) >= 40)
    assert desk.counts() == {str(number): 1 for number in range(40)}


def test_on_sqlite_the_work_of_a_killed_worker_is_done_by_the_next(desk_on_sqlite: Desk) -> None:
    die_and_come_back(desk_on_sqlite, desk_on_sqlite.worker("one"))


def test_on_sqlite_two_workers_run_each_task_once(desk_on_sqlite: Desk) -> None:
    share_the_work(desk_on_sqlite)


@pytest.mark.postgres
def test_on_postgresql_the_work_of_a_killed_worker_is_done_by_the_next(desk_on_postgres: Desk) -> None:
    die_and_come_back(desk_on_postgres, desk_on_postgres.worker("one"))


@pytest.mark.postgres
def test_on_postgresql_two_workers_run_each_task_once(desk_on_postgres: Desk) -> None:
    share_the_work(desk_on_postgres)


def test_on_rabbitmq_the_work_of_a_killed_worker_is_done_by_the_next(desk_on_rabbitmq: Desk) -> None:
    die_and_come_back(desk_on_rabbitmq, desk_on_rabbitmq.celery())


def test_on_rabbitmq_a_task_that_will_pass_comes_back(desk_on_rabbitmq: Desk) -> None:
    number = desk_on_rabbitmq.a_number()
    desk_on_rabbitmq.enqueue("pass_the_second_time", number)
    with desk_on_rabbitmq.running(desk_on_rabbitmq.celery()):
        until((desk_on_rabbitmq.folder / f"done-{number}").exists)
