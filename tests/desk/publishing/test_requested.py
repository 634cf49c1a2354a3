"""What was removed on request does not come back through an edit, a new pull or another tab (S087)."""

from __future__ import annotations

import pytest
from django.test import Client

from desk.accounts.models import User
from desk.publishing import review
from desk.publishing.models import Part, Publication, ReviewItem
from desk.publishing.publish import Blocked, publish, request_publish, withdraw
from desk.states import Overtaken
from desk.tickets.models import Attachment, Ticket
from desk.tickets.receive import Upload
from desk.tickets.work import choose_publish
from tests.build import a_screenshot, a_ticket
from tests.desk.publishing.copies import a_copy, hide_all, items_of, preview_of, publish_now
from tests.desk.rights.asking import carried_out, decide_all, searched
from tests.tasks import run_tasks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("detector")]

NICKNAME = "zorbelnoot"


@pytest.fixture
def post(dana: User) -> Publication:
    """A live post whose words hold a nickname that no detector knows."""
    ticket = a_ticket(text=f"The export stops. In the list I am {NICKNAME} as always.")
    publication = a_copy(ticket, by=dana)
    for item in items_of(publication):
        keep = item.value and item.value in NICKNAME
        review.decide(item, review.Verdict.KEEP if keep else review.Verdict.HIDE, by=dana)
    run_tasks()
    publish_now(publication, by=dana)
    return publication


def removed(post: Publication, client: Client, dana: User) -> None:
    """The nickname was asked for, agreed and removed; the request is closed and forgotten."""
    request = searched(client, words=NICKNAME, post=post.slug)
    decide_all(request, by=dana)
    assert carried_out(request, by=dana).state == "closed"
    post.refresh_from_db()
    assert NICKNAME not in page(client, post)


def page(client: Client, post: Publication) -> str:
    return client.get(post.public_path).content.decode()


def test_s087_an_edit_does_not_bring_it_back(post: Publication, client: Client, dana: User) -> None:
    removed(post, client, dana)
    review.write(post, {Part.Kind.SUMMARY: f"The export stops for {NICKNAME}."}, by=dana)
    run_tasks()
    hide_all(post, by=dana)
    publish_now(post, by=dana)
    assert NICKNAME not in page(client, post)


def test_s087_pulling_the_words_in_again_does_not_bring_it_back(
    post: Publication, client: Client, dana: User
) -> None:
    removed(post, client, dana)
    part = post.parts.get(kind=Part.Kind.WORDS)
    message = part.message
    assert message is not None
    review.take_out(part, by=dana)
    review.pull_message(post, message, by=dana)
    run_tasks()
    hide_all(post, by=dana)
    publish_now(post, by=dana)
    assert NICKNAME not in page(client, post)


@pytest.mark.ocr
def test_s087_pulling_a_picture_in_again_does_not_bring_it_back(client: Client, dana: User) -> None:
    picture = a_screenshot("Ledger", f"Badge {NICKNAME}", "Export stopped")
    publication = a_copy(a_ticket(uploads=[Upload("window.png", picture)]), by=dana)
    attachment = Attachment.objects.get()
    review.pull_file(publication, attachment, by=dana)
    run_tasks()
    for item in items_of(publication):
        review.decide(
            item, review.Verdict.KEEP if item.is_box else review.Verdict.HIDE, by=dana, reason="Ours."
        )
    run_tasks()
    publish_now(publication, by=dana)
    removed(publication, client, dana)
    review.take_out(publication.parts.get(kind=Part.Kind.IMAGE), by=dana)
    review.pull_file(publication, attachment, by=dana)
    run_tasks()
    assert items_of(publication).filter(start=None, rule="person.asked").exists()


