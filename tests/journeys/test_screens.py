"""Every page as its visitor sees it: no barrier in either theme, none too wide, no cookie, no other host."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests import people
from tests.build import a_ticket
from tests.desk.publishing.copies import a_copy, published
from tests.desk.test_doors import DOORS
from tests.journeys import screens
from tests.journeys.browser import WIDE, a_visitor, signed_in
from tests.journeys.screens import a_ticket_with_files

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.ocr,
    pytest.mark.usefixtures("detector"),
]

VISITORS = {
    "stranger": screens.of_visitors,
    "alice": screens.of_alice,
    "erin": screens.of_erin,
    "dana": screens.of_dana,
    "operator": screens.of_the_operator,
}
# Files and answers for programs; parts of other pages; what only sends somebody on.
NO_PAGES = {
    "accounts:home",
    "mycopy:file",
    "public:feed",
    "public:file",
    "public:issue_json",
    "public:issues_json",
    "public:openapi",
    "public:sitemap",
    "publishing:original",
    "publishing:preview_file",
    "rights:case_paper",
    "rights:corrections",
    "rights:download",
    "rights:mention_picture",
    "rights:package_picture",
    "rights:package_progress",
    "rights:paper",
    "rights:picture",
    "robots",
    "tickets:file",
    "tickets:my_file",
}
# Where a session is only half there: tests/journeys/test_second_step.py looks at it.
ELSEWHERE = {"accounts:second_step"}
REFUSALS = {
    "accounts:invitation, ended",
    "accounts:sign_in_link, ended",
    "public:issue, taken down",
    "nothing here",
    "tickets:queue, not for customers",
}
THEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
NARROW = {"width": 320, "height": 640}  # WCAG 2.2, 1.4.10: a window of 1280 pixels at four times the size


@pytest.fixture(autouse=True)
def first_visit() -> None:
    """Nobody has asked for too much yet."""
    cache.clear()


def test_every_page_is_looked_at() -> None:
    """A new page fails here until somebody has put it among the screens, with something on it."""
    looked_at = {name.partition(",")[0] for screens_of in VISITORS.values() for name in screens_of()}
    shown = {name for name, door in DOORS.items() if not door.post} - NO_PAGES - ELSEWHERE
    assert looked_at - {"nothing here"} == shown


@pytest.mark.parametrize("visitor", VISITORS)
def test_nobody_meets_a_barrier(live_server: LiveServer, chromium: Browser, visitor: str) -> None:
    paths = VISITORS[visitor]()
    with opened(chromium, live_server.url, visitor) as page:
        assert barriers(page, paths) == []


def test_the_conversation_is_wider_than_what_stands_beside_it(
    live_server: LiveServer, chromium: Browser
) -> None:
    with signed_in(chromium, live_server.url, people.dana()) as page:
        page.goto(reverse("tickets:ticket", args=[a_ticket().pk]))
        conversation = page.locator(".conversation").bounding_box()
        facts = page.locator(".ticket-facts").bounding_box()
        assert conversation is not None and facts is not None
        assert conversation["width"] > facts["width"]


def test_a_review_with_everything_unfolded_is_no_barrier(live_server: LiveServer, chromium: Browser) -> None:
    copy = a_copy(a_ticket_with_files(), by=people.dana(), summary="bob@example.com, again bob@example.com.")
    with signed_in(chromium, live_server.url, people.dana()) as page:
        page.goto(copy.get_absolute_url())
        page.locator("#room details").evaluate_all("folds => folds.forEach(fold => { fold.open = true })")
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            assert violations(page) == []
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


@pytest.mark.parametrize("path", ["/new/", "/sign-in/", "/removal/", "/certificate/"])
def test_a_form_with_errors_is_no_barrier(live_server: LiveServer, chromium: Browser, path: str) -> None:
    with a_visitor(chromium, live_server.url) as page:
        page.goto(path)
        page.locator("main form").evaluate("form => { form.noValidate = true }")
        page.locator("main form .button-primary").click()
        page.get_by_role("alert").wait_for()
        assert violations(page) == []
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert violations(page) == []


def test_reading_sets_no_cookie_and_touches_no_other_host(live_server: LiveServer, chromium: Browser) -> None:
    post = published(a_ticket_with_files(), by=people.dana())
    with a_visitor(chromium, live_server.url) as page:
        hosts = set()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        seen = crawl(page, reverse("accounts:front"), within=reverse("public:list"))
        assert post.public_path in seen
        assert page.context.cookies() == []
        assert hosts == {urlsplit(live_server.url).netloc}


def opened(chromium: Browser, url: str, visitor: str) -> AbstractContextManager[Page]:
    if visitor == "stranger":
        return a_visitor(chromium, url)
    return signed_in(chromium, url, getattr(people, visitor)())


def barriers(page: Page, paths: dict[str, str]) -> list[str]:
    """What stands in somebody's way, one line each: broken rules per theme, screens that scroll sideways."""
    found = []
    for name, path in paths.items():
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        answer = page.goto(path)
        assert answer is not None and (answer.ok or name in REFUSALS), name
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # no colour in between
            found += [f"{name}, {theme}: {rule}" for rule in violations(page)]
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            found.append(f"{name}: {width} pixels wide")
    return found


def violations(page: Page) -> list[str]:
    """The rules of axe-core that the page breaks, each with where."""
    broken = Axe().run(page).response["violations"]
    return [f"{rule['id']} at {node['target']}" for rule in broken for node in rule["nodes"]]


def crawl(page: Page, start: str, *, within: str) -> set[str]:
    """Open `start` and everything it leads to inside `within`; the paths that were opened."""
    todo, seen = [start], set[str]()
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        page.goto(path)
        hrefs = page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
        links = [urlsplit(href).path for href in hrefs]
        todo += [link for link in links if link.startswith(within)]
    return seen
