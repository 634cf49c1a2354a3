"""The reviewer reads why something was found, in words, with what stands beside it."""

from __future__ import annotations

import pytest
from django.test import Client

from desk.accounts.models import User
from desk.publishing import review
from desk.publishing.grounds import grounds_of
from desk.publishing.models import Publication, ReviewItem
from desk.redactor import Span
from tests.build import a_ticket
from tests.desk.publishing.copies import a_copy, items_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("detector")]

TEXT = "Nothing is printed. My password: Bluebird-417\n\nKind regards,\nAlice Archer"


@pytest.fixture
def copy(dana: User) -> Publication:
    return a_copy(a_ticket(text=TEXT), by=dana)


def found(copy: Publication, value: str) -> ReviewItem:
    return next(item for item in items_of(copy) if item.value == value)


def test_words_beside_a_value_are_stored_as_places_only(copy: Publication) -> None:
    item = found(copy, "Bluebird-417")
    assert item.context
    assert all(isinstance(place, int) for word in item.context for place in word)
    assert "password" in " ".join(grounds_of(item).beside)


def test_the_rule_is_explained_in_a_sentence(copy: Publication) -> None:
    grounds = grounds_of(found(copy, "Bluebird-417"))
    assert grounds.sentence.endswith(".")
    assert grounds.sure in ("sure", "likely")


def test_kinds_that_lost_are_named_once_and_not_the_winner(copy: Publication) -> None:
    item = found(copy, "Bluebird-417")
    item.lost = [["USERNAME", 0.7, "a"], ["USERNAME", 0.6, "b"], ["SECRET", 0.5, "c"]]
    assert grounds_of(item).others == ("User name or handle",)


def test_a_mark_by_hand_has_no_score(copy: Publication, dana: User) -> None:
    part = copy.parts.get(message__isnull=False)
    item = review.mark(part, Span(0, 7), "OTHER", by=dana)
    assert (grounds_of(item).sentence, grounds_of(item).sure) == ("Marked by a person.", "")


def test_the_review_room_shows_it(copy: Publication, dana: User, client: Client) -> None:
    client.force_login(dana)
    page = client.get(copy.get_absolute_url()).content.decode()
    assert "It stands beside:" in page
    assert grounds_of(found(copy, "Bluebird-417")).sentence.replace("'", "&#x27;") in page
