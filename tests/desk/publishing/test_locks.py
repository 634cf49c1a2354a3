"""The customer sets one message or file to "not for publication"."""

from __future__ import annotations

import pytest
from django.test import Client

from desk.accounts.models import User
from desk.mail.models import OutgoingMail
from desk.publishing import locks, review
from desk.publishing.gate import blockers
from desk.publishing.models import Publication
from desk.publishing.publish import Blocked, lock_code, request_publish
from desk.tickets.models import Attachment, Message, Ticket
from desk.tickets.receive import Letter, Upload, add_note
from desk.tickets.work import assign
from tests import people
from tests.build import a_log, a_message, a_ticket
from tests.desk.publishing.copies import a_copy, hide_all, preview_of, publish_now, published
from tests.tasks import run_tasks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("detector")]


def first_message(ticket: Ticket) -> Message:
    message = ticket.messages.first()
    assert message is not None
    return message


def codes(publication: Publication) -> set[str]:
    publication.refresh_from_db()
    return {reason.code for reason in blockers(publication)}


def send_lock(client: Client, ticket: Ticket, **form: object) -> int:
    return client.post(f"/my/tickets/{ticket.pk}/lock/", form).status_code


def test_alice_locks_a_message_of_hers_and_takes_it_back(client: Client, alice: User, ticket: Ticket) -> None:
    client.force_login(alice)
    message = first_message(ticket)
    for locked, form in ((True, {"locked": "on"}), (False, {})):
        assert send_lock(client, ticket, message=message.pk, **form) == 302
        assert first_message(ticket).publish_locked is locked
    page = client.get(f"/my/tickets/{ticket.pk}/").content.decode()
    assert "Do not publish this" in page


def test_alice_locks_a_file_of_hers(client: Client, alice: User) -> None:
    ticket = a_ticket(alice, uploads=[Upload("app.log", a_log("stopped"))])
    client.force_login(alice)
    assert send_lock(client, ticket, file=Attachment.objects.get().pk, locked="on") == 302
    assert Attachment.objects.get().publish_locked


@pytest.mark.parametrize("visitor", ["bob", "charlie", "erin", "dana"])
def test_nobody_else_locks_it(client: Client, ticket: Ticket, visitor: str) -> None:
    client.force_login(getattr(people, visitor)())
    assert send_lock(client, ticket, message=first_message(ticket).pk, locked="on") == 404
    assert not first_message(ticket).publish_locked


def test_alice_locks_neither_replies_nor_notes_nor_other_peoples_words(
    client: Client, alice: User, charlie: User, dana: User, ticket: Ticket
) -> None:
    client.force_login(alice)
    others = first_message(a_ticket(charlie))
    reply = a_message(ticket, "Please try 4.3.", by=dana)
    note = add_note(ticket, Letter("Look at the log."), by=dana)
    for message in (others, reply, note):
        assert send_lock(client, ticket, message=message.pk, locked="on") == 404
    assert not Message.objects.filter(publish_locked=True).exists()


def test_the_gate_names_the_locked_part(alice: User, dana: User, ticket: Ticket) -> None:
    publication = a_copy(ticket, by=dana)
    locks.lock(first_message(ticket), by=alice)
    part = publication.parts.get(message=first_message(ticket))
    publication.refresh_from_db()
    assert ("customer-lock", part.pk) in {(reason.code, reason.part) for reason in blockers(publication)}


def test_what_is_locked_cannot_be_pulled_in(alice: User, dana: User) -> None:
    ticket = a_ticket(alice, uploads=[Upload("app.log", a_log("stopped"))])
    publication = review.start_review(ticket, by=dana)
    message, file = first_message(ticket), Attachment.objects.get()
    locks.lock(message, by=alice)
    locks.lock(file, by=alice)
    with pytest.raises(review.NotReviewable, match="customer-lock"):
        review.pull_message(publication, message, by=dana)
    with pytest.raises(review.NotReviewable, match="customer-lock"):
        review.pull_file(publication, file, by=dana)


