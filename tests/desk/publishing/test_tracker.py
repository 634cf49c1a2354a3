"""The public tracker: what an anonymous visitor reads, and what their browser is told."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from desk.accounts.models import User
from desk.publishing import review
from desk.tickets.models import Ticket
from tests.desk.publishing.copies import TITLE, published

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
