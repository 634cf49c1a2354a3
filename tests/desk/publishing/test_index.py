"""The index of public words: in step with what the public reads, never in the way of a search."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from desk.accounts.models import User
from desk.publishing import due, index
from desk.publishing.index import Column, candidates
from desk.publishing.indexed import PublicWords
from desk.publishing.models import Publication
from desk.publishing.places import PublicPictures
from desk.publishing.publish import hold, retire, withdraw
from desk.redactor import Needle
from tests.desk.publishing.pictures import a_public_picture
from tests.desk.rights.posts import a_post

pytestmark = pytest.mark.django_db


def named(value: str, column: Column = Column.WORDS) -> list[Publication]:
    return list(candidates(column, [Needle(value)]).order_by("pk"))


def test_it_names_the_posts_in_which_a_value_can_stand(dana: User) -> None:
    post = a_post(by=dana)
    a_post(by=dana, summary="Nobody is named here.")
    assert named("ruprecht  ZWIEBEL") == [post]
    assert named("Adelheid") == []


def test_a_title_is_in_it(dana: User) -> None:
    post = a_post(by=dana, title="Adelheid sees a blank page")
    assert named("Adelheid") == [post]


@pytest.mark.parametrize("change", ["withdraw", "retire"])
def test_what_is_not_public_any_more_is_not_in_it(dana: User, change: str) -> None:
    post = a_post(by=dana)
    assert post.live is not None
    if change == "withdraw":
        withdraw(post, by=dana)
    else:
        retire(post.live)
    assert not PublicWords.objects.exists()
    assert "zwiebel" not in everything_in_the_index()


def test_a_post_that_is_hidden_for_now_stays_in_it(dana: User) -> None:
    post = a_post(by=dana)
    hold(post, "removal:1")
    assert named("Zwiebel") == [post]


def test_what_optical_readers_saw_is_in_it(dana: User) -> None:
    post = a_post(by=dana, summary="See the picture.")
    a_public_picture(post, "Ruprecht", "Zwiebe1")
    assert named("Zwiebel") == []
    assert named("Zwiebel", Column.PICTURES) == [post]


def test_file_names_and_descriptions_are_in_it(dana: User) -> None:
    post = a_post(by=dana)
    a_public_picture(post, "nothing", alt="Screenshot of Adelheid")
    assert named("Adelheid") == [post]


def test_what_a_placeholder_hides_is_not_in_it(dana: User) -> None:
    """The part of the copy still has the value; the index is made from what the public reads."""
    post = a_post(by=dana)
    assert post.live is not None
    post.live.text, post.live.ledger = "Said by [person A].", [{"label": "[person A]"}]
    post.live.save()
    index.keep(post.live)
    assert named("Ruprecht Zwiebel") == []
    assert "person" not in PublicWords.objects.get().words


def test_a_name_of_which_a_half_is_hidden_is_found(dana: User) -> None:
    post = a_post(by=dana)
    assert post.live is not None
    post.live.text, post.live.ledger = "Said by [person A] Zwiebel.", [{"label": "[person A]"}]
    post.live.save()
    index.keep(post.live)
    assert named("Ruprecht Zwiebel") == [post]


def test_a_post_that_is_missing_is_read_by_every_search(dana: User) -> None:
    post = a_post(by=dana)
    PublicWords.objects.all().delete()
    assert named("Adelheid") == [post]


def test_a_post_that_is_indexed_in_an_older_form_is_read_by_every_search(dana: User) -> None:
    post = a_post(by=dana)
    PublicWords.objects.update(form=0)
    assert named("Adelheid") == [post]


def test_the_tick_indexes_what_is_missing(dana: User) -> None:
    post = a_post(by=dana)
    PublicWords.objects.update(form=0, words="", pictures="")
    due.tick(timezone.now())
    assert (named("Adelheid"), named("Zwiebel")) == ([], [post])


def test_a_value_too_short_to_look_up_is_looked_for_everywhere(dana: User) -> None:
    posts = [a_post(by=dana), a_post(by=dana)]
    assert named("Li") == posts


def test_one_that_is_too_short_makes_all_of_them_be_looked_for_everywhere(dana: User) -> None:
    post = a_post(by=dana)
    assert list(candidates(Column.WORDS, [Needle("Adelheid"), Needle("Li")])) == [post]


def test_signs_of_the_look_up_language_are_no_language(dana: User) -> None:
    a_post(by=dana)
    for value in ('abc" OR "zwiebel', "abc* AND def", "words : zwiebe", "zwi%bel", "zwi_bel"):
        assert named(value) == []


def test_hundreds_of_values_are_looked_up_at_once(dana: User) -> None:
    post = a_post(by=dana)
    needles = [Needle(f"Adelheid{number} Zwiebelmann") for number in range(400)]
    assert list(candidates(Column.WORDS, needles)) == []
    assert list(candidates(Column.WORDS, [*needles, Needle("Zwiebel")])) == [post]


def test_the_command_makes_it_anew(dana: User, capsys: pytest.CaptureFixture[str]) -> None:
    post = a_post(by=dana)
    PublicWords.objects.update(words="wrong")
    call_command("reindex")
    assert named("Zwiebel") == [post]
    assert "1 posts" in capsys.readouterr().out


def test_the_database_keeps_its_letters_in_step(dana: User) -> None:
    """Rows are added, changed and deleted by whomever: the look-up follows."""
    post = a_post(by=dana)
    PublicWords.objects.update(words="adelheidwasthere")
    assert (named("Zwiebel"), named("Adelheid")) == ([], [post])
    assert "adelheid" in everything_in_the_index()
    Publication.objects.update(live=None, state=Publication.State.WITHDRAWN)
    post.revisions.all().delete()
    assert "adelheid" not in everything_in_the_index()


def test_no_letters_of_a_removed_value_stay_behind(dana: User) -> None:
    post = a_post(by=dana)
    assert b"zwi" in pages_of_the_index()
    withdraw(post, by=dana)
    index.tidy()
    assert b"zwi" not in pages_of_the_index()


def test_one_spot_of_a_picture_is_one_hit_however_it_may_be_spelled(dana: User) -> None:
    post = a_post(by=dana, summary="See the picture.")
    a_public_picture(post, "+44", "20", "7946", "0018")
    needles = [Needle("+44 20 7946 0018"), Needle("2079460018")]
    assert [hit.publication for hit in PublicPictures().find(needles)] == [post.pk]


def everything_in_the_index() -> str:
    return repr(list(PublicWords.objects.values_list("words", "pictures")))


def pages_of_the_index() -> bytes:
    """In SQLite the pages of the look-up itself; in PostgreSQL the table, whose index is out of reach."""
    if connection.vendor != "sqlite":
        return everything_in_the_index().encode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT block FROM publishing_publicwords_index_data")
        return b"".join(bytes(block) for (block,) in cursor.fetchall())


def test_a_visitors_words_are_looked_up_together(dana: User) -> None:
    post = a_post(by=dana, title="Blank page", summary="Nothing is printed.")
    a_post(by=dana, title="Blank form", summary="Nothing is shown.")
    assert index.few_with(["nothing", "PRINTED"]) == [post.live_id]
    assert index.few_with(["printed", "shown"]) == []


def test_words_too_short_or_too_usual_are_not_looked_up(dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "FEW", 1)
    a_post(by=dana, summary="It is blank.")
    assert index.few_with(["is", "it"]) is None
    assert index.few_with(["blank"]) is not None
    a_post(by=dana, summary="This is blank, too.")
    assert index.few_with(["blank"]) is None


def test_visitors_find_what_is_looked_up_and_what_is_read(
    dana: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_post(by=dana, title="Blank page", summary="Nothing is printed.")
    a_post(by=dana, title="Torn page", summary="Nothing is printed.")
    for few in (1000, 0):
        monkeypatch.setattr(index, "FEW", few)
        page = client.get("/public/", {"q": "blank printed"}).content.decode()
        assert "Blank page" in page
        assert "Torn page" not in page
