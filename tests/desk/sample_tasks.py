"""Tasks for the tests of the queue itself. Workers in other processes import them by this path."""

from __future__ import annotations

import os
import time
from pathlib import Path

from desk.jobs import Again, task

ran: list[int | str] = []


class OwnTrouble(Exception):
    """An error of an app: a code, and words that must never be kept."""

    def __init__(self, code: str, words: str) -> None:
        self.code = code
        super().__init__(words)


@task()
def note(number: int) -> None:
    ran.append(number)


@task(queue_name="mail")
def not_yet(number: int) -> None:
    ran.append(number)
    raise Again("mail-server-busy")


@task(again_on=(OwnTrouble,))
def passing_trouble(number: int) -> None:
    ran.append(number)
    raise OwnTrouble("detector-unavailable", "Priya Raman wrote")


@task()
def quote_a_document(number: int) -> None:
    words = "Priya Raman, priya@example.com"
    raise ValueError(f"cannot parse {words!r}")


@task()
def own_trouble(number: int) -> None:
    raise OwnTrouble("no-such-page", "Priya Raman wrote")


def notes() -> Path:
    """The folder of the running test; nowhere when the task was left over by another run."""
    return Path(os.environ.get("TEST_NOTES", "/nonexistent"))


@task()
def die_the_first_time(number: int) -> None:
    """Kills its own worker as kill -9 does; the second run writes its number into the folder TEST_NOTES."""
    mark = notes() / f"started-{number}"
    if not mark.with_name(f"expected-{number}").exists():
        return  # left in the broker by another test
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), 9)
    mark.with_name(f"done-{number}").touch()


@task()
def count_runs(number: int) -> None:
    """Adds a line to TEST_NOTES/counts; slow enough that two workers share the work."""
    time.sleep(0.01)
    with (Path(os.environ["TEST_NOTES"]) / "counts").open("a") as counts:
        counts.write(f"{number}\n")


@task()
def pass_the_second_time(number: int) -> None:
    mark = notes() / f"started-{number}"
    if not mark.with_name(f"expected-{number}").exists():
        return  # left in the broker by another test
    if not mark.exists():
        mark.touch()
        raise Again("not-yet")
    mark.with_name(f"done-{number}").touch()
