"""kill -9 of the real worker in the middle of a scan, a publication and a removal: nothing is lost, and
nothing unverified is public at any time; the next worker finishes the work."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django_tasks_db.models import DBTaskResult

from desk.accounts.models import User
from desk.publishing import review
from desk.publishing.models import Part, PreviewFile, Publication
from desk.publishing.publish import request_publish
from desk.rights import removal
from desk.rights.models import RemovalRequest
from desk.tickets.models import Attachment, Scan
from desk.tickets.receive import Upload
from tests import people
from tests.build import a_log, a_screenshot, a_ticket
from tests.desk.publishing.copies import a_copy, hide_all, preview_of
from tests.desk.rights.asking import asked_and_confirmed, decide_all
from tests.tasks import run_tasks

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.ocr,
    pytest.mark.usefixtures("detector"),
    pytest.mark.skipif(settings.DESK_TASKS != "db", reason="Celery: see tests/desk/test_workers"),
]

ROOT = Path(__file__).resolve().parents[2]
SECRET = "alice.archer@example.com"


@pytest.fixture
def dana(db: None) -> User:
    return people.dana()


def a_worker() -> subprocess.Popen[bytes]:
    """A worker of this test's database and detector; always of the same name, as after a restart."""
    name = connection.settings_dict["NAME"]
    url = os.environ.get("DATABASE_URL", "")
    database = f"{url.rpartition('/')[0]}/{name}" if url else f"sqlite:///{name}"
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "DESK_VAR": str(settings.DESK_VAR),
        "DETECTOR_URL": settings.DETECTOR_URL,
        "DETECTOR_TOKEN": settings.DETECTOR_TOKEN,
        "DESK_ORIGIN": settings.DESK_ORIGIN,
    }
    command = [sys.executable, str(ROOT / "manage.py"), "worker", "--name", "killed", "--interval", "0.02"]
    return subprocess.Popen(command, env=environment, cwd=ROOT)


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(4000):
        if true():
            return
        threading.Event().wait(0.015)
    raise AssertionError("it never happened")


def is_running(task: str) -> bool:
    return DBTaskResult.objects.filter(status="RUNNING", task_path__endswith=task).exists()


def kill_in(task: str) -> None:
    """Start the worker, kill it while it runs this task."""
    worker = a_worker()
    try:
        wait_until(lambda: is_running(task))
    finally:
        worker.kill()
        worker.wait()
    assert is_running(task), "it was killed in the middle"


def work_until(true: Callable[[], bool]) -> None:
    worker = a_worker()
    try:
        wait_until(true)
    finally:
        worker.terminate()
        worker.wait(30)


def test_killed_in_a_scan(dana: User) -> None:
    a_ticket(
        uploads=[Upload("window.png", a_screenshot("Account", SECRET)), Upload("app.log", a_log(SECRET))]
    )
    kill_in("scan_content")
    assert Scan.objects.filter(state=Scan.State.WAITING).exists()
    work_until(lambda: not Scan.objects.exclude(state=Scan.State.DONE).exists())
    assert all(scan.findings.exists() for scan in Scan.objects.all())


def test_killed_while_publishing(dana: User, client: Client) -> None:
    publication = a_publication_about_to_go(dana)
    kill_in("publishing.tasks.publish")
    assert client.get(publication.public_path).status_code == 404
    work_until(lambda: Publication.objects.get().state == Publication.State.LIVE)
    page = client.get(publication.public_path).content.decode()
    assert SECRET not in page
    assert publication.revisions.count() == 1


def test_killed_in_a_removal(dana: User, client: Client) -> None:
    publication = a_publication_about_to_go(dana)
    work_until(lambda: Publication.objects.get().state == Publication.State.LIVE)
    request = asked_and_confirmed(client, post=publication.slug, words="second page")
    kill_in("publishing.tasks.publish")
    assert client.get(publication.public_path).status_code == 410, "hidden until the new copy is verified"
    work_until(lambda: client.get(publication.public_path).status_code == 200)
    assert "second page" not in client.get(publication.public_path).content.decode()
    request.refresh_from_db()
    decide_all(request, by=dana)
    removal.request_carry_out(request, by=dana)
    work_until(lambda: RemovalRequest.objects.get().state == RemovalRequest.State.CLOSED)


def a_publication_about_to_go(dana: User) -> Publication:
    """Asked to be published; the task waits. A picture makes it long enough to be killed in."""
    ticket = a_ticket(uploads=[Upload("window.png", a_screenshot("Account", SECRET))])
    publication = a_copy(ticket, by=dana)
    review.pull_file(publication, Attachment.objects.get(message__ticket=ticket), by=dana)
    run_tasks()
    hide_all(publication, by=dana)
    publication.refresh_from_db()
    request_publish(publication, seen=preview_of(publication).digest, by=dana)
    PreviewFile.objects.all().delete()  # made and read again by the task, which takes it a second or two
    assert publication.parts.filter(kind=Part.Kind.IMAGE).exists()
    return publication
