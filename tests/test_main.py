"""`python3 -m desk`: the environment is made once, safely, and failures say what to do.

Most tests run the real files in a small checkout of their own: its lock names two packages made here,
found in a folder, so nothing is downloaded and pip, venv and the hashes are the real ones.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MANAGE = """
import importlib.util, json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "prefix": sys.prefix, "cwd": os.getcwd(), "path": sys.path,
    "found": [name for name in ("tinypack", "tinytest", "tinymodel") if importlib.util.find_spec(name)]}))
sys.exit(7 if "fail" in sys.argv else 0)
"""


def wheel(folder: Path, name: str, *, requires_python: str = ">=3.8") -> str:
    """Make a wheel of one empty module; its line for a lock file."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    about = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "")
        archive.writestr(
            f"{about}/METADATA",
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Python: {requires_python}\n",
        )
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(
            f"{about}/RECORD",
            f"{name}/__init__.py,,\n{about}/METADATA,,\n{about}/WHEEL,,\n{about}/RECORD,,\n",
        )
    return f"{name}==1.0 \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


class Checkout:
    """A folder with our two files, a manage.py that reports where it runs, and small locks."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.wheels = root / "wheels"
        self.locks = root / "desk" / "locks"
        self.locks.mkdir(parents=True)
        self.wheels.mkdir()
        for name in ("__init__.py", "__main__.py", "environment.py"):
            shutil.copy(ROOT / "desk" / name, root / "desk" / name)
        (root / "manage.py").write_text(MANAGE)
        run = wheel(self.wheels, "tinypack")
        (self.locks / "run.txt").write_text(run)
        (self.locks / "test.txt").write_text(run + wheel(self.wheels, "tinytest"))
        (self.locks / "models.txt").write_text(wheel(self.wheels, "tinymodel", requires_python=">=3.99"))
        self.venv = root / ".venv"

    def desk(
        self,
        *words: str,
        cwd: Path | None = None,
        command: tuple[str, ...] = ("-m", "desk"),
        before: Callable[[], None] | None = None,
        **variables: str,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command, *words],
            cwd=cwd or self.root,
            env=self.environment(**variables),
            capture_output=True,
            text=True,
            timeout=120,
            preexec_fn=before,
        )

    def environment(self, **variables: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
        kept.pop("DESK_VENV", None)
        offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), "PIP_CONFIG_FILE": os.devnull}
        return {**kept, **offline, **variables}

    def made(self) -> str:
        return (self.venv / "desk.stamp").read_text()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout whose environment is made; tests must leave it as it is."""
    checkout = Checkout(tmp_path_factory.mktemp("ready"))
    assert checkout.desk("check").returncode == 0
    return checkout


