"""Scanning what came in, with the real detector, and without it."""

from __future__ import annotations

import base64
import itertools
import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from desk.accounts.models import User
from desk.files.models import StoredFile
from desk.files.store import destroy
from desk.tickets import due, scan
from desk.tickets.dictionary import needles_of
from desk.tickets.models import FindingRow, Scan, Ticket
from desk.tickets.receive import Upload
from tests.build import a_log, a_screenshot, a_ticket
from tests.tasks import run_tasks, waiting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def no_detector(settings: Settings) -> Iterator[None]:
    """The address of a detector that is not there."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        settings.DETECTOR_URL = f"http://127.0.0.1:{probe.getsockname()[1]}"
    yield


def found(ticket: Ticket) -> dict[str, set[str]]:
    """What was found in the first message: kinds and the words they stand on."""
    message = ticket.messages.get()
    kinds: dict[str, set[str]] = {}
    for row in FindingRow.objects.filter(scan__message=message, is_near=False):
        kinds.setdefault(row.entity, set()).add(message.text[row.start : row.end])
    return kinds


@pytest.mark.slow
def test_names_addresses_and_numbers_are_found_in_the_words(detector: str, ticket: Ticket) -> None:
    run_tasks("scan")
    assert Scan.objects.get().state == Scan.State.DONE
    kinds = found(ticket)
    assert "alice.archer@example.com" in kinds["EMAIL_ADDRESS"]
    assert "+44 20 7946 0018" in kinds["PHONE_NUMBER"]
    assert "Alice Archer" in kinds["PERSON"]


@pytest.mark.slow
def test_a_log_is_scanned_as_text_and_a_picture_by_its_pixels(detector: str, alice: User) -> None:
    log = Upload("app.log", a_log("INFO login user=bob.baxter@example.com"))
    picture = Upload("a.png", a_screenshot("Account", "E-mail: erin.ellery@example.com"))
    ticket = a_ticket(alice, uploads=[log, picture])
    run_tasks("scan")
    of_log, of_picture = Scan.objects.filter(attachment__message__ticket=ticket).order_by("pk")
    assert of_log.findings.filter(entity="EMAIL_ADDRESS", start__isnull=False).exists()
    assert of_picture.findings.filter(entity="EMAIL_ADDRESS", left__isnull=False).exists()
    assert of_picture.width == 720


@pytest.mark.slow
def test_scanning_twice_keeps_the_first_findings(detector: str, ticket: Ticket) -> None:
    run_tasks("scan")
    rows = list(FindingRow.objects.values_list("pk", flat=True))
    scan.run(Scan.objects.get())
    assert list(FindingRow.objects.values_list("pk", flat=True)) == rows


@pytest.mark.slow
def test_other_words_are_scanned_anew(detector: str, ticket: Ticket) -> None:
    run_tasks("scan")
    ticket.messages.update(text="Write to bob.baxter@example.com")
    scan.run(Scan.objects.get())
    assert found(ticket) == {"EMAIL_ADDRESS": {"bob.baxter@example.com"}}


@pytest.mark.slow
def test_another_policy_scans_anew(detector: str, ticket: Ticket, settings: Settings) -> None:
    run_tasks("scan")
    before = Scan.objects.get().policy_digest
    settings.DESK_POLICY = {"never_hide": ["Lantern"]}
    scan.run(Scan.objects.get())
    assert Scan.objects.get().policy_digest != before


@pytest.mark.slow
def test_a_picture_that_is_damaged_has_failed_with_a_code(detector: str, alice: User) -> None:
    a_ticket(alice, uploads=[Upload("a.png", a_screenshot("Account")[:200])])
    run_tasks("scan")
    row = Scan.objects.get(attachment__isnull=False)
    assert row.state == Scan.State.FAILED
    assert row.reason and " " not in row.reason


def test_a_kind_that_we_cannot_redact_stays_private(alice: User, no_detector: None) -> None:
    a_ticket(alice, uploads=[Upload("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")])
    row = Scan.objects.get(attachment__isnull=False)
    scan.run(row)
    row.refresh_from_db()
    assert (row.state, row.reason) == (Scan.State.PRIVATE, "kind-svg")


def test_a_file_whose_key_was_destroyed_has_failed(alice: User, no_detector: None) -> None:
    a_ticket(alice, uploads=[Upload("a.png", a_screenshot("Account"))])
    destroy(StoredFile.objects.get())
    row = Scan.objects.get(attachment__isnull=False)
    scan.run(row)
    row.refresh_from_db()
    assert (row.state, row.reason) == (Scan.State.FAILED, "no-key")


def test_without_a_detector_the_scan_goes_on_waiting(ticket: Ticket, no_detector: None) -> None:
    run_tasks("scan")
    assert Scan.objects.get().state == Scan.State.WAITING
    assert not FindingRow.objects.exists()
    assert waiting("scan") == 1  # for later


@pytest.mark.slow
def test_a_scan_that_was_given_up_is_done_once_the_detector_is_there(
    ticket: Ticket, detector: str, settings: Settings
) -> None:
    there = settings.DETECTOR_URL
    settings.DETECTOR_URL = "http://127.0.0.1:9"
    run_tasks("scan", ahead=True, failures=True)
    assert waiting("scan") == 0
    settings.DETECTOR_URL = there
    due.tick(timezone.now() + timedelta(hours=1))
    run_tasks("scan")
    assert Scan.objects.get().state == Scan.State.DONE


@pytest.mark.slow
def test_a_task_that_was_lost_is_asked_for_again_after_two_minutes(ticket: Ticket, detector: str) -> None:
    DBTaskResult.objects.all().delete()
    due.tick(timezone.now() + timedelta(minutes=1))
    assert waiting("scan") == 0
    due.tick(timezone.now() + timedelta(minutes=3))
    assert waiting("scan") == 1


@pytest.mark.slow
def test_the_longer_a_scan_waits_the_rarer_it_is_asked_for(ticket: Ticket, detector: str) -> None:
    DBTaskResult.objects.all().delete()
    start = timezone.now()
    asked = []
    for minute in range(60):
        before = waiting("scan")
        due.tick(start + timedelta(minutes=minute))
        if waiting("scan") > before:
            asked.append(minute)
    gaps = [later - earlier for earlier, later in itertools.pairwise(asked)]
    assert gaps == sorted(gaps)
    assert gaps[-1] >= 8


def test_nothing_is_asked_for_while_the_detector_is_away(ticket: Ticket, no_detector: None) -> None:
    DBTaskResult.objects.all().delete()
    due.tick(timezone.now() + timedelta(hours=1))
    assert waiting("scan") == 0


def test_a_message_that_went_meanwhile_is_no_error(ticket: Ticket) -> None:
    ticket.messages.all().delete()
    run_tasks("scan")


def test_everybody_in_the_records_is_known_before_the_detector_looks(
    ticket: Ticket, bob: User, dana: User
) -> None:
    values = {(needle.value, needle.entity) for needle in needles_of(ticket)}
    assert ("Alice Archer", "PERSON") in values
    assert ("alice.archer@example.com", "EMAIL_ADDRESS") in values
    assert ("alice.archer", "USERNAME") in values
    assert ("Bob Baxter", "PERSON") in values
    assert ("Birch Instruments", "ORGANIZATION") in values
    assert ("Dana Dale", "PERSON") not in values


def test_a_guests_address_is_known_before_the_detector_looks() -> None:
    values = {needle.value for needle in needles_of(a_ticket("info@example.org"))}
    assert values == {"info@example.org"}


def test_whoever_a_token_in_the_ticket_names_is_certain(alice: User) -> None:
    claims = base64.urlsafe_b64encode(b'{"preferred_username": "quokka.fan"}').rstrip(b"=").decode()
    ticket = a_ticket(alice, text=f"curl says 401 with eyJhbGciOiJIUzI1NiJ9.{claims}.c2lnbmF0dXJl")
    assert ("quokka.fan", "USERNAME") in {(needle.value, needle.entity) for needle in needles_of(ticket)}
