"""Where a product asks: the customer sees the exact copy first, and answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as desk_settings
from django.test import Client
from pytest_django import Settings

from desk.accounts.models import User
from desk.mail.models import OutgoingMail
from desk.publishing import review
from desk.publishing.asking import Question
from desk.publishing.consent import CannotAsk, approve, ask_customer, question_before
from desk.publishing.gate import blockers
from desk.publishing.models import Part, Publication
from desk.publishing.publish import Blocked
from desk.states import Overtaken
from desk.tickets.models import Product, Ticket
from tests import people
from tests.build import a_ticket
from tests.desk.publishing.copies import a_copy, hide_all, preview_of, publish_now, published
from tests.tasks import run_tasks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("detector")]


@pytest.fixture
def copy(ticket: Ticket, dana: User) -> Publication:
    """A copy with nothing left to decide, of a product that asks."""
    Product.objects.update(asks_customer=True)
    return decided(ticket, dana)


def decided(ticket: Ticket, dana: User) -> Publication:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    return Publication.objects.select_related("ticket__product").get(pk=publication.pk)


def asked(publication: Publication) -> Question:
    return ask_customer(publication, seen=preview_of(publication).digest, by=people.dana())


def codes(publication: Publication) -> list[str]:
    fresh = Publication.objects.select_related("ticket__product").get(pk=publication.pk)
    return [reason.code for reason in blockers(fresh)]


def send_answer(client: Client, question: Question, answer: str, words: str = "") -> int:
    path = f"/my/tickets/{question.publication.ticket_id}/copy/answer/"
    form = {"seen": question.digest, "answer": answer, "words": words}
    return client.post(path, form).status_code


def test_nothing_waits_where_the_product_does_not_ask(ticket: Ticket, dana: User) -> None:
    publication = decided(ticket, dana)
    assert codes(publication) == []
    with pytest.raises(CannotAsk, match="not-needed"):
        asked(publication)


def test_without_the_customers_word_nothing_is_published(copy: Publication, dana: User) -> None:
    assert codes(copy) == ["waiting-for-customer"]
    with pytest.raises(Blocked):
        publish_now(copy, by=dana)


def test_the_customer_gets_a_link_to_their_ticket_and_no_word_of_it(copy: Publication, alice: User) -> None:
    asked(copy)
    mail = OutgoingMail.objects.get(template="approve")
    assert mail.to == alice.email
    assert f"/my/tickets/{copy.ticket_id}/" in mail.text
    assert "second page" not in mail.text


def test_asking_twice_about_one_copy_sends_one_mail(copy: Publication) -> None:
    assert asked(copy) == asked(copy)
    assert OutgoingMail.objects.filter(template="approve").count() == 1


def test_alice_sees_the_exact_copy(client: Client, copy: Publication, alice: User) -> None:
    asked(copy)
    client.force_login(alice)
    assert "Your word is asked" in client.get(f"/my/tickets/{copy.ticket_id}/").content.decode()
    page = client.get(f"/my/tickets/{copy.ticket_id}/copy/").content.decode()
    assert preview_of(copy).article in page
    assert alice.email not in page.partition("<article")[2].partition("</article>")[0]


@pytest.mark.parametrize("visitor", ["bob", "charlie", "erin", "dana"])
def test_nobody_else_sees_or_answers_it(client: Client, copy: Publication, visitor: str) -> None:
    question = asked(copy)
    client.force_login(getattr(people, visitor)())
    assert client.get(f"/my/tickets/{copy.ticket_id}/copy/").status_code == 404
    assert send_answer(client, question, "approved") == 404
    assert Question.objects.get().answer == Question.Answer.WAITING


def test_an_approved_copy_is_published(client: Client, copy: Publication, alice: User, dana: User) -> None:
    question = asked(copy)
    client.force_login(alice)
    assert send_answer(client, question, "approved") == 302
    publish_now(copy, by=dana)
    assert copy.is_public


def test_another_copy_needs_another_approval(copy: Publication, alice: User, dana: User) -> None:
    approve(asked(copy), by=alice)
    review.write(copy, {Part.Kind.SUMMARY: "The export stops on page two."}, by=dana)
    run_tasks()
    assert codes(copy) == ["waiting-for-customer"]
    assert question_before(copy.ticket) is None


def test_an_answer_to_a_copy_that_changed_is_refused(copy: Publication, alice: User, dana: User) -> None:
    question = asked(copy)
    review.write(copy, {Part.Kind.SUMMARY: "The export stops on page two."}, by=dana)
    run_tasks()
    with pytest.raises(Overtaken):
        approve(question, by=alice)


def test_the_wish_to_hide_more_is_a_message_that_is_not_for_publication(
    client: Client, copy: Publication, alice: User
) -> None:
    question = asked(copy)
    client.force_login(alice)
    assert send_answer(client, question, "more", "Please hide the version, too.") == 302
    message = copy.ticket.messages.last()
    assert message is not None
    assert (message.text, message.publish_locked) == ("Please hide the version, too.", True)
    assert codes(copy) == ["waiting-for-customer"]


def test_hide_more_needs_words(client: Client, copy: Publication, alice: User) -> None:
    question = asked(copy)
    client.force_login(alice)
    assert send_answer(client, question, "more") == 422


def test_a_refusal_publishes_nothing(client: Client, copy: Publication, alice: User) -> None:
    question = asked(copy)
    client.force_login(alice)
    send_answer(client, question, "refused")
    assert not Ticket.objects.get(pk=copy.ticket_id).may_be_published
    assert set(codes(copy)) == {"customer-lock", "waiting-for-customer"}


def long_ago(question: Question) -> None:
    asked_at = question.asked_at - desk_settings.QUIET_PERIOD - timedelta(minutes=1)
    Question.objects.filter(pk=question.pk).update(asked_at=asked_at)


def test_silence_counts_only_where_the_installation_says_so(copy: Publication, settings: Settings) -> None:
    long_ago(asked(copy))
    assert codes(copy) == ["waiting-for-customer"]
    settings.PUBLISH_AFTER_QUIET = True
    assert codes(copy) == []


def test_silence_does_not_count_before_the_quiet_period_ends(copy: Publication, settings: Settings) -> None:
    settings.PUBLISH_AFTER_QUIET = True
    asked(copy)
    assert codes(copy) == ["waiting-for-customer"]
    assert "after 48 hours" in OutgoingMail.objects.get(template="approve").text


def test_the_wish_to_hide_more_is_no_silence(
    client: Client, copy: Publication, alice: User, settings: Settings
) -> None:
    settings.PUBLISH_AFTER_QUIET = True
    question = asked(copy)
    client.force_login(alice)
    send_answer(client, question, "more", "Please hide the version, too.")
    long_ago(question)
    assert codes(copy) == ["waiting-for-customer"]


def test_a_guest_who_never_opened_the_link_cannot_be_asked(dana: User) -> None:
    ticket = a_ticket("guest.gray@example.org")
    Product.objects.update(asks_customer=True)
    with pytest.raises(CannotAsk, match="unopened"):
        asked(decided(ticket, dana))


def test_only_what_could_go_out_is_put_before_the_customer(ticket: Ticket, dana: User) -> None:
    Product.objects.update(asks_customer=True)
    publication = a_copy(ticket, by=dana)
    publication = Publication.objects.select_related("ticket__product").get(pk=publication.pk)
    with pytest.raises(CannotAsk, match="not-ready"):
        asked(publication)


def test_dana_asks_from_the_review_room(client: Client, copy: Publication, dana: User) -> None:
    client.force_login(dana)
    assert "ask-customer-now" in client.get(copy.get_absolute_url()).content.decode()
    path = f"/desk/copies/{copy.pk}/ask-customer/"
    client.post(path, {"seen": preview_of(copy).digest})
    assert Question.objects.get().asked_by == dana
    assert "there is no answer yet" in client.get(copy.get_absolute_url()).content.decode()


def test_a_copy_that_was_public_before_asks_nobody(ticket: Ticket, dana: User) -> None:
    publication = published(ticket, by=dana)
    Product.objects.update(asks_customer=True)
    assert "waiting-for-customer" not in codes(publication)