def test_the_review_room_says_that_a_message_is_locked(
    client: Client, alice: User, dana: User, ticket: Ticket
) -> None:
    publication = review.start_review(ticket, by=dana)
    client.force_login(dana)
    path = f"/desk/copies/{publication.pk}/message/{first_message(ticket).pk}/"
    locks.lock(first_message(ticket), by=alice)
    assert "Not for publication" in client.get(publication.get_absolute_url()).content.decode()
    assert client.post(path, headers={"HX-Request": "true"}).status_code == 409


def test_a_lock_between_preview_and_publication_wins(alice: User, dana: User, ticket: Ticket) -> None:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    publication.refresh_from_db()
    request_publish(publication, seen=preview_of(publication).digest, by=dana)
    locks.lock(first_message(ticket), by=alice)
    run_tasks()
    publication.refresh_from_db()
    assert publication.live is None


def test_a_lock_after_publication_hides_the_post_at_once_and_alarms_the_agents(
    client: Client, alice: User, dana: User, ticket: Ticket
) -> None:
    publication = published(ticket, by=dana)
    assert client.get(publication.public_path).status_code == 200
    locks.lock(first_message(ticket), by=alice)
    assert publication.holds.get().code == lock_code(ticket)
    assert client.get(publication.public_path).status_code != 200
    mail = OutgoingMail.objects.get(template="lock_alarm")
    assert (mail.to, publication.get_absolute_url() in mail.text) == (dana.email, True)


def test_only_the_agent_whose_ticket_it_is_is_alarmed(alice: User, dana: User, ticket: Ticket) -> None:
    published(ticket, by=dana)
    assign(ticket, people.operator(), by=dana)
    locks.lock(first_message(ticket), by=alice)
    assert OutgoingMail.objects.get(template="lock_alarm").to == people.operator().email


def test_locking_twice_alarms_once(alice: User, dana: User, ticket: Ticket) -> None:
    published(ticket, by=dana)
    for _ in range(2):
        locks.lock(first_message(ticket), by=alice)
    assert OutgoingMail.objects.filter(template="lock_alarm").count() == 1


def test_a_lock_on_what_is_not_public_hides_nothing(alice: User, dana: User, ticket: Ticket) -> None:
    publication = published(ticket, by=dana)
    locks.lock(a_message(ticket), by=alice)
    assert not publication.holds.exists()


def test_a_part_taken_out_of_the_draft_is_still_public_and_hides_the_post(
    alice: User, dana: User, ticket: Ticket
) -> None:
    publication = published(ticket, by=dana)
    review.take_out(publication.parts.get(message=first_message(ticket)), by=dana)
    locks.lock(first_message(ticket), by=alice)
    assert publication.holds.filter(code=lock_code(ticket)).exists()


def test_the_post_comes_back_when_it_is_published_without_the_part(
    client: Client, alice: User, dana: User, ticket: Ticket
) -> None:
    publication = published(ticket, by=dana)
    locks.lock(first_message(ticket), by=alice)
    publication.refresh_from_db()
    review.take_out(publication.parts.get(message=first_message(ticket)), by=dana)
    hide_all(publication, by=dana)
    run_tasks()
    publish_now(publication, by=dana)
    assert not publication.holds.exists()
    assert client.get(publication.public_path).status_code == 200


def test_it_cannot_be_published_again_with_the_part(alice: User, dana: User, ticket: Ticket) -> None:
    publication = published(ticket, by=dana)
    locks.lock(first_message(ticket), by=alice)
    assert "customer-lock" in codes(publication)
    with pytest.raises(Blocked):
        publish_now(publication, by=dana)


def test_taking_the_lock_back_shows_the_post_again(
    client: Client, alice: User, dana: User, ticket: Ticket
) -> None:
    publication = published(ticket, by=dana)
    locks.lock(first_message(ticket), by=alice)
    locks.unlock(first_message(ticket), by=alice)
    assert client.get(publication.public_path).status_code == 200


def test_taking_one_of_two_locks_back_leaves_the_post_hidden(alice: User, dana: User, ticket: Ticket) -> None:
    second = a_message(ticket)
    publication = published(ticket, by=dana)
    for message in (first_message(ticket), second):
        locks.lock(message, by=alice)
    locks.unlock(second, by=alice)
    assert publication.holds.exists()
