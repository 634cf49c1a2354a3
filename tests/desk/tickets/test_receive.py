"""What comes in, and who is told about it."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.files.storage import storages
from django.db import transaction

from desk.accounts.models import Membership, Organisation, User
from desk.accounts.tokens import open_access
from desk.audit.models import Entry
from desk.files.models import StoredFile
from desk.tickets.models import Scan, Ticket
from desk.tickets.receive import Letter, Upload, add_note, add_reply, file_name
from tests.build import a_message, a_screenshot, a_ticket
from tests.tasks import run_tasks, waiting

pytestmark = pytest.mark.django_db(transaction=True)

GUEST = "guest.gray@example.org"


def mails() -> list[list[str]]:
    """Who got the mails since the last look."""
    mail.outbox.clear()
    run_tasks("mail")
    return [message.to for message in mail.outbox]


def test_alice_is_told_that_her_ticket_arrived(alice: User) -> None:
    ticket = a_ticket(alice)
    assert mails() == [[alice.email]]
    assert f"/my/tickets/{ticket.pk}/" in str(mail.outbox[0].body)


def test_a_guest_is_mailed_once_until_the_link_was_opened(dana: User) -> None:
    ticket = a_ticket(GUEST)
    assert mails() == [[GUEST]]
    a_message(ticket, by=dana)
    assert mails() == []
    assert ticket.guest is not None
    open_access(ticket.guest)
    a_message(ticket, by=dana)
    assert mails() == [[GUEST]]


def test_a_reply_is_announced_without_its_words(ticket: Ticket, dana: User, alice: User) -> None:
    mails()
    a_message(ticket, "Please try version 4.3.", by=dana)
    assert mails() == [[alice.email]]
    message = mail.outbox[0]
    assert "4.3" not in f"{message.subject}{message.body}"
    assert ticket.subject not in f"{message.subject}{message.body}"


def test_mails_of_one_ticket_belong_together_without_naming_it(ticket: Ticket, dana: User) -> None:
    a_message(ticket, by=dana)
    mails()
    threads = {message.extra_headers["References"] for message in mail.outbox}
    assert len(threads) == 1
    assert ticket.reference not in threads.pop()


def test_a_note_tells_nobody_and_is_not_scanned(ticket: Ticket, dana: User) -> None:
    mails()
    before = waiting("scan")
    note = add_note(ticket, Letter("Ask Bob.", (Upload("a.png", a_screenshot("x")),)), by=dana)
    assert mails() == []
    assert waiting("scan") == before
    assert not Scan.objects.filter(message=note).exists()


def test_a_reply_waits_for_the_customer_and_their_answer_opens_the_ticket(ticket: Ticket, dana: User) -> None:
    states = [ticket.state]
    for by in (None, dana, None):
        a_message(ticket, by=by)
        states.append(Ticket.objects.get().state)
    assert states == ["new", "new", "waiting", "open"]


def test_words_on_a_solved_ticket_open_it_again(ticket: Ticket) -> None:
    Ticket.objects.update(state=Ticket.State.SOLVED)
    a_message(ticket)
    assert Ticket.objects.get().state == Ticket.State.OPEN


def test_charlie_can_write_into_nobodys_ticket(ticket: Ticket, charlie: User) -> None:
    with pytest.raises(ValueError):
        add_reply(ticket, Letter("Hello"), by=charlie)
    assert ticket.messages.count() == 1


def test_the_ticket_of_somebody_in_two_organisations_belongs_to_none(alice: User) -> None:
    other = Organisation.objects.create(name="Cedar Works")
    Membership.objects.create(user=alice, organisation=other)
    assert a_ticket(alice).organisation is None


def test_when_it_breaks_half_way_nothing_of_the_ticket_is_left_to_scan_or_send(alice: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        a_ticket(alice, uploads=[Upload("a.png", a_screenshot("x"))])
        raise RuntimeError
    assert not Ticket.objects.exists()
    assert not StoredFile.objects.exists()
    assert waiting() == 0


def test_private_bytes_are_sealed_and_their_name_is_not_the_senders(alice: User) -> None:
    picture = a_screenshot("Alice Archer")
    a_ticket(alice, uploads=[Upload("Alice Archer.png", picture)])
    file = StoredFile.objects.get()
    with storages["private"].open(file.key) as stored:
        sealed = stored.read()
    assert picture[:64] not in sealed
    assert "Alice" not in file.key


def test_everything_is_recorded(ticket: Ticket, dana: User) -> None:
    a_message(ticket, by=dana)
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert verbs == {"ticket.opened", "message.added"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a.png", "a.png"),
        ("/home/alice/a.png", "a.png"),
        ("C:\\Users\\alice\\a.png", "a.png"),
        ("a\r\nX-Header: b.png", "aX-Header: b.png"),
        ("", "file"),
        ("folder/", "file"),
        ("\u202egnp.a", "gnp.a"),
    ],
)
def test_of_a_file_name_only_the_last_part_is_kept(sent: str, kept: str) -> None:
    assert file_name(sent) == kept


def body_of_reply(ticket: Ticket, dana: User) -> str:
    """The mail about an answer of Dana."""
    mails()
    a_message(ticket, by=dana)
    mails()
    return str(mail.outbox[0].body)


def test_the_mail_about_an_answer_says_once_that_a_card_was_removed(alice: User, dana: User) -> None:
    ticket = a_ticket(alice, text="I paid with 4111 1111 1111 1111 today")
    first, second = body_of_reply(ticket, dana), body_of_reply(ticket, dana)
    assert "there was a payment card number" in first
    assert "1111" not in first
    assert "payment card" not in second


def test_a_mail_about_an_answer_says_nothing_of_cards_when_there_were_none(alice: User, dana: User) -> None:
    assert "payment card" not in body_of_reply(a_ticket(alice), dana)
