"""The button of those who are affected too: it counts a network once a day and tells nobody apart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from desk.accounts.models import User
from desk.publishing.models import Publication, Vote
from desk.publishing.publish import hold
from desk.publishing.views.follow import VOTES_PER_NETWORK
from desk.publishing.voting import forget_votes
from tests.desk.rights.posts import a_post

pytestmark = pytest.mark.django_db


def press(client: Client, post: Publication, address: str = "192.0.2.17") -> int:
    return client.post(f"/take-part/{post.slug}/affects-me/", REMOTE_ADDR=address).status_code


def votes() -> int:
    return Publication.objects.get().votes


def test_a_press_counts_and_shows_on_page_and_list(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    assert press(client, post) == 200
    assert "affect 1 more" in client.get(post.public_path).content.decode()
    assert "1 more affected" in client.get("/public/").content.decode()


def test_one_network_counts_once(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    for address in ("192.0.2.17", "192.0.2.17", "2001:db8::1", "2001:db8::2"):
        press(client, post, address)
    assert votes() == 2


def test_another_network_counts_too(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    press(client, post, "192.0.2.17")
    press(client, post, "198.51.100.4")
    assert votes() == 2


def test_the_answer_does_not_tell_whether_it_counted(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    path = f"/take-part/{post.slug}/affects-me/"
    assert client.post(path).content == client.post(path).content


def test_no_address_is_stored_and_the_hash_goes_after_two_days(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    press(client, post)
    row = str(Vote.objects.values().get())
    assert "192.0.2.17" not in row
    forget_votes(timezone.now() + timedelta(days=3))
    assert not Vote.objects.exists()
    assert votes() == 1


def test_looking_at_the_button_counts_nothing(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    page = client.get(f"/take-part/{post.slug}/affects-me/")
    assert page["X-Robots-Tag"] == "noindex"
    assert votes() == 0


def test_a_form_from_elsewhere_is_refused(dana: User) -> None:
    assert press(Client(enforce_csrf_checks=True), a_post(by=dana)) == 403


def test_one_network_cannot_press_all_day(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    most = int(VOTES_PER_NETWORK.partition("/")[0])
    assert [press(client, post) for _ in range(most + 1)][-2:] == [200, 429]


def test_what_is_not_public_is_not_counted(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    hold(post, "removal:1")
    assert press(client, post) == 410
    assert votes() == 0
