"""A ticket with twenty findings and two screenshots is published by keyboard alone, and by pointer alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from desk.publishing import review
from desk.publishing.models import Part, Publication
from desk.tickets.models import Attachment
from desk.tickets.receive import Upload
from tests import people
from tests.build import a_screenshot, a_ticket
from tests.journeys.browser import get, settle, signed_in
from tests.journeys.test_screens import violations
from tests.tasks import run_tasks

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.ocr,
    pytest.mark.usefixtures("detector"),
]

TEXT = """Hello,

the export stops at the second page. My colleague Priya Hargreaves called you on +44 20 7946 0018 yesterday.
Please write to priya.hargreaves@example.com, or to johan.moreau@example.org if she is away.
Priya Hargreaves works at 203.0.113.25, and Johan Moreau at 203.0.113.77 behind 2001:db8::17.
The log is in C:\\Users\\johanm\\export.log, and /home/priyah/export.log has the same.
Before that it said password=Tk4-vorel-92 and Authorization: Bearer Vq8kZr3LmXw7TfYb2NsPd6Ha.
The adapter is 02:00:5e:10:20:30. The second number is (212) 555-0142.

Kind regards,
Alice Archer
alice.archer@example.com
"""
LEAST = 20  # findings
UNDECIDED = '.finding[data-state="undecided"]'


@pytest.fixture
def copy(live_server: LiveServer) -> Publication:
    pictures = [
        Upload("one.png", a_screenshot("Account", "E-mail alice.archer@example.com", "Export stopped")),
        Upload("two.png", a_screenshot("Server 203.0.113.25", "User Priya Hargreaves", "Page 2 of 7")),
    ]
    publication = review.start_review(a_ticket(text=TEXT, uploads=pictures), by=people.dana())
    review.pull_message(publication, publication.ticket.messages.get(), by=people.dana())
    run_tasks()
    for file in Attachment.objects.all():
        review.pull_file(publication, file, by=people.dana())
    run_tasks()
    return publication


@pytest.fixture
def page(live_server: LiveServer, chromium: Browser, copy: Publication) -> Iterator[Page]:
    with signed_in(chromium, live_server.url, people.dana()) as page:
        page.goto(copy.get_absolute_url())
        yield page


def progress(page: Page) -> tuple[int, int]:
    """How many of how many are decided, as the page says."""
    found = re.match(r"(\d+) of (\d+) decided", page.locator("#progress").inner_text())
    assert found is not None
    return int(found[1]), int(found[2])


def seen(page: Page) -> tuple[str, dict[str, str]]:
    """The preview on the reviewer's screen: its words, and a digest of each picture's bytes."""
    images = page.locator("#article img").evaluate_all("images => images.map(image => image.src)")
    digests = {}
    for url in images:
        body = page.request.get(url).body()
        digests[url.rpartition("/")[2]] = hashlib.sha256(body).hexdigest()
    return page.locator("#article").inner_html(), digests


def assert_published_is(before: tuple[str, dict[str, str]], copy: Publication, origin: str) -> None:
    """What a stranger gets is, byte for byte, what the reviewer had on the screen."""
    copy.refresh_from_db()
    assert copy.live is not None
    article, digests = before
    status, body, _ = get(origin + copy.public_path)
    assert status == 200
    assert copy.live.article.encode() in body
    assert len(digests) == 2
    for name, digest in digests.items():
        status, picture, _ = get(urljoin(origin + copy.public_path, f"files/{name}"))
        assert (status, hashlib.sha256(picture).hexdigest()) == (200, digest), name
    assert copy.preview.article == copy.live.article
    assert article


def test_by_keyboard_alone(page: Page, copy: Publication, live_server: LiveServer) -> None:
    keys = page.keyboard
    tab_to(page, '[name="title"]')
    keys.type("Export stops at the second page")
    keys.press("Tab")
    keys.type("The export stops and writes nothing.")
    expect(page.locator("#own-words-state")).to_have_text("Saved.")
    tab_to(page, "#own-words .button-primary")
    keys.press("Enter")
    page.wait_for_load_state()
    settle(page)
    assert progress(page)[1] >= LEAST

    def hide_next() -> None:
        keys.press("n")
        keys.press("h")

    decide_everything(page, hide_next)
    expect(page.locator("#announcements")).to_contain_text(re.compile(r"(\d+) of \1 decided"))
    assert violations(page) == []
    before = seen(page)
    tab_to(page, "#publish")
    keys.press("Enter")
    expect(page.get_by_text("Being rendered, verified and published")).to_be_visible()
    settle(page)
    expect(page.locator("#public-link")).to_be_visible()
    assert_published_is(before, copy, live_server.url)


def test_by_pointer_alone(page: Page, copy: Publication, live_server: LiveServer) -> None:
    words = {Part.Kind.TITLE: "Export stops", Part.Kind.SUMMARY: "It stops and writes nothing."}
    review.write(copy, words, by=people.dana())  # letters have to be typed by somebody
    run_tasks()
    page.reload()
    settle(page)
    assert progress(page)[1] >= LEAST
    page.locator("#next-undecided").click()
    expect(page.locator('.finding[aria-current="true"]')).to_have_count(1)
    decide_everything(page, page.locator(f'{UNDECIDED} > .finding-form [value="hide"]').first.click)
    before = seen(page)
    page.locator("#publish").click()
    expect(page.get_by_text("Being rendered, verified and published")).to_be_visible()
    settle(page)
    expect(page.locator("#public-link")).to_be_visible()
    assert_published_is(before, copy, live_server.url)


def decide_everything(page: Page, hide_next: Callable[[], object]) -> None:
    """Hide one after the other, then what the verified copy asks about, until nothing is undecided."""
    undecided = page.locator(UNDECIDED)
    while left := undecided.count():
        hide_next()
        expect(undecided).not_to_have_count(left, timeout=20_000)
        if not undecided.count():
            settle(page)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus."""
    for _ in range(400):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {selector}")