def test_an_open_request_keeps_its_part_in_the_copy(post: Publication, client: Client, dana: User) -> None:
    searched(client, words=NICKNAME, post=post.slug)
    with pytest.raises(review.NotReviewable, match="hidden-on-request"):
        review.take_out(post.parts.get(kind=Part.Kind.WORDS), by=dana)
    review.write(post, {Part.Kind.SUMMARY: f"{NICKNAME} sees an export that stops."}, by=dana)
    asked = items_of(post).filter(part__kind=Part.Kind.SUMMARY).exclude(because="")
    assert [item.value for item in asked] == [NICKNAME]


def test_a_post_taken_down_on_request_is_not_reopened(post: Publication, dana: User) -> None:
    withdraw(post, by=dana, because="removal:1")
    with pytest.raises(review.NotReviewable, match="taken-down-on-request"):
        review.write(post, {Part.Kind.SUMMARY: "Once more."}, by=dana)


def test_a_tab_from_before_changes_nothing_while_the_copy_is_published(ticket: Ticket, dana: User) -> None:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    old_tab = Publication.objects.get(pk=publication.pk)
    publication.refresh_from_db()
    request_publish(publication, seen=preview_of(publication).digest, by=dana)
    with pytest.raises(review.NotReviewable, match="publishing"):
        review.write(old_tab, {Part.Kind.SUMMARY: "Call me at home."}, by=dana)


def test_a_tab_from_before_puts_a_live_copy_back_into_review(ticket: Ticket, dana: User) -> None:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    old_tab = Publication.objects.get(pk=publication.pk)
    publish_now(publication, by=dana)
    review.write(old_tab, {Part.Kind.SUMMARY: "Call me at home."}, by=dana)
    assert Publication.objects.get().state == Publication.State.DRAFT


def test_a_choice_made_while_it_is_published_counts(ticket: Ticket, dana: User) -> None:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    publication.refresh_from_db()
    request_publish(publication, seen=preview_of(publication).digest, by=dana)
    loaded = Publication.objects.select_related("ticket").get(pk=publication.pk)
    Ticket.objects.update(publish=Ticket.Publish.NOTHING)
    with pytest.raises(Blocked, match="customer-lock"):
        publish(loaded)


def test_a_post_is_taken_down_in_the_middle_of_being_published(
    ticket: Ticket, dana: User, client: Client
) -> None:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    publication.refresh_from_db()
    request_publish(publication, seen=preview_of(publication).digest, by=dana)
    loaded = Publication.objects.select_related("ticket").get(pk=publication.pk)
    withdraw(publication, by=dana)
    with pytest.raises((Overtaken, Blocked)):
        publish(loaded)
    run_tasks()
    assert client.get(publication.public_path).status_code == 404


def test_control_characters_are_shown_as_such(ticket: Ticket, dana: User, client: Client) -> None:
    publication = a_copy(ticket, by=dana, summary="The export\x1b[31m stops.")
    assert publication.parts.get(kind=Part.Kind.SUMMARY).text == "The export\ufffd[31m stops."
    hide_all(publication, by=dana)
    publish_now(publication, by=dana)
    assert client.get("/public/feed.atom").status_code == 200


def test_fingerprints_of_a_removal_outlive_the_next_publication(
    post: Publication, client: Client, dana: User
) -> None:
    removed(post, client, dana)
    review.write(post, {Part.Kind.STEPS: "Press Export once."}, by=dana)
    run_tasks()
    publish_now(post, by=dana)
    assert post.removed.count() == 1
    assert ReviewItem.objects.filter(part__publication=post).exclude(because="").exists()


def test_s083_publish_nothing_of_mine_hides_a_public_copy_at_once(
    ticket: Ticket, dana: User, alice: User, client: Client
) -> None:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    publish_now(publication, by=dana)
    assert client.get(publication.public_path).status_code == 200
    choose_publish(ticket, Ticket.Publish.NOTHING, by=alice)
    assert client.get(publication.public_path).status_code == 410
    assert publication.slug not in client.get("/public/").content.decode()
    assert publication.slug not in client.get("/public/feed.atom").content.decode()
    choose_publish(ticket, Ticket.Publish.REDACTED, by=alice)
    assert client.get(publication.public_path).status_code == 200
