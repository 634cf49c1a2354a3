"""What every test may ask for: a detector, a browser, and a place of its own on disk."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if not WORKER:  # the one process of a run that starts and outlives the others
    os.environ["DESK_TEST_SHARED"] = tempfile.mkdtemp(prefix="desk-test-")
    os.environ["DESK_TEST_CONTROLLER"] = str(os.getpid())
SHARED = Path(os.environ["DESK_TEST_SHARED"])

# Read by the settings, which are loaded below. Never a developer's own folder.
os.environ["DJANGO_SETTINGS_MODULE"] = "desk.settings"
os.environ["DESK_VAR"] = str(SHARED / (WORKER or "main"))
os.environ.pop("DESK_KEYS", None)
if WORKER:  # what .ci/run made for each process: none takes the tasks or finds the files of another
    for name in {"S3_BUCKET_PRIVATE", "S3_BUCKET_PUBLIC"} & os.environ.keys():
        os.environ[name] += f"-{WORKER}"
    if "CELERY_BROKER_URL" in os.environ:
        os.environ["CELERY_BROKER_URL"] = f"{os.environ['CELERY_BROKER_URL'].rstrip('/')}/{WORKER}"

# tests/redaction also runs without Django and the desk, to show that it needs neither.
if os.environ.get("DESK_TEST_PURE") == "1":
    sys.modules["django"] = sys.modules["desk"] = None  # type: ignore[assignment]
else:
    import django

    django.setup()  # here, so that the conftest.py of every folder may import models
    from django.conf import settings
    from django.db import connections

    # A thread of the live server lives as long as its browser's connection; a database connection kept in
    # it would stand in the way when PostgreSQL drops the test database.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0

    @pytest.fixture(autouse=True)
    def fresh_list_of_erasures() -> None:
        """The list outlives a test's database by design; here that would stop the next test's tick."""
        Path(settings.DESK_TOMBSTONES).unlink(missing_ok=True)


STRICT = os.environ.get("DESK_TEST_STRICT") == "1"


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Let the processes that share a run read their settings here and no sooner.

    They inherit this environment, and pytest-django loads what it names before this file is read: then
    all of them would work in the folder of the first process, and in each other's way.
    """
    if not WORKER and session.config.getoption("numprocesses", None):
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The shared folder goes with the run; the detector's keeper sees that and ends the detector."""
    if not WORKER:
        shutil.rmtree(SHARED, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With DESK_TEST_STRICT=1 a skipped test has failed: where all is installed, nothing is missing."""
    report = yield
    if STRICT and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped in a strict run: {reason_of(report.longrepr)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for whole modules that skip themselves."""
    report = yield
    if STRICT and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"Skipped in a strict run: {reason_of(report.longrepr)}"
    return report


def reason_of(longrepr: Any) -> str:
    return str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)


@pytest.fixture(scope="session")
def detector() -> Iterator[str]:
    """The address of a running detector with all models, one for the whole run; the settings point to it."""
    from tests.detector import running_detector

    before = settings.DETECTOR_URL, settings.DETECTOR_TOKEN
    settings.DETECTOR_URL, settings.DETECTOR_TOKEN = running_detector(SHARED)
    yield settings.DETECTOR_URL
    settings.DETECTOR_URL, settings.DETECTOR_TOKEN = before


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser for the session; open a context of your own in it, and close that."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        flags = (
            "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
            "--disable-component-update --disable-sync --disable-dev-shm-usage"
        )
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=flags.split())
        yield browser
        browser.close()
        # Those opened under the loop belong to it and cannot be found once it has ended; an open one would
        # stand in the way when PostgreSQL drops the test database.
        connections.close_all()


@pytest.fixture
def postgres_url() -> str:
    """Address of a PostgreSQL server in which tests may make databases."""
    url = os.environ.get("DESK_TEST_POSTGRES")
    if not url:
        pytest.skip("no PostgreSQL server; DESK_TEST_POSTGRES names one")
    return url


@pytest.fixture
def rabbitmq_url() -> str:
    """Address of a RabbitMQ server that tests may use."""
    url = os.environ.get("DESK_TEST_RABBITMQ")
    if not url:
        pytest.skip("no RabbitMQ server; DESK_TEST_RABBITMQ names one")
    return url


@pytest.fixture
def s3_options() -> dict[str, Any]:
    """How to reach a server that speaks S3, in which tests may make buckets; as options of a storage."""
    endpoint = os.environ.get("DESK_TEST_S3")
    if not endpoint:
        pytest.skip("no S3 server; DESK_TEST_S3 names one")
    keys = {"endpoint_url": endpoint, "access_key": "desk:admin", "secret_key": "desk-secret"}
    return {**settings.S3_OPTIONS, **keys}
