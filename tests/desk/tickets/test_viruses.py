"""Files and a virus scanner: a real clamd, which knows one made-up pattern."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError
from django.test import Client
from pytest_django import Settings

from desk.accounts.models import User
from desk.audit.models import Entry
from desk.files import viruses
from desk.files.models import StoredFile
from desk.files.store import CannotOpen, keep_private, put_public, read
from desk.publishing import review
from desk.rights.registers.where import ELSEWHERE, HERE, spots
from desk.tickets import scan
from desk.tickets.models import Attachment, Scan
from desk.tickets.receive import Upload
from tests.build import a_log, a_ticket

pytestmark = pytest.mark.django_db

PATTERN = b"DESK-MADE-UP-VIRUS-PATTERN"
LOG = a_log() + b"\n" + PATTERN
LONGEST = 2_000_000  # bytes that this clamd looks at


@pytest.fixture(scope="module")
def clamd() -> Iterator[str]:
    """The path of the socket of a clamd with a signature of our own and nothing from elsewhere."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    if program is None:
        pytest.skip("no clamd")
    with tempfile.TemporaryDirectory(prefix="desk-clamd-") as folder:
        (Path(folder) / "signatures").mkdir()
        (Path(folder) / "signatures/desk.ndb").write_text(f"Desk.MadeUp:0:*:{PATTERN.hex()}\n")
        configuration = Path(folder) / "clamd.conf"
        configuration.write_text(
            f"LocalSocket {folder}/socket\nDatabaseDirectory {folder}/signatures\nForeground yes\n"
            f"StreamMaxLength {LONGEST}\nMaxThreads 2\nTemporaryDirectory {folder}\n"
        )
        server = subprocess.Popen(
            [program, "-c", str(configuration)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert server.stdout is not None
        try:
            # The last line it says before it answers.
            assert any("Self checking" in line for line in server.stdout), "it ended"
            yield f"{folder}/socket"
        finally:
            server.terminate()
            server.communicate(timeout=30)


@pytest.fixture
def scanner(clamd: str, settings: Settings) -> None:
    settings.CLAMD_ADDRESS = clamd


def sent(content: bytes) -> Attachment:
    a_ticket(uploads=[Upload("app.log", content)])
    return Attachment.objects.get()


def page_of(attachment: Attachment, by: User) -> str:
    client = Client()
    client.force_login(by)
    return client.get(f"/desk/tickets/{attachment.message.ticket_id}/").content.decode()


def test_without_a_scanner_a_file_is_shown_as_not_checked(dana: User) -> None:
    attachment = sent(a_log())
    viruses.check(attachment.file)
    assert attachment.file.virus_check == StoredFile.VirusCheck.NONE
    assert "not checked for viruses" in page_of(attachment, dana)


@pytest.mark.usefixtures("scanner", "detector")
@pytest.mark.slow
def test_a_clean_file_is_scanned_and_shown_as_checked(dana: User) -> None:
    attachment = sent(a_log())
    scan.run(attachment.scan)
    attachment.scan.refresh_from_db()
    assert attachment.scan.state == Scan.State.DONE
    assert ", checked for viruses" in page_of(attachment, dana)


@pytest.mark.usefixtures("scanner")
def test_a_virus_closes_the_file_for_everybody(alice: User, dana: User) -> None:
    attachment = sent(LOG)
    scan.run(attachment.scan)
    for person, path in ((dana, f"/desk/files/{attachment.pk}/"), (alice, f"/my/files/{attachment.pk}/")):
        client = Client()
        client.force_login(person)
        answer = client.get(path)
        assert (answer.status_code, PATTERN in answer.content) == (410, False)
        assert "A virus was found" in answer.content.decode()
    with pytest.raises(CannotOpen, match="virus"):
        read(Attachment.objects.get().file)


@pytest.mark.usefixtures("scanner")
def test_a_file_with_a_virus_is_never_looked_at_by_the_detector_and_blocks_a_copy(dana: User) -> None:
    attachment = sent(LOG)
    scan.run(attachment.scan)
    row = Scan.objects.get(attachment=attachment)
    assert (row.state, row.reason) == (Scan.State.FAILED, "virus")
    copy = review.start_review(attachment.message.ticket, by=dana)
    review.pull_file(copy, attachment, by=dana)
    assert "A virus was found in it." in page_of(attachment, dana)
    assert not copy.parts.get(attachment=attachment).items.exists()


@pytest.mark.usefixtures("scanner")
def test_a_virus_in_a_file_that_stays_private_is_found_too() -> None:
    attachment = sent(b"PK\x03\x04" + PATTERN)
    scan.run(attachment.scan)
    assert Scan.objects.get(attachment=attachment).reason == "virus"


@pytest.mark.usefixtures("scanner")
def test_it_is_in_the_audit_as_a_code() -> None:
    attachment = sent(LOG)
    scan.run(attachment.scan)
    (entry,) = Entry.objects.filter(verb="file.virus")
    assert (entry.subject, entry.facts) == (f"storedfile:{attachment.file_id}", {})


def test_while_the_scanner_is_away_a_file_waits(settings: Settings) -> None:
    settings.CLAMD_ADDRESS = "/nowhere/clamd.sock"
    attachment = sent(a_log())
    with pytest.raises(viruses.CannotCheck):
        scan.run(attachment.scan)
    attachment.refresh_from_db()
    assert attachment.scan.state == Scan.State.WAITING
    assert attachment.file.virus_check == StoredFile.VirusCheck.NONE


@pytest.mark.usefixtures("scanner")
def test_a_file_that_is_too_long_for_the_scanner_was_not_checked() -> None:
    stored = keep_private(bytes(LONGEST + 1_000_000), kind="unknown")
    with pytest.raises(viruses.CannotCheck):
        viruses.check(stored)
    assert stored.virus_check == StoredFile.VirusCheck.NONE


def test_a_public_file_with_a_virus_cannot_be_stored() -> None:
    stored = put_public(b"new bytes", kind="png", suffix="png")
    stored.virus_check = StoredFile.VirusCheck.FOUND
    with pytest.raises(IntegrityError):
        stored.save()


@pytest.mark.parametrize(
    ("address", "where"), [("/run/clamd.sock", HERE), ("127.0.0.1:3310", HERE), ("192.0.2.7:3310", ELSEWHERE)]
)
def test_the_register_says_where_the_scanner_is(settings: Settings, address: str, where: str) -> None:
    settings.CLAMD_ADDRESS = address
    assert [spot.where for spot in spots() if "virus" in spot.what] == [where]


def test_without_a_scanner_the_register_names_none() -> None:
    assert not [spot for spot in spots() if "virus" in spot.what]
