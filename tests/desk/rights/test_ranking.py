"""The order of proposals: as asked, in another spelling, as a picture may be misread; company first."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from desk.accounts.models import User
from desk.publishing.places import Hit
from desk.rights import search
from desk.rights.case import open_case
from desk.rights.models import Occurrence
from desk.rights.ranking import NEAR_TEXT, ranked
from tests.desk.rights.asking import searched
from tests.desk.rights.posts import a_post

Closeness = Occurrence.Closeness
WORDS = ("Ruprecht Zwiebel", "ruprecht.zwiebel@example.org", "+44 20 7946 0018")


def in_text(said: str, *, at: int = 0, part: int = 1) -> Hit:
    return Hit(1, part, "public-text", "OTHER", start=at, end=at + len(said), said=said)


def in_picture(said: str, *, top: int = 0, part: int = 2) -> Hit:
    box = {"left": 0, "top": top, "right": 90, "bottom": top + 20}
    return Hit(1, part, "public-pictures", "OTHER", said=said, **box)


@pytest.mark.parametrize(
    "said, closeness",
    [
        ("Ruprecht Zwiebel", Closeness.EXACT),
        ("RUPRECHT  zwiebel", Closeness.EXACT),
        ("+44 20 7946 0018", Closeness.EXACT),
        ("Zwiebel, Ruprecht", Closeness.SPELLING),
        ("R. Zwiebel", Closeness.SPELLING),
        ("Ruprécht Zwiébel", Closeness.SPELLING),
        ("ruprecht.zwiebel (at) example [dot] org", Closeness.SPELLING),
        ("020 7946 0018", Closeness.SPELLING),
        ("Ruprecht Zw1ebe1", Closeness.OPTICAL),
        ("+44 2O 7946 OO18", Closeness.OPTICAL),
    ],
)
def test_how_close_what_stands_there_is_to_what_was_asked(said: str, closeness: Closeness) -> None:
    assert [one.closeness for one in ranked([in_text(said)], WORDS)] == [closeness]


def test_what_is_written_as_asked_comes_first_and_misreadings_last() -> None:
    hits = [in_picture("Ruprecht Zw1ebe1"), in_text("Zwiebel, Ruprecht"), in_text("Ruprecht Zwiebel", part=3)]
    order = [one.closeness for one in ranked(hits, WORDS)]
    assert order == [Closeness.EXACT, Closeness.SPELLING, Closeness.OPTICAL]


def test_of_equal_ones_those_with_company_come_first() -> None:
    alone = in_text("R. Zwiebel", part=5)
    with_one = in_text("R. Zwiebel", part=6)
    with_two = in_text("R. Zwiebel", part=7)
    beside = [
        in_text("+44 20 7946 0018", at=40, part=6),
        in_text("+44 20 7946 0018", at=40, part=7),
        in_text("ruprecht.zwiebel@example.org", at=90, part=7),
    ]
    spelled = [one for one in ranked([alone, with_one, with_two, *beside], WORDS) if one.closeness]
    assert [(one.hit.part, one.company) for one in spelled] == [(7, 2), (6, 1), (5, 0)]


def test_the_same_word_twice_is_no_company() -> None:
    hits = [in_text("Ruprecht Zwiebel"), in_text("R. Zwiebel", at=30), in_text("Zwiebel Ruprecht", at=60)]
    assert {one.company for one in ranked(hits, WORDS)} == {0}


@pytest.mark.parametrize("far, company", [(NEAR_TEXT, 1), (NEAR_TEXT + 1, 0)])
def test_near_ends_where_it_is_said_to_end(far: int, company: int) -> None:
    hits = [in_text("R. Zwiebel"), in_text("020 7946 0018", at=len("R. Zwiebel") + far)]
    assert {one.company for one in ranked(hits, WORDS)} == {company}


def test_words_of_two_parts_are_no_company() -> None:
    assert {one.company for one in ranked([in_text("R. Zwiebel"), in_text(WORDS[2], part=9)], WORDS)} == {0}


def test_lines_of_a_screenshot_are_company_too() -> None:
    hits = [in_picture("Ruprecht Zw1ebe1"), in_picture(WORDS[2], top=40), in_picture(WORDS[1], top=600)]
    assert [one.company for one in ranked(hits, WORDS)] == [1, 0, 1]


def test_a_whole_post_has_no_words_and_one_hit() -> None:
    (one,) = ranked([Hit(1, None, Occurrence.WHOLE_POST, "OTHER")], ())
    assert (one.closeness, one.company) == (Closeness.EXACT, 0)


def test_nothing_of_what_stands_there_is_printed() -> None:
    assert "Zwiebel" not in repr(ranked([in_text("R. Zwiebel")], WORDS))


@pytest.mark.django_db(transaction=True)
class TestOnThePage:
    def test_the_surest_spot_of_all_posts_is_the_first(self, client: Client, dana: User) -> None:
        a_post(by=dana, summary="Seen by Zwiebel, Ruprecht.")
        sure = a_post(by=dana, summary="Seen by Ruprecht Zwiebel.")
        case = open_case(searched(client, words="Ruprecht Zwiebel"))
        assert case.spots[0].occurrence.publication == sure
        assert [spot.number for spot in case.spots] == [1, 2]

    def test_an_agent_reads_how_close_it_is_and_what_stands_beside_it(
        self, client: Client, dana: User
    ) -> None:
        a_post(by=dana, summary="Seen by Zwiebel, Ruprecht, telephone +44 20 7946 0018.")
        request = searched(client, words="Ruprecht Zwiebel\n+44 20 7946 0018")
        client.force_login(dana)
        page = client.get(request.get_absolute_url()).content.decode()
        assert "In another spelling" in page and "beside another word of the request" in page

    def test_when_there_are_too_many_the_surest_are_kept(
        self, client: Client, dana: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "MOST_HITS", 2)
        for said in ("Zwiebel, Ruprecht", "R. Zwiebel", "Ruprecht Zwiebel", "Ruprecht Zwiebel"):
            a_post(by=dana, summary=f"Seen by {said}.")
        request = searched(client, words="Ruprecht Zwiebel")
        assert request.is_cut
        assert [one.closeness for one in request.occurrences.all()] == [Closeness.EXACT] * 2

    def test_a_closeness_that_is_none_cannot_be_stored(self, client: Client, dana: User) -> None:
        a_post(by=dana)
        request = searched(client, words="Zwiebel")
        with pytest.raises(IntegrityError), transaction.atomic():
            request.occurrences.update(closeness=3)
