"""Comments: from a visitor's mailbox past an agent into the copy, and out by the one way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from desk.accounts.models import User
from desk.publishing.comments import comment_of_link, forget_unconfirmed
from desk.publishing.models import Comment, Part, Publication
from desk.publishing.places import PublicText
from desk.publishing.publish import hold
from desk.redactor import Needle
from desk.tickets.models import Ticket
from tests.desk.publishing.copies import hide_all, publish_now, published
from tests.desk.rights.posts import a_post
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "charlie.cole@example.org"
WORDS = "It also stops on the third page. Ask quentin.quill@example.org."


def write(client: Client, post: Publication, text: str = WORDS, **more: str) -> int:
    answer = client.post(f"/take-part/{post.slug}/comment/", {"text": text, "email": ADDRESS, **more})
    return answer.status_code


def confirm(client: Client) -> str:
    """Press the button behind the newest link; gives its path."""
    run_tasks("mail")
    message = next(message for message in reversed(mail.outbox) if message.to == [ADDRESS])
    found = re.search(
        re.escape(settings.DESK_ORIGIN) + r"(/take-part/comments/confirm/\S+)", str(message.body)
    )
    assert found is not None
    client.post(found[1])
    return found[1]


@pytest.fixture
def desk(dana: User) -> Client:
    client = Client()
    client.force_login(dana)
    return client


def test_the_form_warns_where_people_write(client: Client, dana: User) -> None:
    page = client.get(f"/take-part/{a_post(by=dana).slug}/comment/")
    assert "Everybody will be able to read, collect and use what you write here" in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"


def test_agents_see_a_comment_only_when_its_mailbox_confirmed(
    client: Client, desk: Client, dana: User
) -> None:
    assert write(client, a_post(by=dana)) == 302
    assert "third page" not in desk.get("/desk/comments/").content.decode()
    link = confirm(client)
    assert "third page" in desk.get("/desk/comments/").content.decode()
    assert "A person will read your comment" in client.get(link).content.decode()


def test_looking_at_the_link_confirms_nothing(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    write(client, post)
    link = confirm(client)
    Comment.objects.update(confirmed_at=None)
    client.get(link)
    assert Comment.objects.get().confirmed_at is None


def test_the_address_is_not_kept_with_the_words(client: Client, dana: User) -> None:
    write(client, a_post(by=dana))
    confirm(client)
    assert "charlie" not in str(Comment.objects.values().get()).casefold()


def test_a_card_number_is_cut_before_anything_is_stored(client: Client, dana: User) -> None:
    write(client, a_post(by=dana), "I paid with 4111 1111 1111 1111.")
    assert "4111" not in Comment.objects.get().text


def test_a_waiting_comment_is_nowhere_public(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    write(client, post)
    confirm(client)
    for path in (post.public_path, "/public/", "/public/feed.atom", f"/public/issues/{post.slug}.json"):
        assert "third page" not in client.get(path).content.decode()


def test_a_rejected_comment_is_destroyed(client: Client, desk: Client, dana: User) -> None:
    write(client, a_post(by=dana))
    link = confirm(client)
    desk.post(f"/desk/comments/{Comment.objects.get().pk}/reject/")
    assert not Comment.objects.exists()
    assert client.get(link).status_code == 404


def test_an_accepted_comment_is_a_part_in_review_and_not_yet_public(
    client: Client, desk: Client, dana: User
) -> None:
    post = a_post(by=dana)
    write(client, post)
    confirm(client)
    answer = desk.post(f"/desk/comments/{Comment.objects.get().pk}/accept/")
    assert answer["Location"] == post.get_absolute_url()
    part = Part.objects.get(kind=Part.Kind.COMMENT)
    assert (part.text, part.scanned) == (WORDS, Part.Scanned.WAITING)
    assert not Comment.objects.exists()
    assert "third page" not in client.get(post.public_path).content.decode()


def test_two_agents_take_a_comment_once(client: Client, desk: Client, dana: User) -> None:
    write(client, a_post(by=dana))
    confirm(client)
    pk = Comment.objects.get().pk
    assert [desk.post(f"/desk/comments/{pk}/accept/").status_code for _ in range(2)] == [302, 404]
    assert Part.objects.filter(kind=Part.Kind.COMMENT).count() == 1


def test_a_comment_waits_while_its_copy_is_being_published(client: Client, desk: Client, dana: User) -> None:
    post = a_post(by=dana)
    write(client, post)
    confirm(client)
    Publication.objects.update(state=Publication.State.PUBLISHING, because="", seen="1", asked_by=dana)
    answer = desk.post(f"/desk/comments/{Comment.objects.get().pk}/accept/", follow=True)
    assert "being published right now" in answer.content.decode()
    assert Comment.objects.count() == 1


def test_an_unconfirmed_comment_cannot_be_accepted(client: Client, desk: Client, dana: User) -> None:
    write(client, a_post(by=dana))
    assert desk.post(f"/desk/comments/{Comment.objects.get().pk}/accept/").status_code == 404


def test_an_unconfirmed_comment_is_forgotten_after_seven_days(client: Client, dana: User) -> None:
    write(client, a_post(by=dana))
    forget_unconfirmed(timezone.now() + timedelta(days=6))
    assert Comment.objects.count() == 1
    forget_unconfirmed(timezone.now() + timedelta(days=8))
    assert not Comment.objects.exists()


def test_a_link_ends_with_the_comment(client: Client, dana: User) -> None:
    write(client, a_post(by=dana))
    token = confirm(client).rstrip("/").rpartition("/")[2]
    assert comment_of_link(token) is not None
    assert comment_of_link(token, now=timezone.now() + timedelta(days=8)) is None


def test_a_program_that_fills_every_field_is_stopped(client: Client, dana: User) -> None:
    assert write(client, a_post(by=dana), extra="x") == 422
    assert not Comment.objects.exists()


def test_nobodys_mailbox_is_filled(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    assert [write(client, post) for _ in range(6)][-2:] == [302, 429]


def test_what_is_hidden_takes_no_comments(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    hold(post, "removal:1")
    assert write(client, post) == 410
    assert not Comment.objects.exists()


def test_the_team_comments_the_same_way(desk: Client, dana: User) -> None:
    post = a_post(by=dana)
    desk.post(f"/desk/copies/{post.pk}/comment/", {"text": "We are looking into it."})
    part = Part.objects.get(kind=Part.Kind.ANSWER)
    assert (part.text, part.scanned) == ("We are looking into it.", Part.Scanned.WAITING)
    assert desk.post(f"/desk/copies/{post.pk}/comment/", {"text": " "}).status_code == 422


@contextmanager
def somebody_faster() -> Iterator[None]:
    """Somebody changes the copy between the moment we read its state and the moment we change it."""

    def change(
        execute: Callable[..., object], sql: str, params: object, many: bool, context: object
    ) -> object:
        if sql.startswith('UPDATE "publishing_publication" SET "state"'):
            execute("UPDATE publishing_publication SET edition = edition + 1", (), False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(change):
        yield


def test_an_agent_who_is_overtaken_while_accepting_is_told_so(
    client: Client, desk: Client, dana: User
) -> None:
    post = a_post(by=dana)
    write(client, post)
    confirm(client)
    with somebody_faster():
        answer = desk.post(f"/desk/comments/{Comment.objects.get().pk}/accept/")
    assert answer.status_code == 409
    assert Comment.objects.exists() and not Part.objects.filter(kind=Part.Kind.COMMENT).exists()


def test_an_agent_who_is_overtaken_while_commenting_is_told_so(desk: Client, dana: User) -> None:
    post = a_post(by=dana)
    with somebody_faster():
        answer = desk.post(f"/desk/copies/{post.pk}/comment/", {"text": "We are looking into it."})
    assert answer.status_code == 409
    assert not Part.objects.filter(kind=Part.Kind.ANSWER).exists()


@pytest.mark.slow
@pytest.mark.usefixtures("detector")
def test_comments_leave_by_the_one_way_out_without_a_name(
    ticket: Ticket, client: Client, desk: Client, dana: User
) -> None:
    post = published(ticket, by=dana)
    write(client, post)
    confirm(client)
    desk.post(f"/desk/comments/{Comment.objects.get().pk}/accept/")
    desk.post(f"/desk/copies/{post.pk}/comment/", {"text": "Dana Dale looks into it."})
    run_tasks()
    hide_all(post, by=dana)
    publish_now(post, by=dana)
    assert post.state == Publication.State.LIVE
    page = client.get(post.public_path).content.decode()
    assert "Comment by a visitor" in page
    assert "Comment by the support team" in page
    assert "It also stops on the third page." in page
    for value in ("quentin.quill", "Dana Dale", "charlie"):
        assert value not in page
    # A removal finds a comment where it finds everything else.
    (hit,) = PublicText().find([Needle("third page")])
    assert hit.part == Part.objects.get(kind=Part.Kind.COMMENT).pk
