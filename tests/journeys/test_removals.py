"""Journey 2 in a real browser for everybody else: a representative, a parent, an employee, and nobody proved.

A stranger who is granted all walks from the ticket to the certificate in `test_publish_and_remove`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from desk.publishing.models import Publication
from desk.rights.due import tick
from desk.rights.identity import LINK_LIVES
from desk.rights.models import RemovalRequest
from tests import people
from tests.build import a_ticket
from tests.desk.publishing.copies import a_copy, hide_all, publish_now
from tests.journeys.browser import a_visitor, can_be_read, get, link_in_last_mail, signed_in
from tests.tasks import run_tasks

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("detector"),
]

GRETE = "grete.gruber@example.net"
# What no detector takes for personal, and what those concerned know to be theirs.
NICKNAME, ROOM = "brumbelbaer", "kiebitzfeld"
Site = tuple[Browser, str]


@pytest.fixture
def site(live_server: LiveServer, chromium: Browser) -> Iterator[Site]:
    cache.clear()
    before, settings.DESK_ORIGIN = settings.DESK_ORIGIN, live_server.url
    yield chromium, live_server.url
    settings.DESK_ORIGIN = before


@pytest.fixture
def post(site: Site) -> Publication:
    """A public post that still names somebody by a nickname and a place."""
    words = f"The export stops at page two for {NICKNAME}. It works in our office {ROOM}."
    copy = a_copy(a_ticket(text="The export stops."), by=people.dana(), summary=words)
    hide_all(copy, by=people.dana())
    publish_now(copy, by=people.dana())
    return copy


def test_a_representative_is_granted_a_part_and_hears_why_the_rest_stays(
    site: Site, post: Publication
) -> None:
    """S087, S167: who writes for somebody else proves no more than a mailbox, and gets the same care."""
    with a_visitor(*site) as page:
        ask(page, post, f"{NICKNAME}\n{ROOM}", explanation="I write for a client of mine.")
    with an_agent(site) as desk:
        expect(desk.get_by_text("I write for a client of mine.")).to_be_visible()
        expect(desk.locator(".occurrence")).to_have_count(2)
        desk.locator(".occurrence", has_text=NICKNAME).first.get_by_role("button", name="Agree").click()
        rest = desk.locator('.occurrence[data-state="undecided"]')
        expect(rest).to_have_count(1)
        expect(desk.get_by_role("button", name="Carry out and answer")).to_be_disabled()
        rest.get_by_label("Reason why it stays").select_option("NotPersonalData")
        rest.get_by_role("button", name="Refuse").click()
        carry_out(desk, "Carry out and answer")
    assert (said(NICKNAME, site), said(ROOM, site)) == (False, True)
    answer = last_mail(GRETE)
    assert "1 of 2 places has been removed" in answer
    assert "does not tell anything about" in answer


def test_a_parent_is_refused_after_it_was_hidden_at_once(site: Site, post: Publication) -> None:
    """S141, S142, S167: nobody is asked who they are; and a no comes with its reason and what can be done."""
    with a_visitor(*site) as page:
        fill_in(page, post, NICKNAME, lane="Yes, it is about somebody under 16")
        assert get(site[1] + post.public_path)[0] == 410, "hidden before anything is confirmed"
    run_tasks(ahead=True)
    with an_agent(site) as desk:
        expect(desk.get_by_text("About a child", exact=True).first).to_be_visible()
        spot = desk.locator(".occurrence").first
        spot.get_by_label("Reason why it stays").select_option("NotPersonalData")
        spot.get_by_role("button", name="Refuse").click()
        carry_out(desk, "Carry out and answer")
    assert said(NICKNAME, site), "it is back"
    assert "To ask again or to object" in last_mail(GRETE)


def test_an_employee_hears_that_nothing_was_found_and_their_administrator_sees_nothing(
    site: Site, post: Publication
) -> None:
    """S189, threat 24."""
    alice, erin = people.alice(), people.erin()
    with signed_in(*site, alice) as page:
        ask(page, post, "nobody-wrote-this", email=alice.email)
    number = RemovalRequest.objects.get().number
    with signed_in(*site, erin) as admin:
        for path in ("/my/", "/my/privacy/", "/my/organisations/", reverse("rights:list")):
            admin.goto(path)
            assert number not in admin.content()
    with an_agent(site) as desk:
        expect(desk.get_by_role("heading", name="Nothing found")).to_be_visible()
        carry_out(desk, "Answer: nothing found")
    assert "It is not there" in last_mail(alice.email)
    assert not any(message.to == [erin.email] for message in mail.outbox)
    assert said(NICKNAME, site), "what nobody named stands"


def test_who_never_proves_the_mailbox_changes_nothing_and_is_forgotten(site: Site, post: Publication) -> None:
    """S001, threat 1: no agent sees it, nothing is hidden, and the link ends."""
    with a_visitor(*site) as page:
        fill_in(page, post, NICKNAME)
        run_tasks()
        link = link_in_last_mail(GRETE, "/removal/confirm/")
        with signed_in(*site, people.dana()) as desk:
            desk.goto(reverse("rights:list"))
            assert RemovalRequest.objects.get().number not in desk.content()
        tick(timezone.now() + LINK_LIVES + timedelta(hours=1))
        page.goto(link)
        expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    request = RemovalRequest.objects.get()
    assert (request.state, bytes(request.sealed)) == (RemovalRequest.State.EXPIRED, b"")
    assert said(NICKNAME, site)


def fill_in(
    page: Page, post: Publication, words: str, *, email: str = GRETE, explanation: str = "", lane: str = ""
) -> None:
    """Send the form, reached from the post itself."""
    page.goto(post.public_path)
    page.get_by_role("main").get_by_role("link", name="Request removal of my information").click()
    page.get_by_label("The words or numbers").fill(words)
    page.get_by_label("Anything we should know").fill(explanation)
    if lane:
        page.get_by_label(lane).check()
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send the request").click()


def ask(page: Page, post: Publication, words: str, *, email: str = GRETE, explanation: str = "") -> None:
    """Send the form, press the link in the mailbox, and let the search be done."""
    fill_in(page, post, words, email=email, explanation=explanation)
    run_tasks()
    page.goto(link_in_last_mail(email, "/removal/confirm/"))
    page.get_by_role("main").get_by_role("button").first.click()
    run_tasks(ahead=True)


@contextmanager
def an_agent(site: Site) -> Iterator[Page]:
    """Dana on the page of the newest request, found through the list."""
    with signed_in(*site, people.dana()) as page:
        page.get_by_role("link", name="Removals").click()
        page.get_by_role("link", name=RemovalRequest.objects.latest("pk").number).click()
        yield page


def carry_out(desk: Page, name: str) -> None:
    desk.get_by_role("button", name=name).click()
    expect(desk.get_by_text("The decisions are being carried out")).to_be_visible()
    run_tasks(ahead=True)
    expect(desk.locator('.badge[data-state="closed"]').first).to_be_visible()


def said(value: str, site: Site) -> bool:
    """Whether a stranger reads it anywhere in public."""
    return can_be_read(value, site[1])[0]


def last_mail(to: str) -> str:
    """The words of the newest mail to this address, on one line."""
    bodies = [str(message.body) for message in mail.outbox if message.to == [to]]
    return " ".join(bodies[-1].split())
