"""Children are kept running, stopped in order, and never outlive their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from desk.children import Child, Children

ROOT = Path(__file__).resolve().parents[2]
WAITS = "import sys; sys.stdin.read()"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def child(code: str, name: str = "one") -> Child:
    return Child(name, [sys.executable, "-c", code], dict(os.environ))


def until(true: Callable[[], bool]) -> None:
    """Wait for another process to do something; half a minute is for a machine that is very busy."""
    for _ in range(600):
        if true():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it never happened")


def gone(pid: int) -> bool:
    """Whether a process has ended; one that waits to be collected has."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True


@pytest.fixture
def children() -> Children:
    return Children(say=lambda line: None)


def test_a_child_that_dies_is_started_again(children: Children) -> None:
    children.add(child(WAITS))
    first = children.members[0].process
    assert first is not None
    first.kill()
    first.wait()

    def again() -> bool:
        children.look_after()
        process = children.members[0].process
        return process is not None and process is not first

    until(again)
    children.stop(patience=5)


def test_one_that_keeps_dying_waits_longer_each_time() -> None:
    said: list[str] = []
    children = Children(say=said.append)
    children.add(child("raise SystemExit(3)"))

    def thrice() -> bool:
        children.look_after()
        return len(said) == 3

    until(thrice)
    assert [line.split("again in ")[1] for line in said] == ["0.5 s", "1 s", "2 s"]
    assert said[0] == "one ended with code 3; again in 0.5 s"
    children.stop(patience=0)


def test_the_longest_wait_is_half_a_minute() -> None:
    one = child("raise SystemExit(3)")
    one.delay = 25.0
    children = Children(say=lambda line: None)
    children.add(one)

    def ended() -> bool:
        children.look_after()
        return one.process is None

    until(ended)
    assert one.delay == 30.0


def test_stopping_ends_all_of_them(children: Children) -> None:
    for name in ("one", "two"):
        children.add(child(WAITS, name))
    children.stop(patience=5)
    assert all(member.process and member.process.poll() is not None for member in children.members)


def test_one_that_does_not_listen_is_killed(children: Children) -> None:
    children.add(child(STUBBORN))
    started = time.monotonic()
    children.stop(patience=0.3)
    process = children.members[0].process
    assert process is not None
    assert process.returncode in (-signal.SIGKILL, -signal.SIGTERM)
    assert time.monotonic() - started < 20


def test_no_child_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    own = "from desk.children import end_with_parent; import time; end_with_parent(); time.sleep(120)"
    parent = f"""
import os, sys, time
from desk.children import Child, Children
children = Children(say=print)
for _ in range(2):
    children.add(Child("child", [sys.executable, "-c", {own!r}], dict(os.environ)))
print(*(member.process.pid for member in children.members), flush=True)
time.sleep(120)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", parent], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    pids = [int(word) for word in process.stdout.readline().split()]
    assert len(pids) == 2
    process.kill()
    process.wait()
    process.stdout.close()
    until(lambda: all(gone(pid) for pid in pids))
