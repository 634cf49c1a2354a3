"""The mailbox confirms: before that nothing happens, after it things are hidden first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from desk.accounts.models import User
from desk.audit.models import Entry
from desk.files.sealing import CannotOpen, key_path
from desk.publishing.models import Hold
from desk.rights import due
from desk.rights.asked import asked_of
from desk.rights.models import Occurrence, RemovalRequest
from tests.desk.rights.asking import (
    ask,
    asked_and_confirmed,
    carried_out,
    confirm,
    decide_all,
    last_link,
    page,
    searched,
    work,
)
from tests.desk.rights.posts import a_post
from tests.tasks import run_tasks, waiting

pytestmark = pytest.mark.django_db(transaction=True)

State = RemovalRequest.State


def test_an_unconfirmed_request_does_nothing_at_all(client: Client, dana: User) -> None:
    """Threat 1: a forged request hides nothing and is shown to nobody."""
    post = a_post(by=dana)
    ask(client, scope="post", post=post.slug)
    work()
    due.tick(timezone.now())
    work()
    assert page(client, post)[0] == 200
    assert not Hold.objects.exists() and not Occurrence.objects.exists()
    assert not RemovalRequest.objects.decidable_by(dana).exists()
    assert dana.email not in [to for message in mail.outbox for to in message.to]


def test_a_mail_scanner_that_opens_the_link_changes_nothing(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    ask(client, scope="post", post=post.slug)
    assert client.get(last_link()).status_code == 200
    assert RemovalRequest.objects.get().state == State.UNCONFIRMED
    assert page(client, post)[0] == 200


def test_s087_the_whole_post_is_hidden_in_the_moment_of_the_confirmation(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    asked_and_confirmed(client, scope="post", post=post.slug)
    assert page(client, post)[0] == 410


def test_s087_a_post_with_named_words_is_hidden_and_comes_back_without_them(
    client: Client, dana: User
) -> None:
    post = a_post(by=dana)
    asked_and_confirmed(client, words="Ruprecht Zwiebel", post=post.slug)
    assert page(client, post)[0] == 410
    work()
    status, body = page(client, post)
    assert status == 200
    assert "Zwiebel" not in body
    assert "The export stops for everybody" in body


def test_a_post_without_the_named_words_comes_back_as_it_was(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    request = searched(client, words="Adelheid", post=post.slug)
    assert page(client, post)[0] == 200
    assert post.revisions.count() == 1
    assert request.hidden_until is None


def test_words_that_stand_everywhere_are_not_masked_before_a_decision(client: Client, dana: User) -> None:
    post = a_post(by=dana, summary="the export and " * 101)
    request = searched(client, words="export", post=post.slug)
    assert page(client, post)[0] == 200
    assert request.problem == "too-common"
    assert request.occurrences.count() == 102


def test_without_a_post_nothing_is_hidden_first(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    assert page(client, post)[0] == 200
    assert request.occurrences.count() == 1
    assert request.hidden_until is None


def test_pressing_the_button_twice_is_pressing_it_once(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    ask(client, scope="post", post=post.slug)
    link = last_link()
    client.post(link)
    asked = waiting()
    client.post(link)
    assert waiting() == asked
    assert Entry.objects.filter(verb="removal.confirmed").count() == 1
    assert "on its way" in client.get(link).content.decode()


def test_every_agent_is_alarmed_without_a_word_of_the_request(client: Client, dana: User) -> None:
    a_post(by=dana)
    asked_and_confirmed(client, words="Ruprecht Zwiebel")
    run_tasks("mail")
    to_dana = [message for message in mail.outbox if message.to == [dana.email]]
    assert len(to_dana) == 1
    assert "/desk/removals/" in to_dana[0].body
    assert "Zwiebel" not in f"{to_dana[0].subject} {to_dana[0].body}"


def test_the_receipt_says_what_happens_next_and_not_what_was_found(client: Client, dana: User) -> None:
    a_post(by=dana)
    bodies = []
    for words in ("Ruprecht Zwiebel", "Adelheid"):
        request = asked_and_confirmed(client, words=words)
        work()
        received = [message for message in mail.outbox if "confirmed" in message.body][-1]
        bodies.append(received.body.replace(request.number, ""))
    assert bodies[0] == bodies[1]


def test_an_unconfirmed_request_is_forgotten_after_seven_days(client: Client) -> None:
    ask(client, words="Ruprecht Zwiebel")
    request = RemovalRequest.objects.get()
    sealed = bytes(request.sealed)
    link = last_link()
    due.tick(request.created_at + timedelta(days=6))
    assert key_path(f"removal-{request.number}").exists()
    due.tick(request.created_at + timedelta(days=7, minutes=1))
    request.refresh_from_db()
    assert request.state == State.EXPIRED
    assert not key_path(f"removal-{request.number}").exists()
    request.sealed = sealed  # as a backup of the database would still have it
    with pytest.raises(CannotOpen):
        asked_of(request)
    assert client.get(link).status_code == 404


def test_a_link_of_eight_days_ago_confirms_nothing_even_before_tick_has_run(client: Client) -> None:
    ask(client, words="Ruprecht Zwiebel")
    RemovalRequest.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert client.post(last_link()).status_code == 404
    assert RemovalRequest.objects.get().state == State.UNCONFIRMED


def test_an_invented_link_is_nothing(client: Client) -> None:
    assert client.get("/removal/confirm/abcdef/").status_code == 404
    assert client.post("/removal/confirm/abcdef/").status_code == 404


def test_a_confirmation_needs_its_token(client: Client) -> None:
    ask(client, words="Zwiebel")
    link = last_link()
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    assert RemovalRequest.objects.get().state == State.UNCONFIRMED


def test_one_person_hides_three_posts_a_day(client: Client, dana: User) -> None:
    """Threat 1 against the tracker: the fourth waits for a person, and nobody is told so in public."""
    posts = [a_post(by=dana) for _ in range(4)]
    for number, post in enumerate(posts):
        ask(client, scope="post", post=post.slug, network=f"192.0.2.{number}")
        confirm(client)
    assert [page(client, post)[0] for post in posts] == [410, 410, 410, 200]
    last = RemovalRequest.objects.latest("pk")
    work()
    last.refresh_from_db()
    assert (last.state, last.occurrences.count()) == (State.REVIEW, 1)


def test_one_network_hides_three_posts_a_day(client: Client, dana: User) -> None:
    posts = [a_post(by=dana) for _ in range(4)]
    for number, post in enumerate(posts):
        ask(client, scope="post", post=post.slug, email=f"c{number}@example.org")
        confirm(client)
    assert [page(client, post)[0] for post in posts] == [410, 410, 410, 200]


def test_all_together_hide_ten_posts_a_day(client: Client, dana: User) -> None:
    posts = [a_post(by=dana) for _ in range(11)]
    for number, post in enumerate(posts):
        ask(client, scope="post", post=post.slug, email=f"c{number}@example.org", network=f"192.0.2.{number}")
        confirm(client)
    assert [page(client, post)[0] for post in posts] == [410] * 10 + [200]


def test_the_next_day_counts_anew(client: Client, dana: User) -> None:
    posts = [a_post(by=dana) for _ in range(4)]
    for post in posts[:3]:
        ask(client, scope="post", post=post.slug)
        confirm(client)
    RemovalRequest.objects.update(hid_first_at=timezone.now() - timedelta(days=1, minutes=1))
    ask(client, scope="post", post=posts[3].slug)
    confirm(client)
    assert page(client, posts[3])[0] == 410


def test_words_that_do_not_stand_there_use_up_a_turn_all_the_same(client: Client, dana: User) -> None:
    """Asking for nothing hides a post until it is searched; that is not to be had without end."""
    posts = [a_post(by=dana) for _ in range(11)]
    hidden = []
    for number, post in enumerate(posts):
        ask(client, words="Adelheid", post=post.slug, email=f"c{number}@example.org")
        confirm(client)
        hidden.append(page(client, post)[0] == 410)
        work()
        cache.clear()  # another hour, for the form
    assert hidden == [True] * 10 + [False]


def test_a_closed_request_uses_up_its_turn_for_a_day_and_is_then_forgotten(
    client: Client, dana: User
) -> None:
    posts = [a_post(by=dana) for _ in range(4)]
    for post in posts[:3]:
        request = searched(client, scope="post", post=post.slug)
        decide_all(request, by=dana, refuse=Occurrence.Ground.NOT_PERSONAL)
        assert carried_out(request, by=dana).state == State.CLOSED
    ask(client, scope="post", post=posts[3].slug)
    confirm(client)
    assert page(client, posts[3])[0] == 200
    due.tick(timezone.now() + timedelta(days=1, minutes=1))
    hashes = RemovalRequest.objects.filter(state=State.CLOSED).values_list("address_hash", "network_hash")
    assert set(hashes) == {("", "")}


def test_no_more_than_ten_posts_are_hidden_and_undecided_at_once(client: Client, dana: User) -> None:
    """Day after day, by whomever: the eleventh waits until the agents have decided one."""
    posts = [a_post(by=dana) for _ in range(12)]
    for number, post in enumerate(posts[:11]):
        ask(client, scope="post", post=post.slug, email=f"c{number}@example.org", network=f"192.0.2.{number}")
        confirm(client)
        RemovalRequest.objects.update(hid_first_at=timezone.now() - timedelta(days=2))
    assert page(client, posts[10])[0] == 200
    work()
    first = RemovalRequest.objects.earliest("pk")
    decide_all(first, by=dana)
    carried_out(first, by=dana)
    ask(client, scope="post", post=posts[11].slug, network="192.0.2.99")
    confirm(client)
    assert page(client, posts[11])[0] == 410


def test_a_crash_between_confirmation_and_search_loses_nothing(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    request = asked_and_confirmed(client, words="Ruprecht Zwiebel", post=post.slug)
    DBTaskResult.objects.all().delete()  # the worker died, and the queue with it
    RemovalRequest.objects.update(confirmed_at=timezone.now() - timedelta(minutes=3))
    assert page(client, post)[0] == 410
    due.tick(timezone.now())
    work()
    request.refresh_from_db()
    assert request.state == State.REVIEW
    status, body = page(client, post)
    assert status == 200 and "Zwiebel" not in body


def test_a_decision_that_is_due_is_called_for_every_day_and_the_post_stays_hidden(
    client: Client, dana: User
) -> None:
    post = a_post(by=dana)
    request = searched(client, scope="post", post=post.slug)
    assert request.hidden_until is not None
    mail.outbox.clear()
    due.tick(request.hidden_until - timedelta(hours=1))
    work()
    assert mail.outbox == []
    for minutes in (1, 2, 24 * 60 + 2):
        due.tick(request.hidden_until + timedelta(minutes=minutes))
    work()
    assert [message.to for message in mail.outbox] == [[dana.email]] * 2
    assert page(client, post)[0] == 410
