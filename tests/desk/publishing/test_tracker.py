"""The public tracker: what an anonymous visitor reads, and what their browser is told."""

from __future__ import annotations

import html
import json

import pytest
from django.test import Client
from django.urls import reverse

from desk.accounts.models import User
from desk.publishing import review
from desk.publishing.models import PublicFile
from desk.publishing.publish import withdraw
from desk.tickets.models import Attachment, Ticket
from desk.tickets.receive import Upload
from tests.build import a_screenshot, a_ticket
from tests.desk.publishing.copies import TITLE, a_copy, hide_all, publish_now, published
from tests.tasks import run_tasks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("detector")]


def test_search_finds_words_of_the_copy_and_not_of_the_ticket(
    ticket: Ticket, dana: User, client: Client
) -> None:
    published(ticket, by=dana)
    assert TITLE in client.get("/public/", {"q": "export page"}).content.decode()
    assert TITLE not in client.get("/public/", {"q": "alice.archer"}).content.decode()


def test_reading_sets_no_cookie(ticket: Ticket, dana: User, client: Client) -> None:
    publication = published(ticket, by=dana)
    for path in ("/public/", publication.public_path, "/public/feed.atom", "/public/issues.json"):
        assert not client.get(path).cookies


def test_caches_may_keep_a_page_for_a_minute_and_must_ask_again(
    ticket: Ticket, dana: User, client: Client
) -> None:
    publication = published(ticket, by=dana)
    page = client.get(publication.public_path)
    assert "max-age=60" in page["Cache-Control"]
    assert client.get(publication.public_path, headers={"If-None-Match": page["ETag"]}).status_code == 304


def test_json_and_feed_read_the_stored_words(ticket: Ticket, dana: User, client: Client) -> None:
    publication = published(ticket, by=dana)
    assert publication.live is not None
    whole = json.loads(client.get(f"/public/issues/{publication.slug}.json").content)
    assert whole["text"] == publication.live.text
    assert TITLE in client.get("/public/feed.atom").content.decode()


def test_what_was_never_public_is_404(ticket: Ticket, dana: User, client: Client) -> None:
    publication = review.start_review(ticket, by=dana)
    assert client.get(publication.public_path).status_code == 404
    assert client.get(f"/public/issues/{publication.slug}.json").status_code == 404


def test_the_address_of_a_post_holds_no_word_of_it(ticket: Ticket, dana: User) -> None:
    publication = published(ticket, by=dana)
    assert len(publication.slug) == 10
    assert str(ticket.pk) != publication.slug


def test_the_receipt_counts_what_is_hidden(ticket: Ticket, dana: User, client: Client) -> None:
    publication = published(ticket, by=dana)
    assert publication.live is not None
    receipt = publication.live.receipt
    assert receipt["hidden"] == sum(receipt["groups"].values())
    assert "reviewed by a person" in client.get(publication.public_path).content.decode()


def test_publishing_changes_nothing_in_the_ticket(ticket: Ticket, dana: User, client: Client) -> None:
    message = ticket.messages.get()
    before = message.text
    published(ticket, by=dana)
    message.refresh_from_db()
    assert message.text == before
    assert ticket.requester is not None
    client.force_login(ticket.requester)
    page = html.unescape(client.get(reverse("tickets:my_ticket", args=[ticket.pk])).content.decode())
    assert ticket.requester.email in page


def test_no_public_answer_names_who_reviewed_it(ticket: Ticket, dana: User, client: Client) -> None:
    post = published(ticket, by=dana)
    client.force_login(dana)
    client.post(reverse("publishing:team_comment", args=[post.pk]), {"text": "Mended in the next version."})
    stranger = Client()
    lists = [reverse(f"public:{name}") for name in ("list", "feed", "issues_json", "sitemap")]
    for path in (*lists, post.public_path, reverse("public:issue_json", args=[post.slug])):
        answer = stranger.get(path)
        assert answer.status_code == 200
        said = answer.content.decode() + str(answer.headers)
        assert not [word for word in ("Dana", "Dale", dana.email) if word in said], path


@pytest.mark.ocr
def test_a_file_that_was_taken_down_is_gone_for_every_way_of_asking(dana: User, client: Client) -> None:
    ticket = a_ticket(uploads=[Upload("window.png", a_screenshot("Account", "alice.archer@example.com"))])
    post = a_copy(ticket, by=dana)
    review.pull_file(post, Attachment.objects.get(), by=dana)
    run_tasks()
    hide_all(post, by=dana)
    publish_now(post, by=dana)
    path = reverse("public:file", args=[post.slug, PublicFile.objects.get().name])
    seen = client.get(path)
    assert seen.status_code == 200
    post.refresh_from_db()
    withdraw(post, by=dana)
    run_tasks()
    for headers in ({}, {"Range": "bytes=0-99"}, {"If-None-Match": seen.headers.get("ETag", "*")}):
        assert client.get(path, headers=headers).status_code in (404, 410)
    assert not PublicFile.objects.exists()