def report(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


# ---- which Pythons


@pytest.mark.parametrize("name", ["__main__.py", "__init__.py"])
def test_any_python_can_read_the_first_files(name: str) -> None:
    source = (ROOT / "desk" / name).read_text()
    assert source.isascii()  # Python 2 refuses anything else without a coding line
    tree = ast.parse(source, feature_version=(3, 4))
    new = (ast.JoinedStr, ast.AnnAssign, ast.AsyncFunctionDef, ast.NamedExpr, ast.Match, ast.FunctionDef)
    assert not [node for node in ast.walk(tree) if isinstance(node, new)]


@pytest.mark.parametrize("version", [(2, 7), (3, 10), (3, 14)])
def test_other_pythons_are_refused_with_a_sentence(version: tuple[int, int], tmp_path: Path) -> None:
    code = f"import runpy, sys; sys.version_info = {version}; runpy.run_path('desk', run_name='__main__')"
    (tmp_path / "python3.12").touch()
    environment = {**os.environ, "PATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code, "up"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert f"runs on Python 3.11, 3.12 or 3.13, and this is {version[0]}.{version[1]}." in done.stderr
    assert "Try: python3.12 -m desk up" in done.stderr


# ---- making it


def test_the_first_start_installs_the_lock_and_the_models(ready: Checkout) -> None:
    assert report(ready.desk("check"))["found"] == ["tinypack", "tinymodel"]
    assert ready.made().startswith("run ")


def test_a_second_start_changes_nothing(ready: Checkout) -> None:
    before = (ready.venv / "pip.log").stat().st_mtime_ns
    done = ready.desk("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert (ready.venv / "pip.log").stat().st_mtime_ns == before


def test_it_adds_the_test_tools_and_that_environment_serves_both(checkout: Checkout) -> None:
    assert checkout.desk("check").returncode == 0
    (checkout.venv / "kept").touch()
    checkout.desk("test", "--version")  # pytest itself is not in this small lock
    assert checkout.made().startswith("test ")
    assert (checkout.venv / "kept").exists()
    done = checkout.desk("check")
    assert report(done)["found"] == ["tinypack", "tinytest", "tinymodel"]
    assert done.stderr == ""


def test_a_changed_lock_makes_it_afresh(checkout: Checkout) -> None:
    assert checkout.desk("check").returncode == 0
    (checkout.venv / "old").touch()
    with (checkout.locks / "run.txt").open("a") as lock:
        lock.write(wheel(checkout.wheels, "tinytest"))
    assert report(checkout.desk("check"))["found"] == ["tinypack", "tinytest", "tinymodel"]
    assert not (checkout.venv / "old").exists()


def test_what_was_cut_short_is_made_afresh(checkout: Checkout) -> None:
    checkout.venv.mkdir()
    (checkout.venv / "desk.lock").touch()
    (checkout.venv / "half").mkdir()
    assert report(checkout.desk("check"))["found"] == ["tinypack", "tinymodel"]
    assert not (checkout.venv / "half").exists()


def test_two_starts_at_once_make_it_once(checkout: Checkout) -> None:
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "desk", "check"],
            cwd=checkout.root,
            env=checkout.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    told = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("Making the Python environment" in text for text in told) == 1


def test_a_folder_that_is_not_ours_is_left_alone(checkout: Checkout, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "letter.txt").touch()
    done = checkout.desk("check", DESK_VENV=str(home))
    assert done.returncode == 1
    assert "is left alone. Set DESK_VENV to a folder that is empty or does not exist." in done.stderr
    assert [path.name for path in home.iterdir()] == ["letter.txt"]


# ---- what may stand in the environment


def test_python_and_pip_settings_of_the_caller_do_not_bend_it(checkout: Checkout, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "tinypack").mkdir(parents=True)
    (other / "tinypack" / "__init__.py").write_text("raise RuntimeError('the wrong one')")
    constraint = tmp_path / "constraint.txt"
    constraint.write_text("tinypack<1\n")
    configuration = tmp_path / "pip.conf"
    configuration.write_text(f"[global]\nconstraint = {constraint}\nquiet = 3\nuser = true\n")
    done = checkout.desk(
        "check",
        PYTHONPATH=str(other),
        PYTHONOPTIMIZE="2",
        PIP_TARGET=str(tmp_path / "target"),
        PIP_NO_BINARY=":all:",
        PIP_CONSTRAINT=str(constraint),
        PIP_REQUIRE_VIRTUALENV="1",
        PIP_CONFIG_FILE=str(configuration),
    )
    answer = report(done)
    assert answer["found"] == ["tinypack", "tinymodel"]
    assert str(other) not in answer["path"]  # type: ignore[operator]
    assert not (tmp_path / "target").exists()


def test_it_works_from_another_folder(ready: Checkout, tmp_path: Path) -> None:
    answer = report(ready.desk("check", "x y", cwd=tmp_path, command=(str(ready.root / "desk"),)))
    assert answer["arguments"] == ["check", "x y"]
    assert answer["cwd"] == str(tmp_path)
    assert Path(str(answer["prefix"])) == ready.venv


def test_started_by_its_folder_it_does_not_hide_the_standard_library(ready: Checkout, tmp_path: Path) -> None:
    (ready.root / "desk" / "http.py").write_text("raise RuntimeError('ours, not the standard one')")
    assert report(ready.desk("check", cwd=tmp_path, command=(str(ready.root / "desk"),)))


def test_the_exit_code_of_the_command_is_passed_on(ready: Checkout) -> None:
    assert ready.desk("fail").returncode == 7


def test_without_a_command_it_says_what_there_is(ready: Checkout) -> None:
    done = ready.desk()
    assert done.returncode == 2
    assert "python3 -m desk up" in done.stderr


# ---- failures, each with what to do


def failure(checkout: Checkout, **variables: str) -> str:
    done = checkout.desk("check", **variables)  # type: ignore[arg-type]
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not (checkout.venv / "desk.stamp").exists()
    return done.stderr


def test_no_network(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    said = failure(
        checkout,
        PIP_NO_INDEX="0",
        PIP_INDEX_URL=f"http://127.0.0.1:{port}/simple",
        PIP_FIND_LINKS="",
        PIP_RETRIES="1",
    )
    assert "The package index cannot be reached." in said
    assert "start again" in said


def test_a_proxy_that_refuses(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    said = failure(
        checkout,
        PIP_NO_INDEX="0",
        PIP_INDEX_URL="https://index.example.org/simple",
        PIP_FIND_LINKS="",
        PIP_RETRIES="1",
        PIP_PROXY=f"http://127.0.0.1:{port}",
    )
    assert "The proxy refused the connection" in said


def test_a_package_with_another_hash(checkout: Checkout) -> None:
    wheel(checkout.wheels, "tinypack", requires_python=">=3.9")
    assert "is not the one this release was made with" in failure(checkout)


def test_a_package_that_the_index_does_not_have(checkout: Checkout) -> None:
    for path in checkout.wheels.glob("tinypack*"):
        path.unlink()
    assert "has no ready-made package for this system" in failure(checkout)


def test_a_disk_that_is_full(checkout: Checkout) -> None:
    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = checkout.desk("check", before=small_files_only)
    assert done.returncode == 1
    assert "The disk is full." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_made(checkout: Checkout) -> None:
    (checkout.root / "file").touch()
    said = failure(checkout, DESK_VENV=str(checkout.root / "file" / "venv"))
    assert "could not be made" in said


def test_a_python_without_ensurepip(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "ensurepip.py").write_text("raise ImportError")
    said = failure(checkout, PYTHONPATH=str(tmp_path / "hidden"))
    assert f"apt install python3.{sys.version_info[1]}-venv" in said
