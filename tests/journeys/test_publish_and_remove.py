"""Journeys 1 and 2 in a real browser: from a guest's ticket to the public page, and back out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from desk.publishing.models import Publication
from tests import people
from tests.build import a_log, a_product, a_screenshot
from tests.journeys.browser import (
    a_visitor,
    assert_nowhere_public,
    can_be_read,
    get,
    keep_screenshot,
    link_in_last_mail,
    settle,
    signed_in,
)
from tests.tasks import run_tasks

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.ocr,
    pytest.mark.usefixtures("detector"),
]

GUEST = "marta.ellingsen@example.org"
NAME, PHONE = "Marta Ellingsen", "+44 20 7946 0958"
SECRETS = (NAME, GUEST, PHONE)
# What no detector can know: a nickname in the words, a badge in the picture.
NICKNAME, BADGE = "brumbelbaer", "Wimpel-Nord"
ASKER = "grete.gruber@example.net"

WORDS = (
    f"Hello,\nI am {NAME} and the export stops at the second page. In our team everybody calls me\n"
    f"{NICKNAME}, so that is what the window title shows. Write to {GUEST} or call {PHONE}.\n"
)
PICTURE = (
    "Ledger 4.2 - Settings - Profile",
    f"Name        {NAME}",
    f"E-mail      {GUEST}",
    f"Telephone   {PHONE}",
    f"Badge       {BADGE}",
    "Export stopped on page 2 of 7",
)
LOG = (
    f"INFO  mail  sending report to {GUEST}",
    f"DEBUG user  display name set to {NAME}",
    f"WARN  fax   number {PHONE} did not answer",
    "ERROR export page 2: unexpected end of table",
)


@dataclass(frozen=True)
class Site:
    """The desk as people reach it."""

    url: str
    chromium: Browser


@pytest.fixture
def site(live_server: LiveServer, chromium: Browser) -> Iterator[Site]:
    cache.clear()
    before, settings.DESK_ORIGIN = settings.DESK_ORIGIN, live_server.url
    a_product("Ledger")
    yield Site(live_server.url, chromium)
    settings.DESK_ORIGIN = before


def test_from_a_ticket_to_the_public_page_and_out_again(site: Site) -> None:
    """S082, S083, S087: published redacted; a named value goes everywhere while the rest stands."""
    open_a_ticket_as_guest(site)
    assert_nowhere_public(SECRETS, site.url)
    open_the_private_link(site)
    publication = review_and_publish(site)
    assert_nowhere_public(SECRETS, site.url)
    assert can_be_read(NICKNAME, site.url)[0]
    assert can_be_read(BADGE, site.url)[1]

    ask_for_removal(site, publication)
    assert get(site.url + publication.public_path)[0] == 200, "an unconfirmed request does nothing"
    confirm_the_request(site, publication)
    decide_on_the_request(site)
    assert can_be_read(NICKNAME, site.url) == (False, False)
    assert can_be_read(BADGE, site.url) == (False, False)
    assert_nowhere_public((*SECRETS, NICKNAME, BADGE), site.url)
    status, body, _ = get(site.url + publication.public_path)
    assert status == 200
    assert b"unexpected end of table" in body, "the rest of the post stands"
    check_the_certificate(site)


def open_a_ticket_as_guest(site: Site) -> None:
    with a_visitor(site.chromium, site.url) as page:
        page.goto("/new/")
        expect(page.get_by_role("main")).to_contain_text("where anybody can read")  # S083
        page.get_by_label("Your e-mail address").fill(GUEST)
        page.get_by_label("Product").select_option(label="Ledger")
        page.get_by_label("Summary").fill("The export stops on page 2")
        page.get_by_label("Description").fill(WORDS)
        page.get_by_label("Screenshots and log files").set_input_files(
            [
                FilePayload(name="marta-settings.png", mimeType="image/png", buffer=a_screenshot(*PICTURE)),
                FilePayload(name="ledger.log", mimeType="text/plain", buffer=a_log(*LOG)),
            ]
        )
        keep_screenshot(page, "ticket-form")
        page.get_by_role("button", name="Send to support").click()
        expect(page.get_by_role("heading", name="We have your ticket")).to_be_visible()
    run_tasks()
    assert [message.to for message in mail.outbox] == [[GUEST]]


def open_the_private_link(site: Site) -> None:
    with a_visitor(site.chromium, site.url) as page:
        page.goto(link_in_last_mail(GUEST, "/my/ticket/"))
        page.get_by_role("button", name="Open my ticket").click()
        expect(page.get_by_text("The export stops on page 2").first).to_be_visible()
        assert "/my/ticket/" not in page.url, "the token does not stay in the address"


def review_and_publish(site: Site) -> Publication:
    with signed_in(site.chromium, site.url, people.dana()) as page:
        page.goto("/desk/")
        keep_screenshot(page, "queue")
        page.get_by_role("link", name=re.compile("The export stops on page 2")).first.click()
        page.get_by_role("button", name="Start a public copy").click()
        page.get_by_label("Title").fill("Export stops on page 2 of 7")
        page.get_by_label("Summary").fill("The export writes the first page and then stops.")
        page.get_by_label("Steps to reproduce").fill("1. Open a ledger with seven pages.\n2. Press Export.")
        page.get_by_role("button", name="Save my words").click()
        settle(page)
        while (add := page.get_by_role("button", name=re.compile("^Add (message|file)$"))).count():
            before = add.count()
            add.first.click()
            expect(add).to_have_count(before - 1)
        settle(page)
        decide_all(page)
        publication = Publication.objects.get()
        seen = page.locator("#article").inner_html()
        keep_screenshot(page, "review")
        page.get_by_role("button", name="Publish this copy").click()
        expect(page.get_by_text("Being rendered, verified and published")).to_be_visible()
        settle(page)
        page.locator("#public-link").click()
        expect(page.get_by_role("heading", name="Export stops on page 2 of 7")).to_be_visible()
        assert page.locator("#article").inner_html() == seen, "the preview is what was published"
        keep_screenshot(page, "public-page")
    publication.refresh_from_db()
    return publication


def decide_all(page: Page) -> None:
    """Hide every finding, but keep what only its owner knows to be personal."""
    undecided = page.locator('.finding[data-state="undecided"]')
    while undecided.count():
        finding = undecided.first
        name = finding.get_attribute("id")
        unknown = any(value in finding.inner_text() for value in (NICKNAME,))
        finding.locator(f'> .finding-form [value="{"keep" if unknown else "hide"}"]').click()
        expect(page.locator(f'#{name}[data-state="undecided"]')).to_have_count(0)
        settle(page)
    settle(page)
    assert not undecided.count()


def ask_for_removal(site: Site, publication: Publication) -> None:
    with a_visitor(site.chromium, site.url) as page:
        page.goto(publication.public_path)
        page.get_by_role("main").get_by_role("link", name="Request removal of my information").click()
        page.locator("[name=email]").fill(ASKER)
        page.locator("[name=words]").fill(f"{NICKNAME}\n{BADGE}")
        keep_screenshot(page, "removal-form")
        page.get_by_role("button", name="Send the request").click()
    run_tasks()


def confirm_the_request(site: Site, publication: Publication) -> None:
    with a_visitor(site.chromium, site.url) as page:
        page.goto(link_in_last_mail(ASKER, "/removal/confirm/"))
        page.get_by_role("main").get_by_role("button").first.click()
        assert get(site.url + publication.public_path)[0] == 410, "hidden first, at once"
    run_tasks(ahead=True)
    assert get(site.url + publication.public_path)[0] == 200, "back with the words masked"
    assert can_be_read(NICKNAME, site.url) == (False, False)


def decide_on_the_request(site: Site) -> None:
    with signed_in(site.chromium, site.url, people.dana()) as page:
        page.goto("/desk/removals/")
        page.locator("main tbody a").first.click()
        expect(page.locator(".occurrence")).to_have_count(2)
        keep_screenshot(page, "removal-decision")
        page.get_by_role("button", name="Agree to all 2 undecided spots").click()
        page.get_by_role("button", name="Carry out and answer").click()
        expect(page.get_by_text("The decisions are being carried out")).to_be_visible()
        run_tasks(ahead=True)
        expect(page.locator('.badge[data-state="closed"]').first).to_be_visible()


def check_the_certificate(site: Site) -> None:
    path = link_in_last_mail(ASKER, "/certificate/")
    status, body, _ = get(site.url + path)
    assert status == 200
    for value in (*SECRETS, NICKNAME, BADGE, ASKER):
        assert value.encode() not in body
