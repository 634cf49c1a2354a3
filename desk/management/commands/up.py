"""The whole desk on one machine: web, workers and detector as children of this process.

    python3 -m desk up [--port 8000]

Everything it makes lies under DESK_VAR. Ctrl-C or SIGTERM stops it; killed outright, its children end
by themselves and the next start takes up the work they left.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import secrets
import signal
import socket
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, close_old_connections, connections

from desk.children import Child, Children
from desk.jobs import QUEUES, code_of

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

# Scanning may take a minute for a large file; mail and publishing do not wait behind it.
WORKERS = {"scan": "scan", "rest": "default,mail,publish"}
TICK = 30.0  # seconds
DETECTOR_LOADS = 180.0  # seconds the models may take before the first start goes on without them
STOPS = (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM))
OF_THE_DESK = ("DESK_", "DETECTOR_", "SECRET_", "MASTER_", "DATABASE_", "S3_", "SMTP_", "CELERY_", "DJANGO_")
PATIENCE = 8.0  # seconds for the task of the moment when stopping; longer ones are done again

PEOPLE = (
    ("customer", "alice@example.com"),
    ("agent", "dana@example.com"),
    ("organisation admin", "erin@example.com"),
    ("operator", "operator@example.com"),
)


class Command(BaseCommand):
    help = "Start the whole desk on this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen on; without it only this machine"
        )
        parser.add_argument(
            "--no-demo", action="store_true", help="start empty, without demo tickets and people"
        )

    def handle(self, *, port: int, host: str, no_demo: bool, **_: Any) -> None:
        for number in STOPS:
            signal.signal(number, stop_asked)
        demo = not no_demo and not settings.PRODUCTION
        with contextlib.ExitStack() as held:
            held.enter_context(the_only_one(Path(settings.DESK_VAR)))
            listener = held.enter_context(open_port(host, port))
            port = listener.getsockname()[1]
            try:
                self.prepare(demo=demo)
                self.run(listener, environment=child_environment(port), demo=demo)
            except KeyboardInterrupt:
                self.say("Stopped.")

    def prepare(self, *, demo: bool) -> None:
        """Database, static files and demo data; each step does nothing where it was done before."""
        self.say("Preparing the database")
        try:
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
            call_command("replay", stdout=self.stdout)  # after an old backup: erase again before serving
        except OperationalError as error:
            raise CommandError(
                "The database does not answer or cannot be written. Check DATABASE_URL, "
                f"or for SQLite the free space in {settings.DESK_VAR}, then start again."
            ) from error
        if settings.PRODUCTION:
            call_command("collectstatic", verbosity=0, interactive=False)
        if demo:
            call_command("demo", stdout=self.stdout)
        connections.close_all()

    def run(self, listener: socket.socket, *, environment: dict[str, str], demo: bool) -> None:
        """Start the children and look after them until KeyboardInterrupt."""
        children = Children(say=self.say)
        done = threading.Event()
        ticking = threading.Thread(target=self.tick_until, args=(done,), name="tick", daemon=True)
        try:
            manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
            children.add(web(manage, listener, environment))
            if "DETECTOR_URL" not in os.environ:
                children.add(detector(environment))
            self.wait_for_detector(children, environment["DETECTOR_URL"])
            if settings.DESK_TASKS == "db":
                for name, queues in WORKERS.items():
                    command = [*manage, "worker", "--name", name, "--queues", queues, "--with-parent"]
                    children.add(Child(f"worker {name}", command, environment))
            self.greet(environment["DESK_ORIGIN"], demo=demo)
            ticking.start()
            while True:
                children.look_after()
                time.sleep(0.3)
        finally:
            ignore_stops()
            done.set()
            children.stop(patience=PATIENCE)

    def wait_for_detector(self, children: Children, url: str) -> None:
        """Wait until the detector has loaded its models; the desk opens without it after a while,
        because tickets may come in and nothing is published before it answers."""
        started = time.monotonic()
        while not answers(url):
            waited = time.monotonic() - started
            if waited > DETECTOR_LOADS:
                self.say("The detector does not answer yet: nothing is scanned or published until it does.")
                return
            self.show(f"Loading the language and picture models: {waited:.0f} s")
            children.look_after()
            time.sleep(0.2)
        self.show("")
        self.say(f"The detector is ready after {time.monotonic() - started:.0f} s")

    def greet(self, origin: str, *, demo: bool) -> None:
        """Where the desk is, and one-time sign-in links for the people of the demo."""
        self.say(f"\nDiscreet runs at {origin} - Ctrl-C stops it.")
        if settings.DESK_TASKS != "db":
            self.say(
                "Tasks go to Celery. Start its workers with the same settings, and with DETECTOR_URL and\n"
                "DETECTOR_TOKEN of a detector that they and this desk can reach:\n"
                f"    {sys.executable} -m celery -A desk.celery worker --queues {','.join(QUEUES)}"
            )
        if not demo and not get_user_model().objects.filter(is_operator=True).exists():
            self.say(
                "\nNobody looks after this desk yet. This makes its first operator, with a sign-in link:\n"
                "    python3 -m desk person YOUR@ADDRESS --operator"
            )
        if demo:
            from desk.accounts.tokens import sign_in_path

            users = get_user_model().objects
            found = [(role, user) for role, email in PEOPLE if (user := users.filter(email=email).first())]
            if found:
                self.say("\nSign in as one of these people; each link works once:\n")
            for role, user in found:
                self.say(f"  {role:<20}{origin}{sign_in_path(user)}")
        self.say("")
        connections.close_all()

    def tick_until(self, done: threading.Event) -> None:
        """Enqueue what is due every TICK seconds."""
        while True:
            try:
                call_command("tick")
            except CommandError as error:  # its text holds codes only
                self.say(f"tick: {error}")
            except Exception as error:  # noqa: BLE001 - a database that restarts must not end the ticking
                self.say(f"tick: {code_of(error)}")
            finally:
                close_old_connections()
            if done.wait(TICK):
                return

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def show(self, line: str) -> None:
        """A line that the next one replaces; nothing where nobody watches."""
        if self.stdout.isatty():
            self.stdout.write(f"\r\033[K{line}", ending="")
            self.stdout.flush()


def stop_asked(number: int, frame: FrameType | None) -> NoReturn:
    """SIGTERM and a closed terminal end the desk as Ctrl-C does."""
    ignore_stops()
    raise KeyboardInterrupt


def ignore_stops() -> None:
    """From now on: a second Ctrl-C must not cut the stopping short and leave children behind."""
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def the_only_one(var: Path) -> Iterator[None]:
    """Make the folder of keys, database and files, and hold it: two desks in one would take each other's
    running tasks for orphans. Raises CommandError when another holds it or it cannot be written."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        var.chmod(0o700)
        lock = (var / "up.lock").open("a+")
    except OSError as error:
        raise CommandError(
            f"The folder {var} cannot be used ({error.strerror}). Set DESK_VAR to another and start again."
        ) from error
    with lock:
        try:
            if fcntl is not None:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"A desk already runs with the folder {var}. Stop it first, or set DESK_VAR to another."
            ) from None
        yield


