"""One ticket on the agents' side."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from desk.accounts.models import User
from desk.audit.models import Entry
from desk.tickets.models import FindingRow, Message, Scan, Ticket
from desk.tickets.receive import Letter, Upload, add_note
from desk.tickets.rules import policy
from tests.build import a_log, a_screenshot, a_ticket
from tests.people import operator
from tests.tasks import waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, dana: User) -> Client:
    """Dana's browser."""
    client.force_login(dana)
    return client


def page(desk: Client, ticket: Ticket) -> str:
    return desk.get(f"/desk/tickets/{ticket.pk}/").content.decode()


def mark(ticket: Ticket, value: str, entity: str) -> Scan:
    """As if the detector had found this value in the first message."""
    message = ticket.messages.get()
    scan = message.scan
    scan.state, scan.digest, scan.scanned_at = Scan.State.DONE, message.digest, timezone.now()
    scan.policy_digest = policy().digest
    scan.save()
    start = message.text.index(value)
    FindingRow.objects.create(
        scan=scan, start=start, end=start + len(value), entity=entity, score=0.9, rule="test.rule"
    )
    return scan


def test_it_shows_the_customers_words_with_the_detectors_marks(desk: Client, ticket: Ticket) -> None:
    mark(ticket, "alice.archer@example.com", "EMAIL_ADDRESS")
    shown = page(desk, ticket)
    assert 'title="E-mail address">alice.archer@example.com<' in shown
    assert "1 personal detail found" in shown
    assert "the export stops at the second page" in shown


def test_words_that_changed_since_the_scan_carry_no_marks(desk: Client, ticket: Ticket) -> None:
    mark(ticket, "Alice Archer", "PERSON")
    Message.objects.update(text="Other words altogether")
    shown = page(desk, ticket)
    assert "<mark" not in shown
    assert "changed since it was scanned" in shown


def test_what_a_customer_writes_is_text_and_never_markup(desk: Client) -> None:
    ticket = a_ticket(subject="<b>bold</b>", text="<script>alert(1)</script> alice.archer@example.com")
    mark(ticket, "alert(1)", "OTHER")
    shown = page(desk, ticket)
    assert "<script>alert" not in shown
    assert "<b>bold" not in shown


def test_it_says_what_is_not_scanned_yet_and_what_stays_private(desk: Client) -> None:
    ticket = a_ticket(uploads=[Upload("a.pdf", b"%PDF-1.7\nmade up")])
    Scan.objects.filter(attachment__isnull=False).update(state=Scan.State.PRIVATE)
    shown = page(desk, ticket)
    assert "being scanned" in shown
    assert "stays private" in shown


def test_a_failed_scan_can_be_asked_for_again(desk: Client, ticket: Ticket) -> None:
    scan = Scan.objects.get()
    Scan.objects.update(state=Scan.State.FAILED, reason="damaged")
    assert "damaged" in page(desk, ticket)
    before = waiting("scan")
    assert desk.post(f"/desk/scans/{scan.pk}/again/").url == f"/desk/tickets/{ticket.pk}/"
    assert waiting("scan") == before + 1
    assert Scan.objects.get().state == Scan.State.WAITING


def test_seeing_a_ticket_is_recorded(desk: Client, ticket: Ticket, dana: User) -> None:
    page(desk, ticket)
    entry = Entry.objects.get(verb="ticket.seen")
    assert (entry.actor, entry.subject) == (f"user:{dana.pk}", f"ticket:{ticket.pk}")


def test_a_reply_goes_to_the_customer(desk: Client, ticket: Ticket, dana: User) -> None:
    desk.post(f"/desk/tickets/{ticket.pk}/write/", {"kind": "reply", "text": "Please try version 4.3."})
    message = ticket.messages.last()
    assert message is not None
    assert (message.kind, message.author) == (Message.Kind.REPLY, dana)


def test_a_note_stays_inside_and_may_have_a_file(desk: Client, ticket: Ticket) -> None:
    log = SimpleUploadedFile("a.log", a_log())
    desk.post(f"/desk/tickets/{ticket.pk}/write/", {"kind": "note", "text": "Ask Bob.", "uploads": [log]})
    message = ticket.messages.last()
    assert message is not None
    assert message.kind == Message.Kind.NOTE
    assert "Internal note" in page(desk, ticket)
    assert message.attachments.count() == 1


def test_without_the_switch_nothing_is_written(desk: Client, ticket: Ticket) -> None:
    response = desk.post(f"/desk/tickets/{ticket.pk}/write/", {"text": "To whom?"})
    assert response.status_code == 422
    assert "To whom?" in response.content.decode()
    assert ticket.messages.count() == 1


def test_it_warns_that_a_guest_who_never_came_gets_no_mail(desk: Client) -> None:
    assert "no mail is sent" in page(desk, a_ticket("guest.gray@example.org"))


def test_the_state_is_changed_and_recorded(desk: Client, ticket: Ticket) -> None:
    for _ in range(2):
        desk.post(f"/desk/tickets/{ticket.pk}/state/", {"state": "solved"})
    assert Ticket.objects.get().state == Ticket.State.SOLVED
    assert Entry.objects.get(verb="ticket.state").facts == {"before": "new", "after": "solved"}


def test_a_state_that_does_not_exist_changes_nothing(desk: Client, ticket: Ticket) -> None:
    assert desk.post(f"/desk/tickets/{ticket.pk}/state/", {"state": "lost"}).status_code == 422
    assert Ticket.objects.get().state == Ticket.State.NEW


def test_it_is_given_to_an_agent_and_taken_back(desk: Client, ticket: Ticket) -> None:
    other = operator()
    for assignee, expected in ((other.pk, other), ("", None)):
        desk.post(f"/desk/tickets/{ticket.pk}/assignee/", {"assignee": assignee})
        assert Ticket.objects.get().assignee == expected


def test_it_cannot_be_given_to_a_customer(desk: Client, ticket: Ticket, alice: User) -> None:
    assert desk.post(f"/desk/tickets/{ticket.pk}/assignee/", {"assignee": alice.pk}).status_code == 422
    assert Ticket.objects.get().assignee is None


def test_a_public_copy_is_begun_here(desk: Client, ticket: Ticket) -> None:
    assert "Start a public copy" in page(desk, ticket)


def test_no_copy_is_offered_when_the_customer_wants_nothing_published(desk: Client) -> None:
    shown = page(desk, a_ticket(publish=Ticket.Publish.NOTHING))
    assert "Start a public copy" not in shown
    assert "wants nothing of theirs published" in shown


def test_a_long_conversation_asks_the_database_a_fixed_number_of_times(
    desk: Client, ticket: Ticket, dana: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        add_note(ticket, Letter(f"Note {number}", (Upload("a.png", a_screenshot("x")),)), by=dana)
    with django_assert_max_num_queries(16):
        page(desk, ticket)
