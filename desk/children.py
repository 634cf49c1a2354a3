"""Child processes that are kept running, and that end when their parent does.

The parent holds the writing end of a pipe that is each child's standard input. However the parent
ends, even by kill -9, the system closes that end, and the child reads the end of its input.
Children live in sessions of their own, so that Ctrl-C reaches the parent alone, which then stops them
in order. Standard library only.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0  # seconds before a child that ended is started again
LIVED_WELL = 60.0  # seconds after which its next end counts as the first


@dataclass
class Child:
    """One command to keep running. `pass_fds` are open files it inherits; errors are always shown."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    pass_fds: tuple[int, ...] = ()
    is_quiet: bool = False
    process: subprocess.Popen[bytes] | None = None
    delay: float = FIRST_DELAY
    started: float = 0.0
    start_at: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env=dict(self.environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL if self.is_quiet else None,
            pass_fds=self.pass_fds,
            start_new_session=True,
        )

    def signal(self, number: int) -> None:
        """Tell the child and whatever it started itself; one that has gone is fine."""
        if self.process is None or self.process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            if number == signal.SIGTERM or not hasattr(os, "killpg"):
                self.process.send_signal(number)
            else:
                os.killpg(self.process.pid, number)


@dataclass
class Children:
    """A set of children, started again with growing delays until stopped.

    `say` is told each time one ends unasked, in one line.
    """

    say: Callable[[str], None]
    members: list[Child] = field(default_factory=list)
    stopping: bool = False

    def add(self, child: Child) -> None:
        child.start()
        self.members.append(child)

    def look_after(self) -> None:
        """Start again whoever has ended and waited long enough. Call it a few times a second."""
        for child in self.members:
            now = time.monotonic()
            if child.process is not None and child.process.poll() is not None:
                if now - child.started > LIVED_WELL:
                    child.delay = FIRST_DELAY
                self.say(
                    f"{child.name} ended with code {child.process.returncode}; again in {child.delay:g} s"
                )
                self.close_input(child)
                child.process = None
                child.start_at = now + child.delay
                child.delay = min(child.delay * 2, LONGEST_DELAY)
            elif child.process is None and now >= child.start_at:
                child.start()

    def stop(self, *, patience: float) -> None:
        """End all: ask, wait up to `patience` seconds in all, then kill what is left."""
        for child in self.members:
            child.signal(signal.SIGTERM)
        end = time.monotonic() + patience
        for child in self.members:
            if child.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.0, end - time.monotonic()))
        for child in self.members:
            if child.process is not None:
                child.signal(getattr(signal, "SIGKILL", signal.SIGTERM))
                child.process.wait()
                self.close_input(child)

    @staticmethod
    def close_input(child: Child) -> None:
        if child.process is not None and child.process.stdin is not None:
            with contextlib.suppress(OSError):
                child.process.stdin.close()


def end_with_parent() -> None:
    """Called in a child: end this process at once when standard input ends.

    At once, without cleaning up: the work of the moment stays marked as running and is put back by
    the next start, just as after a power cut.
    """

    def watch() -> None:
        with contextlib.suppress(OSError):
            while os.read(sys.stdin.fileno(), 1024):
                pass
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()
