"""Who may import whom, read from the source itself; and what the top of the repository holds."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("audit", "accounts", "files", "mail", "factors", "tickets", "publishing", "rights")
LEFT_OF_ALL = ("http", "jobs", "paging", "redactor", "spots", "states", "celery", "children")
TOP = {"manage.py", "pyproject.toml", "desk", "redaction", "templates", "tests", "README.md", "LICENSE"}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, anywhere in it, with full names; `from a import b` gives a.b."""
    package = ".".join(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            yield from (f"{module}.{name.name}" for name in node.names)


def is_in(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def wrong(paths: list[Path], *forbidden: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {name}"
        for path in paths
        for name in imports(path)
        if is_in(name, *forbidden)
    ]


def app_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[1] if len(parts) > 2 and parts[1] in APPS else ""


def test_the_pure_half_knows_no_django_no_desk_and_no_network() -> None:
    network = ("socket", "http.client", "urllib.request", "requests", "httpx", "boto3", "smtplib", "ftplib")
    assert wrong(modules("redaction"), "django", "desk", *network) == []


def test_only_the_service_listens() -> None:
    paths = [path for path in modules("redaction") if path.name != "service.py"]
    assert wrong(paths, "http.server", "socketserver", "asyncio") == []


def test_only_the_redactor_imports_the_pure_half() -> None:
    paths = [path for path in modules("desk") if path != ROOT / "desk" / "redactor.py"]
    assert wrong(paths, "redaction") == []


@pytest.mark.parametrize("app", APPS)
def test_an_app_imports_apps_to_its_left_only(app: str) -> None:
    right = [f"desk.{other}" for other in APPS[APPS.index(app) + 1 :]]
    assert wrong(modules(f"desk/{app}"), *right) == []


@pytest.mark.parametrize("name", LEFT_OF_ALL)
def test_what_stands_left_of_all_apps_imports_none(name: str) -> None:
    assert wrong([ROOT / "desk" / f"{name}.py"], *(f"desk.{app}" for app in APPS)) == []


def test_views_and_commands_are_imported_by_urls_only() -> None:
    found = []
    for path in modules("desk"):
        inside = path.parent.name in ("views", "commands") or path.stem in ("urls", "views")
        for name in imports(path):
            parts = name.split(".")
            if parts[0] == "desk" and {"views", "management"} & set(parts) and not inside:
                found.append(f"{path.relative_to(ROOT)}: {name}")
    assert found == []


def test_models_import_no_verbs() -> None:
    """Of their own app, models import models and values; never the modules that do things with them."""
    found = []
    for path in modules("desk"):
        if app_of(path) and (path.stem == "models" or path.parent.name == "models"):
            for name in imports(path):
                parts = name.split(".")
                if parts[:2] == ["desk", app_of(path)] and {"views", "forms", "tasks", "urls", "due"} & set(
                    parts
                ):
                    found.append(f"{path.relative_to(ROOT)}: {name}")
    assert found == []


def test_verbs_see_no_requests() -> None:
    """A verb is called by a page, a task and a test alike, so it takes no HttpRequest, form or view."""
    # `door` lets visitors in and `room` is what the review page shows: both belong to the pages.
    pages = {"views", "forms", "urls", "apps", "door", "room"}
    found = []
    for path in modules("desk"):
        if not app_of(path) or path.stem in pages or path.parent.name in {*pages, "commands", "migrations"}:
            continue
        for name in imports(path):
            parts = name.split(".")
            if name == "django.http.HttpRequest" or (parts[0] == "desk" and {*pages} & set(parts)):
                found.append(f"{path.relative_to(ROOT)}: {name}")
    assert found == []


def test_doors_out_of_the_building_are_few() -> None:
    doors = {
        "desk/files/storages.py",
        "desk/files/viruses.py",  # to clamd alone, where the operator says that it is
        "desk/mail/outgoing.py",
        "desk/mail/tasks.py",  # knows the errors of a mail server that will pass
        "desk/publishing/tasks.py",
    }
    network = ("socket", "http.client", "urllib.request", "requests", "httpx", "boto3", "smtplib")
    for app in APPS:
        paths = [path for path in modules(f"desk/{app}") if str(path.relative_to(ROOT)) not in doors]
        assert wrong(paths, *network) == []


def test_no_signals_carry_our_flow() -> None:
    assert wrong(modules("desk"), "django.db.models.signals", "django.dispatch") == []


@pytest.mark.parametrize("name", ["utils", "helpers", "services", "selectors", "managers", "common", "misc"])
def test_no_drawer_for_odds_and_ends(name: str) -> None:
    assert [str(path) for top in ("desk", "redaction") for path in (ROOT / top).rglob(f"{name}*")] == []


def test_the_first_files_need_the_standard_library_only() -> None:
    for name in ("__init__", "__main__", "environment", "children"):
        for module in imports(ROOT / "desk" / f"{name}.py"):
            top = module.split(".")[0]
            assert top in sys.stdlib_module_names or module == "desk.environment.main", module


def tracked() -> list[str]:
    """Files of the repository; in an unpacked archive without git, files on disk."""
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return [str(path.relative_to(ROOT)) for top in TOP for path in [ROOT / top, *(ROOT / top).rglob("*")]]
    return [name for name in done.stdout.split("\0") if name and (ROOT / name).exists()]


def test_the_top_of_the_repository_holds_what_was_agreed() -> None:
    assert {name.split("/")[0] for name in tracked() if not name.startswith(".")} <= TOP


def test_no_file_names_a_package_host_or_a_machine() -> None:
    # Written in pieces, so that this file is not the first to be found.
    names = (
        "py" + "pi.org",
        "python" + "hosted",
        "npm" + "js",
        "/wo" + "rk/",
        "/op" + "t/wheels",
        "/ro" + "ot/",
    )
    pattern = re.compile("|".join(map(re.escape, names)).encode())
    files = [name for name in tracked() if (ROOT / name).is_file()]
    assert [name for name in files if pattern.search((ROOT / name).read_bytes())] == []


def test_everything_locked_to_run_is_locked_to_test() -> None:
    run, test = (pins(ROOT / "desk" / "locks" / f"{name}.txt") for name in ("run", "test"))
    assert run.items() <= test.items()


def pins(path: Path) -> dict[str, str]:
    """Package -> its version, marker and hashes."""
    lines = [line for line in path.read_text().splitlines() if not line.strip().startswith("#")]
    entries = re.split(r"\n(?=\S)", "\n".join(lines))
    return {entry.split("==")[0]: entry for entry in entries if "==" in entry}


def test_every_locked_package_is_asked_for_by_hash_and_without_an_address() -> None:
    for name in ("run", "test", "models"):
        text = (ROOT / "desk" / "locks" / f"{name}.txt").read_text()
        assert "://" not in text
        entries = [
            entry for entry in re.split(r"\n(?=\S)", text) if "==" in entry and not entry.startswith("#")
        ]
        assert entries
        assert all("--hash=sha256:" in entry for entry in entries)


def test_the_pure_half_passes_its_tests_without_django_and_desk() -> None:
    """In a process where neither can be imported; tests that load models are left to the main run."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    without = ("django", "xdist", "cacheprovider")
    words = [word for name in without for word in ("-p", f"no:{name}")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, "-q", "-m", "not slow and not ocr", "tests/redaction"],
        cwd=ROOT,
        env={**environment, "DESK_TEST_PURE": "1"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_the_desk_starts_without_the_libraries_of_the_detector() -> None:
    """They take seconds and a hundred megabytes in each process; only the detector needs them."""
    heavy = {"presidio_analyzer", "spacy", "numpy", "cv2", "onnxruntime", "rapidocr", "tokenizers"}
    code = f"import django, sys; django.setup(); import desk.urls; print({heavy} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (0, "set()\n"), done.stderr
