"""The second step in a real browser, with the authenticator that Chromium has for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyotp
import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from desk.accounts.models import User
from desk.accounts.tokens import sign_in_path
from tests import people
from tests.desk.factors.people import with_app, with_key
from tests.journeys.browser import WIDE, a_visitor, keep_screenshot, signed_in
from tests.journeys.test_screens import NARROW, THEMES, violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

DEVICE: dict[str, Any] = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": False,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(live_server: LiveServer, chromium: Browser) -> Iterator[tuple[Browser, str]]:
    """Passkeys belong to a host, so the desk has to know itself by the name in the browser: localhost."""
    cache.clear()
    before, settings.DESK_ORIGIN = settings.DESK_ORIGIN, live_server.url
    yield chromium, live_server.url
    settings.DESK_ORIGIN = before


def plug_in(page: Page) -> None:
    """A security key in this browser, which is touched as soon as it is asked."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


@contextmanager
def link_pressed(page: Page, user: User) -> Iterator[None]:
    user.refresh_from_db()
    page.goto(sign_in_path(user))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    yield


def add_key(page: Page, name: str) -> None:
    page.goto("/my/signing-in/passkey/")
    page.get_by_label("A name for it").fill(name)
    page.get_by_role("button", name="Add it").click()


def test_alice_adds_a_key_and_signs_in_with_it(site: tuple[Browser, str]) -> None:
    chromium, url = site
    alice = people.alice()
    with signed_in(chromium, url, alice) as page:
        plug_in(page)
        add_key(page, "The blue key")
        expect(page.get_by_role("heading", name="Keep your recovery codes")).to_be_visible()
        page.get_by_role("link", name="I have kept them").click()
        expect(page.get_by_text("The blue key")).to_be_visible()
        keep_screenshot(page, "signing-in")
        page.get_by_role("button", name="Sign out").click()
        with link_pressed(page, alice):
            page.get_by_role("button", name="Use my passkey or key").click()
        expect(page).to_have_url(f"{url}/my/")
        page.goto("/my/signing-in/")
        expect(page.get_by_text("last used on")).to_be_visible()


def test_a_key_that_is_known_is_told_in_words(site: tuple[Browser, str]) -> None:
    chromium, url = site
    with signed_in(chromium, url, people.alice()) as page:
        plug_in(page)
        add_key(page, "The blue key")
        expect(page.get_by_role("heading", name="Keep your recovery codes")).to_be_visible()
        add_key(page, "The same again")
        expect(page.get_by_text("This device is set up already.")).to_be_visible()
        page.goto("/my/signing-in/")
        expect(page.get_by_text("The same again")).to_have_count(0)


def test_the_app_needs_no_script_and_no_pointer(site: tuple[Browser, str]) -> None:
    chromium, url = site
    alice = people.alice()
    context = chromium.new_context(base_url=url, viewport=WIDE, java_script_enabled=False)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    page = context.new_page()
    with link_pressed(page, alice):
        page.goto("/my/signing-in/app/")
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.keyboard.type(pyotp.TOTP(secret).now())  # the field has the focus
    page.keyboard.press("Enter")
    code = page.locator(".codes code").first.inner_text()
    page.goto("/my/signing-in/passkey/")
    expect(page.get_by_text("Here it is switched off")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    with link_pressed(page, alice):
        page.get_by_label("Code").fill(code)
        page.keyboard.press("Enter")
    expect(page).to_have_url(f"{url}/my/")
    context.close()


def test_an_agent_sets_up_the_first_one_before_the_desk_opens(
    site: tuple[Browser, str], settings: Any
) -> None:
    settings.DESK_SECOND_FACTOR = "staff"
    chromium, url = site
    with a_visitor(chromium, url) as page:
        plug_in(page)
        page.goto("/desk/?state=new")
        with link_pressed(page, people.dana()):
            expect(page.get_by_role("heading", name="Set up a second step")).to_be_visible()
        page.get_by_role("link", name="Add a passkey or key").click()
        page.get_by_label("A name for it").fill("Office")
        page.get_by_role("button", name="Add it").click()
        page.get_by_role("link", name="I have kept them").click()
        expect(page).to_have_url(f"{url}/desk/")


def test_the_second_step_is_no_barrier(site: tuple[Browser, str], settings: Any) -> None:
    chromium, url = site
    alice, dana = people.alice(), people.dana()
    with_app(alice)
    with_key(alice)
    with a_visitor(chromium, url) as page:
        with link_pressed(page, alice):
            look_at(page, "second-step")
            page.get_by_role("button", name="Go on").click()
            expect(page.get_by_role("alert")).to_be_visible()
            look_at(page, "second-step-wrong")
        settings.DESK_SECOND_FACTOR = "staff"
        with link_pressed(page, dana):
            look_at(page, "second-step-first")
            page.goto("/my/signing-in/app/")
            look_at(page, "second-step-app")
            secret = page.locator(".secret").inner_text().replace(" ", "")
            page.get_by_label("The six digits").fill(pyotp.TOTP(secret).now())
            page.get_by_role("button", name="Add the app").click()
            look_at(page, "second-step-codes")
            page.goto("/my/signing-in/")
            look_at(page, "second-step-own")
            page.goto("/my/signing-in/prove/")
            look_at(page, "second-step-prove")


def look_at(page: Page, name: str) -> None:
    """As it is, in both themes and in a narrow window."""
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        assert violations(page) == [], (name, theme)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"], name
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
