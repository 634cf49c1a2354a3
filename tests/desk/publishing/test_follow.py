"""Following by mail: nothing is stored before the mailbox confirms, and one press ends it."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from desk.accounts.models import User
from desk.mail.models import OutgoingMail
from desk.publishing import due
from desk.publishing.facts import Facts, set_facts
from desk.publishing.following import follow, follows_of, tell, tell_followers
from desk.publishing.models import Follower, Publication, Revision
from desk.publishing.publish import _announce, hold, release, withdraw
from tests.desk.rights.posts import a_post
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "charlie.cole@example.org"


def link_of(message: mail.EmailMessage, path: str) -> str:
    found = re.search(re.escape(settings.DESK_ORIGIN) + rf"({path}\S+)", str(message.body))
    assert found is not None
    return found[1]


def letters(to: str = ADDRESS) -> list[mail.EmailMessage]:
    """What this mailbox got; the customer of the ticket gets mail of their own."""
    return [message for message in mail.outbox if message.to == [to]]


def ask(client: Client, post: Publication, email: str = ADDRESS) -> int:
    status = client.post(f"/take-part/{post.slug}/follow/", {"email": email}).status_code
    run_tasks()
    return status


def following(post: Publication, email: str = ADDRESS) -> Follower:
    return follow(post, email)


def fix(post: Publication, by: User) -> None:
    post.refresh_from_db()
    set_facts(post, Facts(Publication.Status.FIXED, fixed_in="4.2"), by=by)
    run_tasks()


def test_the_address_is_stored_only_after_the_button_behind_the_mailed_link(
    client: Client, dana: User
) -> None:
    post = a_post(by=dana)
    assert ask(client, post) == 302
    link = link_of(letters()[0], "/take-part/follow/confirm/")
    assert client.get(link).status_code == 200
    assert not Follower.objects.exists()
    assert not OutgoingMail.objects.exclude(to="").exists()
    client.post(link)
    assert follows_of(ADDRESS).count() == 1


def test_neither_link_nor_row_shows_the_address(client: Client, dana: User) -> None:
    ask(client, a_post(by=dana))
    link = link_of(letters()[0], "/take-part/follow/confirm/")
    client.post(link)
    assert "charlie" not in link
    assert "charlie" not in str(Follower.objects.values().get()).casefold()


def test_a_link_that_was_tampered_with_does_nothing(client: Client, dana: User) -> None:
    ask(client, a_post(by=dana))
    link = link_of(letters()[0], "/take-part/follow/confirm/")
    assert client.post(link[:-6] + "AAAAA/").status_code == 404
    assert not Follower.objects.exists()


def test_pressing_twice_follows_once(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    ask(client, post)
    ask(client, post, ADDRESS.upper())
    for message in letters():
        client.post(link_of(message, "/take-part/follow/confirm/"))
    assert Follower.objects.count() == 1


def test_a_change_of_status_is_told_once_with_title_and_link_only(dana: User) -> None:
    post = a_post(by=dana)
    following(post)
    fix(post, dana)
    tell(Publication.objects.get())
    run_tasks()
    (message,) = letters()
    assert message.to == [ADDRESS]
    body = str(message.body)
    assert "Export stops" in body
    assert settings.DESK_ORIGIN + post.public_path in body
    assert "Ruprecht" not in body
    assert "4.2" not in body


def test_other_facts_are_no_news(dana: User) -> None:
    post = a_post(by=dana)
    following(post)
    set_facts(post, Facts(Publication.Status.REPORTED, affected=("4.1",)), by=dana)
    run_tasks()
    assert letters() == []


@pytest.mark.parametrize("because, mails", [("", 1), ("removal:12", 0)])
def test_a_new_revision_is_news_unless_a_removal_made_it(dana: User, because: str, mails: int) -> None:
    post = a_post(by=dana)
    following(post)
    revision = Revision.objects.get()
    revision.because = because
    _announce(revision, is_first=False)
    run_tasks("mail")
    assert len(letters()) == mails


def test_a_mail_program_unsubscribes_by_one_post_without_cookie_or_token(dana: User) -> None:
    post = a_post(by=dana)
    following(post)
    fix(post, dana)
    headers = letters()[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")
    assert address.startswith(settings.DESK_ORIGIN)
    program = Client(enforce_csrf_checks=True)
    answer = program.post(address.removeprefix(settings.DESK_ORIGIN), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert not Follower.objects.exists()


def test_looking_at_the_link_unsubscribes_nobody(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    following(post)
    fix(post, dana)
    link = link_of(letters()[0], "/take-part/follow/stop/")
    assert client.get(link).status_code == 200
    assert Follower.objects.count() == 1
    client.post(link)
    assert client.get(link).status_code == 404
    assert not Follower.objects.exists()


def test_who_left_hears_no_more(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    following(post).delete()
    fix(post, dana)
    assert letters() == []


def test_an_address_is_forgotten_everywhere_by_a_mailed_link(client: Client, dana: User) -> None:
    one, other = a_post(by=dana), a_post(by=dana)
    following(one)
    following(other)
    following(other, "bob.baxter@example.com")
    client.post("/take-part/follow/forget-me/", {"email": ADDRESS})
    run_tasks()
    link = link_of(letters()[-1], "/take-part/follow/forget-me/")
    client.get(link)
    assert Follower.objects.count() == 3
    client.post(link)
    assert follows_of(ADDRESS).count() == 0
    assert Follower.objects.count() == 1


def test_asking_to_be_forgotten_answers_the_same_for_every_address(client: Client, dana: User) -> None:
    following(a_post(by=dana))
    answers = [
        client.post("/take-part/follow/forget-me/", {"email": email}) for email in (ADDRESS, "x@example.org")
    ]
    assert answers[0]["Location"] == answers[1]["Location"]


def test_a_hidden_post_says_nothing_until_it_is_public_again(dana: User) -> None:
    post = a_post(by=dana)
    following(post)
    hold(post, "removal:1")
    fix(post, dana)
    assert letters() == []
    release(post, "removal:1")
    due.tick(timezone.now())
    run_tasks("mail")
    assert len(letters()) == 1


def test_news_that_waits_in_the_mail_is_kept_back_when_the_post_is_hidden(dana: User) -> None:
    post = a_post(by=dana)
    following(post)
    post.refresh_from_db()
    set_facts(post, Facts(Publication.Status.CONFIRMED), by=dana)
    tell(post)
    hold(post, "leak:tour")
    run_tasks()
    assert letters() == []
    release(post, "leak:tour")
    due.tick(timezone.now())
    run_tasks()
    assert len(letters()) == 1


def test_nobody_follows_what_was_taken_down(dana: User) -> None:
    post = a_post(by=dana)
    following(post)
    tell_followers(post)
    withdraw(post, by=dana)
    due.tick(timezone.now())
    run_tasks("mail")
    assert not Follower.objects.exists()
    assert letters() == []


def test_nobodys_mailbox_is_filled(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    assert [ask(client, post) for _ in range(6)][-2:] == [302, 429]


def test_a_program_that_fills_every_field_is_stopped(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    answer = client.post(f"/take-part/{post.slug}/follow/", {"email": ADDRESS, "extra": "x"})
    assert answer.status_code == 422
    assert not OutgoingMail.objects.filter(to=ADDRESS).exists()


def test_forms_are_not_for_search_engines(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    for path in (
        f"/take-part/{post.slug}/follow/",
        "/take-part/follow/forget-me/",
        "/take-part/follow/sent/",
    ):
        answer = client.get(path)
        assert answer["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in answer.content.decode()
