"""Rate limits remember, whoever else is counted meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from desk.accounts import due
from desk.http import too_many, typed_address
from desk.publishing.views import comments, follow
from tests.build import a_product
from tests.desk.rights.posts import a_post
from tests.people import dana

pytestmark = pytest.mark.django_db

GUEST = "guest.gray@example.org"
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def count(address: str = HOME) -> bool:
    """One more request; whether its network is over ten an hour."""
    request = RequestFactory().post("/", {"email": GUEST}, REMOTE_ADDR=address)
    return too_many(request, "network", rate="10/h")


def counters_left_at(later: timedelta) -> int:
    """How many counters are left when the tick has tidied up at that time from now."""
    due.tick(timezone.now() + later)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {settings.CACHES['default']['LOCATION']}")  # noqa: S608
        return int(cursor.fetchone()[0])


def test_many_made_up_mailboxes_do_not_make_it_forget_a_network() -> None:
    for number in range(40):
        for _ in range(11):
            count(address=f"192.0.2.{number}")
    for number in range(400):
        request = RequestFactory().post("/", {"email": f"made-up-{number}@example.org"})
        too_many(request, "mailbox", rate="5/d", key=typed_address)
    assert all(count(address=f"192.0.2.{number}") for number in range(40))


def test_a_mailbox_is_one_however_its_address_is_written() -> None:
    name, _, domain = GUEST.partition("@")
    ways = [f"{name}+{number}@{domain}" for number in range(3)] + [f" {name.upper()}@{domain}"]
    requests = [RequestFactory().post("/", {"email": way}) for way in ways]
    assert [too_many(r, "mailbox", rate="3/d", key=typed_address) for r in requests] == [False] * 3 + [True]


def test_a_counter_that_was_counted_twice_lives_as_long_as_the_longest_limit() -> None:
    count()
    count()
    assert counters_left_at(timedelta(hours=24)) == 1


def test_a_counter_is_forgotten_once_no_limit_needs_it() -> None:
    count()
    count()
    assert counters_left_at(timedelta(hours=26)) == 0


def press(path: str, email: str, *, address: str, **more: str) -> int:
    return Client().post(path, {"email": email, **more}, REMOTE_ADDR=address).status_code


def use_up(path: str, times: int, **more: str) -> None:
    """Let one network go over its limit with mailboxes that are nobody's."""
    for number in range(times):
        press(path, f"made-up-{number}@example.org", address=HOME, **more)


def per_network(rate: str) -> int:
    return int(rate.partition("/")[0])


def test_a_network_over_its_limit_uses_up_nobodys_limit_of_mails_about_a_post() -> None:
    path = f"/take-part/{a_post(by=dana()).slug}/follow/"
    use_up(path, per_network(follow.MAILS_PER_NETWORK))
    assert [press(path, GUEST, address=HOME) for _ in range(6)] == [429] * 6
    assert press(path, GUEST, address=ELSEWHERE) == 302


def test_a_network_over_its_limit_uses_up_nobodys_limit_of_comments() -> None:
    path, words = f"/take-part/{a_post(by=dana()).slug}/comment/", {"text": "The same here."}
    use_up(path, per_network(comments.PER_NETWORK), **words)
    assert [press(path, GUEST, address=HOME, **words) for _ in range(6)] == [429] * 6
    assert press(path, GUEST, address=ELSEWHERE, **words) == 302


def test_a_network_over_its_limit_uses_up_nobodys_limit_of_tickets() -> None:
    words = {"product": str(a_product().pk), "subject": "It does not start", "text": "Since today."}
    use_up("/new/", 10, **words)
    assert [press("/new/", GUEST, address=HOME, **words) for _ in range(21)] == [429] * 21
    assert press("/new/", GUEST, address=ELSEWHERE, **words) == 302
