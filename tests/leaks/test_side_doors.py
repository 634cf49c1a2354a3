"""The leak tour: a value that is hidden is planted behind each public door, and found there."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from PIL import Image, PngImagePlugin

from desk.files.store import destroy, put_public, read
from desk.mail.models import OutgoingMail
from desk.publishing import index, review
from desk.publishing.due import is_tour_due
from desk.publishing.leak_tour import Seen, own_doors, shared_doors, tour
from desk.publishing.models import LeakTour, Part, Publication, PublicFile, Revision
from desk.publishing.publish import hold, release
from desk.publishing.tasks import tour_posts
from desk.tickets.models import Attachment
from desk.tickets.receive import Upload
from tests import people
from tests.build import a_screenshot, a_ticket
from tests.desk.publishing.copies import a_copy, hide_all, publish_now
from tests.desk.rights.asking import no_detector
from tests.desk.rights.posts import a_post
from tests.tasks import run_tasks

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.ocr,
    pytest.mark.usefixtures("detector"),
]

VALUE = "alice.archer@example.com"
NAME = "Alice Archer"


@pytest.fixture
def post() -> Publication:
    """A clean post of words."""
    publication = a_copy(a_ticket(), by=people.dana())
    hide_all(publication, by=people.dana())
    publish_now(publication, by=people.dana())
    return publication


@pytest.fixture
def pictured() -> Publication:
    """A clean post with words and one picture."""
    ticket = a_ticket(uploads=[Upload("window.png", a_screenshot("Account", VALUE, "Export stopped"))])
    publication = a_copy(ticket, by=people.dana())
    review.pull_file(publication, Attachment.objects.get(), by=people.dana())
    run_tasks()
    hide_all(publication, by=people.dana())
    publish_now(publication, by=people.dana())
    return publication


def change(post: Publication, **fields: str) -> None:
    Revision.objects.filter(live_publication=post).update(**fields)
    index.keep(Revision.objects.get(live_publication=post))  # as publishing does; the search reads it


def in_title(post: Publication) -> None:
    change(post, title=f"Export of {VALUE} stops")


def in_article(post: Publication) -> None:
    change(post, article=f"<p>Ask <b>{VALUE}</b>.</p>")


def in_markup(post: Publication) -> None:
    change(post, article=f'<p data-note="{VALUE}">Export stops.</p>')


def in_text(post: Publication) -> None:
    change(post, text=f"Ask {NAME}, who saw it first.")


def in_address(post: Publication) -> None:
    # The sitemap lists a post from its second day on.
    yesterday = timezone.now() - timedelta(days=2)
    Publication.objects.filter(pk=post.pk).update(slug="alice-archer", first_published_at=yesterday)


def in_alt_text(post: Publication) -> None:
    PublicFile.objects.update(alt=f"Settings of {NAME}.")


def in_file_name(post: Publication) -> None:
    PublicFile.objects.update(name="alice-archer.png")


def in_pixels(post: Publication) -> None:
    replace_picture(a_screenshot("Account", VALUE, "Export stopped"))


def in_metadata(post: Publication) -> None:
    picture = Image.open(io.BytesIO(read(PublicFile.objects.get().file)))
    chunk = PngImagePlugin.PngInfo()
    chunk.add_text("Comment", f"made by {VALUE} on Tuesday")
    file = io.BytesIO()
    picture.save(file, "PNG", pnginfo=chunk)
    replace_picture(file.getvalue())


def in_mail(post: Publication) -> None:
    OutgoingMail.objects.create(
        template="published", to="bob@example.org", subject="A copy is out", text=f"About {NAME}: see there."
    )


def replace_picture(content: bytes) -> None:
    PublicFile.objects.update(file=put_public(content, kind="png", suffix="png"))


def doors(seen: Seen) -> set[str]:
    return {leak.door for leak in seen.leaks}


def test_a_clean_site_has_no_leak(pictured: Publication) -> None:
    seen = tour()
    assert seen.leaks == ()
    assert seen.answers >= 10


IN_WORDS: list[tuple[Callable[[Publication], None], set[str]]] = [
    (in_title, {"page", "words", "json", "list", "json-list", "feed", "search"}),
    (in_article, {"page", "markup", "json"}),
    (in_markup, {"page", "markup"}),
    (in_text, {"page", "words", "json", "feed"}),  # the page says the first words for OpenGraph
    (in_address, {"address", "sitemap"}),
    (in_mail, {"mail"}),
]
IN_PICTURES: list[tuple[Callable[[Publication], None], set[str]]] = [
    (in_alt_text, {"alt-text", "json"}),
    (in_file_name, {"file-name"}),
    (in_metadata, {"metadata"}),
    (in_pixels, {"pixels"}),
]


@pytest.mark.parametrize(("plant", "found_at"), IN_WORDS)
def test_a_planted_value_is_found_at_its_doors(
    post: Publication, plant: Callable[[Publication], None], found_at: set[str]
) -> None:
    plant(post)
    assert found_at <= doors(tour())


def test_a_value_planted_in_or_around_a_picture_is_found(pictured: Publication) -> None:
    for plant, found_at in IN_PICTURES:
        plant(pictured)
        assert found_at <= doors(tour(only=[pictured]))
        pictured.holds.all().delete()


def test_something_is_planted_behind_every_door_there_is(pictured: Publication) -> None:
    in_mail(pictured)
    all_doors = {door.name for door in (*own_doors(pictured), *shared_doors([pictured]))}
    assert all_doors == {door for _, found_at in (*IN_WORDS, *IN_PICTURES) for door in found_at}


def test_a_leaking_post_is_hidden_although_another_one_cannot_be_read(
    post: Publication, pictured: Publication
) -> None:
    in_text(post)
    destroy(PublicFile.objects.get().file)
    seen = tour()
    assert post.holds.filter(code="leak:tour").exists()
    assert {(one.door, one.post) for one in seen.unread} == {
        ("pixels", pictured.pk),
        ("metadata", pictured.pk),
    }


def test_one_post_is_looked_for_on_the_page_of_the_list_where_it_stands(post: Publication) -> None:
    for _ in range(20):
        a_post(by=people.dana())
    in_title(post)
    assert {"list", "json-list"} <= doors(tour(only=[post]))


def test_a_post_that_leaks_is_hidden_until_it_is_published_again(post: Publication, client: Client) -> None:
    in_article(post)
    tour()
    assert client.get(post.public_path).status_code == 410
    tour()  # a page that answers 410 is not a page that is clean
    assert client.get(post.public_path).status_code == 410
    review.write(post, {Part.Kind.STEPS: "Press Export once."}, by=people.dana())
    run_tasks()
    hide_all(post, by=people.dana())
    publish_now(post, by=people.dana())
    assert client.get(post.public_path).status_code == 200


def test_each_publication_is_toured_at_once(post: Publication) -> None:
    in_markup(post)
    Revision.objects.update(toured_at=None)  # as it is when it becomes public
    tour_posts.enqueue(post.pk)
    run_tasks()
    assert post.holds.filter(code="leak:tour").exists()


def test_a_publication_is_toured_by_itself_and_once(post: Publication) -> None:
    toured = Revision.objects.get().toured_at
    assert toured is not None
    tour_posts.enqueue(post.pk)
    run_tasks()
    assert Revision.objects.get().toured_at == toured


def test_a_post_that_could_not_be_read_is_not_toured_and_keeps_no_other_one_back(
    post: Publication, pictured: Publication
) -> None:
    Revision.objects.update(toured_at=None)
    destroy(PublicFile.objects.get().file)
    tour(only=[post, pictured])
    assert list(Publication.objects.filter(live__toured_at=None)) == [pictured]


def test_nothing_is_toured_where_the_lists_do_not_answer(post: Publication) -> None:
    Revision.objects.update(toured_at=None)
    here, settings.ALLOWED_HOSTS = settings.ALLOWED_HOSTS, ["elsewhere.example.org"]
    try:
        seen = tour(only=[post, a_post(by=people.dana())])
    finally:
        settings.ALLOWED_HOSTS = here
    assert "search" in {one.door for one in seen.unread}
    assert not Revision.objects.exclude(toured_at=None).exists()


def test_what_was_published_while_it_was_hidden_is_toured_when_it_is_shown(post: Publication) -> None:
    hold(post, "removal:1")
    Revision.objects.update(toured_at=None)
    tour_posts.enqueue(post.pk)
    run_tasks()
    assert Revision.objects.get().toured_at is None
    release(post, "removal:1")
    run_tasks()
    assert Revision.objects.get().toured_at is not None


def test_a_tour_that_a_crash_lost_is_made_up_for_within_hours(post: Publication) -> None:
    LeakTour.objects.create(ended_at=timezone.now())
    later = timezone.now() + timedelta(hours=2)
    assert not is_tour_due(later)
    Revision.objects.update(toured_at=None)
    assert is_tour_due(later)
    assert not is_tour_due(timezone.now())


def test_posts_that_are_toured_together_are_all_looked_at(post: Publication) -> None:
    other = a_post(by=people.dana())
    in_title(post)
    change(other, title="Nothing of it")
    seen = tour(only=[other, post])
    assert {"list", "json-list", "search", "page"} <= doors(seen)
    assert {leak.post for leak in seen.leaks} == {post.pk}


def test_the_command_says_where_and_never_what(post: Publication, capsys: pytest.CaptureFixture[str]) -> None:
    in_text(post)
    with pytest.raises(CommandError):
        call_command("leak_tour")
    said = capsys.readouterr().out
    assert "PERSON" in said
    assert "Alice" not in said and "Archer" not in said


def test_without_a_detector_there_is_no_clean_tour(pictured: Publication) -> None:
    with no_detector(), pytest.raises(CommandError, match="detector-unavailable"):
        call_command("leak_tour")
    assert not LeakTour.objects.get().is_clean
    assert is_tour_due(timezone.now() + timedelta(hours=2))


def test_fingerprints_hold_no_values(post: Publication) -> None:
    rows = list(post.fingerprints.values_list("entity", "digest"))
    assert {"EMAIL_ADDRESS", "PERSON"} <= {entity for entity, _ in rows}
    assert not any("archer" in digest.casefold() for _, digest in rows)


def test_what_another_post_shows_on_purpose_is_no_leak(post: Publication) -> None:
    other = a_copy(a_ticket("bob@example.org", text="Nothing"), by=people.dana(), title=f"Seen by {NAME}")
    while left := list(review.ReviewItem.objects.filter(part__publication=other, verdict="undecided")):
        for item in left:
            review.decide(item, review.Verdict.KEEP, by=people.dana(), reason="An example of our manual.")
        run_tasks()
    publish_now(other, by=people.dana())
    assert tour().leaks == ()


def test_a_name_that_every_page_says_hides_nothing() -> None:
    text = "The export stops. My colleague Will Page saw it in May."
    publication = a_copy(a_ticket(text=text), by=people.dana())
    part = publication.parts.get(kind=Part.Kind.WORDS)
    for word in ("Will", "Page", "May"):
        at = part.text.index(word)
        review.mark(part, review.Span(at, at + len(word)), "PERSON", by=people.dana())
    run_tasks()
    hide_all(publication, by=people.dana())
    publish_now(publication, by=people.dana())
    assert tour().leaks == ()
    change(publication, text="Will saw it.")
    assert "words" in doors(tour())


def test_the_words_of_the_article_itself_are_no_leak_and_hide_none() -> None:
    text = "The export stops. My colleagues Hidden, Steps, Summary and Screenshot saw it."
    picture = a_screenshot("Export stopped", VALUE)
    publication = a_copy(a_ticket(text=text, uploads=[Upload("window.png", picture)]), by=people.dana())
    review.pull_file(publication, Attachment.objects.get(), by=people.dana())
    run_tasks()
    part = publication.parts.get(kind=Part.Kind.WORDS)
    for word in ("Hidden", "Steps", "Summary", "Screenshot"):
        at = part.text.index(word)
        review.mark(part, review.Span(at, at + len(word)), "PERSON", by=people.dana())
    run_tasks()
    hide_all(publication, by=people.dana())
    publish_now(publication, by=people.dana())
    assert tour().leaks == ()
    live = Revision.objects.get(live_publication=publication)
    change(publication, article=live.article.replace("The export stops", "As Hidden says, it stops", 1))
    PublicFile.objects.update(alt="Settings of Summary.", name="steps-saw-it.png")
    assert {"words", "alt-text", "file-name"} <= doors(tour())


def test_a_page_that_does_not_answer_is_not_clean(post: Publication) -> None:
    here, settings.ALLOWED_HOSTS = settings.ALLOWED_HOSTS, ["elsewhere.example.org"]
    try:
        with pytest.raises(CommandError, match="not-answering"):
            call_command("leak_tour")
    finally:
        settings.ALLOWED_HOSTS = here
    assert not LeakTour.objects.get().is_clean
