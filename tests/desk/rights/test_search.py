"""The search: every place of every post, in other spellings, titles too, and what it must not find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from desk.accounts.models import User
from desk.publishing import review
from desk.publishing.models import Part, Publication
from desk.publishing.places import Hit
from desk.redactor import Needle
from desk.rights import search
from desk.rights.models import Occurrence, RemovalRequest
from desk.states import Overtaken
from tests.desk.rights.asking import asked_and_confirmed, searched, work
from tests.desk.rights.posts import a_post

pytestmark = pytest.mark.django_db(transaction=True)


def places(request: RemovalRequest) -> list[tuple[int, str]]:
    return [(one.publication_id, one.place) for one in request.occurrences.all()]


@pytest.mark.parametrize(
    "said",
    [
        "ruprecht zwiebel",
        "RUPRECHT ZWIEBEL",
        "Ruprecht  Zwiebel",
        "Ruprécht Zwiebel",
        "Ruprecht\u200b Zwiebel",
    ],
)
def test_other_spellings_are_found(client: Client, dana: User, said: str) -> None:
    a_post(by=dana)
    assert searched(client, words=said).occurrences.count() == 1


def test_it_is_found_in_every_post(client: Client, dana: User) -> None:
    posts = [a_post(by=dana) for _ in range(3)]
    a_post(by=dana, summary="Nobody is named here.")
    request = searched(client, words="Ruprecht Zwiebel")
    assert sorted(places(request)) == [(post.pk, "public-text") for post in posts]


def test_part_of_a_word_is_no_occurrence(client: Client, dana: User) -> None:
    a_post(by=dana, summary="The zwiebelchen plug-in stops.")
    assert not searched(client, words="Zwiebel").occurrences.exists()


def test_a_title_is_searched_too(client: Client, dana: User) -> None:
    post = a_post(by=dana, title="Zwiebel sees a blank page", summary="Nothing here.")
    assert searched(client, words="Zwiebel").occurrences.get().part == post.parts.get(kind="title")


def test_a_post_that_is_hidden_for_another_request_is_searched_too(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    asked_and_confirmed(client, scope="post", post=post.slug)
    assert searched(client, words="Zwiebel").occurrences.get().publication == post


def test_what_only_the_published_words_hold_is_found_without_a_spot(client: Client, dana: User) -> None:
    """Somebody has rewritten the copy and not published it: the public still reads the old words."""
    post = a_post(by=dana)
    Part.objects.filter(publication=post, kind=Part.Kind.SUMMARY).update(text="Rewritten since.")
    found = searched(client, words="Zwiebel").occurrences.get()
    assert (found.publication, found.part, found.place) == (post, None, "public-text")


def test_what_was_never_public_is_not_found(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    Publication.objects.filter(pk=post.pk).update(state=Publication.State.WITHDRAWN, live=None)
    assert not searched(client, words="Zwiebel").occurrences.exists()


def test_the_whole_post_is_one_occurrence(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    assert places(searched(client, scope="post", post=post.slug)) == [(post.pk, "whole-post")]


def test_searching_twice_finds_once(client: Client, dana: User) -> None:
    a_post(by=dana)
    request = searched(client, words="Zwiebel")
    again = RemovalRequest.objects.get(pk=request.pk)
    again.state = RemovalRequest.State.SEARCHING  # as a second worker read it before the first was done
    with pytest.raises(Overtaken):
        search.search(again)
    assert request.occurrences.count() == 1


def test_a_crash_in_the_middle_leaves_the_request_to_be_searched(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    request = asked_and_confirmed(client, words="Zwiebel", post=post.slug)
    Part.objects.filter(publication=post).update(text="Zwiebel")
    with pytest.raises(review.NotReviewable):
        # The place says something that does not fit the copy any more, half-way through the writing.
        search.search(request, places=[FarAway(post)])
    request.refresh_from_db()
    assert request.state == RemovalRequest.State.SEARCHING
    assert not Occurrence.objects.exists()
    assert post.holds.exists()
    work()
    request.refresh_from_db()
    assert request.state == RemovalRequest.State.REVIEW


class FarAway:
    """A place that points behind the end of a text."""

    name = "far-away"

    def __init__(self, post: Publication) -> None:
        self.part = post.parts.get(kind=Part.Kind.SUMMARY)

    def find(
        self, needles: Sequence[Needle], *, publications: QuerySet[Publication] | None = None
    ) -> Iterator[Hit]:
        here, text = self.part.publication_id, "public-text"
        yield Hit(here, self.part.pk, text, "OTHER", start=0, end=7)
        yield Hit(here, self.part.pk, text, "OTHER", start=900, end=907)


def test_the_time_of_the_confirmation_is_kept(client: Client) -> None:
    request = asked_and_confirmed(client, words="Zwiebel")
    assert request.confirmed_at is not None and request.confirmed_at <= timezone.now()