def open_port(host: str, port: int) -> socket.socket:
    """A socket that listens; 0 means any free port. Raises CommandError with what to do instead."""
    if not 0 <= port <= 65535:
        raise CommandError(f"{port} is not a port. Choose one up to 65535.")
    try:
        return socket.create_server((host, port), backlog=128)
    except OSError as error:
        if error.errno is None:
            raise CommandError(f"{host} is not an address of this machine.") from error
        raise CommandError(
            f"Port {port} on {host} cannot be used ({error.strerror}). "
            f"Stop what uses it, or choose another: python3 -m desk up --port {free_port()}"
        ) from error


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def child_environment(port: int) -> dict[str, str]:
    """Settings that all children share: where the desk and the detector are, and the detector's token."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "desk.settings"}
    environment.setdefault("DESK_ORIGIN", f"http://localhost:{port}")
    environment.setdefault("DETECTOR_URL", f"http://127.0.0.1:{free_port()}")
    # Given as DETECTOR_TOKEN_FILE it is known to the settings, and the detector gets it as a variable.
    environment["DETECTOR_TOKEN"] = settings.DETECTOR_TOKEN or secrets.token_urlsafe(32)
    return environment


def web(manage: list[str], listener: socket.socket, environment: dict[str, str]) -> Child:
    """The web server on our socket: while it starts, also again, visitors wait instead of failing."""
    if os.name == "nt":  # sockets are not inherited there
        host, port = listener.getsockname()[:2]
        listener.close()
        return Child("web", [*manage, "web", "--host", host, "--port", str(port)], environment)
    command = [*manage, "web", "--fd", str(listener.fileno()), "--with-parent"]
    return Child("web", command, environment, pass_fds=(listener.fileno(),))


def detector(environment: dict[str, str]) -> Child:
    """The one process that holds the models. Its token is not for the command line, which all may read.

    It reads what strangers send, so it gets none of the desk's keys, passwords and addresses.
    """
    port = urlsplit(environment["DETECTOR_URL"]).port
    command = [sys.executable, "-P", "-m", "redaction", "serve", "--port", str(port)]
    kept = {name: value for name, value in environment.items() if not name.startswith(OF_THE_DESK)}
    token = {"REDACTION_TOKEN": environment["DETECTOR_TOKEN"], "PYTHONPATH": str(settings.BASE_DIR)}
    return Child("detector", command, {**kept, **token}, is_quiet=True)


def answers(url: str) -> bool:
    """Whether the detector says that it is ready."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=2)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
