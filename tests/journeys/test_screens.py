"""The main screens of everybody: no barrier in either theme, none too wide, no cookie and no other host."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from desk.publishing import review
from desk.publishing.models import LeakTour
from desk.tickets.models import AlwaysWord, Attachment, Ticket
from desk.tickets.receive import Upload
from desk.tickets.rules import always
from tests import people
from tests.build import a_log, a_screenshot, a_ticket
from tests.desk.publishing.copies import a_copy, published
from tests.desk.rights.asking import searched
from tests.journeys.browser import WIDE, a_visitor, signed_in
from tests.tasks import run_tasks

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.ocr,
    pytest.mark.usefixtures("detector"),
]

THEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
NARROW = {"width": 320, "height": 640}  # WCAG 2.2, 1.4.10: a window of 1280 pixels at four times the size


def test_a_visitor_meets_no_barrier(live_server: LiveServer, chromium: Browser) -> None:
    post = published(a_ticket(), by=people.dana())
    gone = published(a_ticket(), by=people.dana())
    searched(Client(), scope="post", post=gone.slug)
    screens = {
        "front": reverse("accounts:front"),
        "sign in": reverse("accounts:sign_in"),
        "sign-in link sent": reverse("accounts:sign_in_sent"),
        "link ended": reverse("accounts:sign_in_link", args=["MQ", "ended"]),
        "new ticket": reverse("tickets:new"),
        "issues": reverse("public:list"),
        "no such issue": reverse("public:list") + "?q=zebra",
        "issue": post.public_path,
        "issue taken down": gone.public_path,
        "affects me too": reverse("public:affects", args=[post.slug]),
        "follow": reverse("public:follow", args=[post.slug]),
        "stop all mails": reverse("public:forget"),
        "comment": reverse("public:comment", args=[post.slug]),
        "what is hidden": reverse("public:placeholders"),
        "removal form": reverse("rights:ask") + f"?post={post.slug}",
        "removal asked": reverse("rights:asked"),
        "certificate check": reverse("rights:check"),
        "nothing here": "/nothing/",
    }
    with a_visitor(chromium, live_server.url) as page:
        assert barriers(page, screens) == []


def test_a_customer_meets_no_barrier(live_server: LiveServer, chromium: Browser) -> None:
    ticket = a_ticket_with_files()
    screens = {
        "my tickets": reverse("tickets:my"),
        "my ticket": reverse("tickets:my_ticket", args=[ticket.pk]),
        "new ticket": reverse("tickets:new"),
        "not for customers": reverse("tickets:queue"),
    }
    with signed_in(chromium, live_server.url, people.alice()) as page:
        assert barriers(page, screens) == []


def test_an_agent_meets_no_barrier(live_server: LiveServer, chromium: Browser) -> None:
    ticket = a_ticket_with_files()
    undecided = a_copy(ticket, by=people.dana())
    for file in Attachment.objects.filter(message__ticket=ticket):
        review.pull_file(undecided, file, by=people.dana())
    run_tasks()
    post = published(a_ticket(), by=people.dana())
    removal = searched(Client(), words="second page", post=post.slug)
    screens = {
        "queue": reverse("tickets:queue"),
        "empty queue": reverse("tickets:queue") + "?q=zebra",
        "ticket": reverse("tickets:ticket", args=[ticket.pk]),
        "copies": reverse("publishing:list"),
        "comments": reverse("publishing:comments"),
        "review": undecided.get_absolute_url(),
        "published": post.get_absolute_url(),
        "removals": reverse("rights:list"),
        "no closed removals": reverse("rights:list") + "?state=closed",
        "removal": removal.get_absolute_url(),
    }
    with signed_in(chromium, live_server.url, people.dana()) as page:
        assert barriers(page, screens) == []


def test_the_operator_meets_no_barrier(live_server: LiveServer, chromium: Browser) -> None:
    always("Bluebell", "OTHER", AlwaysWord.Verdict.HIDE, by=people.dana(), reason="A project.")
    shut = {"door": "pixels", "post": 7, "reason": "detector-unavailable"}
    LeakTour.objects.create(leaks=[{"door": "feed", "post": 7, "entity": "PERSON"}], unread=[shut])
    a_ticket()  # its product
    screens = {
        "watch": reverse("publishing:watch"),
        "labels": reverse("publishing:labels"),
        "products": reverse("tickets:products"),
        "always": reverse("tickets:always"),
    }
    with signed_in(chromium, live_server.url, people.operator()) as page:
        assert barriers(page, screens) == []


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


def a_ticket_with_files() -> Ticket:
    """A ticket of Alice with a picture and a log that both name her, scanned."""
    picture = a_screenshot("Settings - Profile", "Name   Alice Archer", "E-mail alice.archer@example.com")
    lines = [f"INFO  page  {number} written" for number in range(40)]  # the panes of the review scroll
    log = a_log("INFO  mail  sending report to alice.archer@example.com", *lines)
    ticket = a_ticket(uploads=[Upload("profile.png", picture), Upload("export.log", log)])
    run_tasks()
    return ticket


def barriers(page: Page, screens: dict[str, str]) -> list[str]:
    """What stands in somebody's way, one line each: broken rules per theme, screens that scroll sideways."""
    found = []
    for name, path in screens.items():
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        page.goto(path)
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
