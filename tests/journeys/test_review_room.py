"""The review room with a pointer and without: boxes, selections, keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from desk.accounts.tokens import sign_in_path
from desk.publishing import review
from desk.publishing.models import Part, Publication, ReviewItem
from desk.redactor import Box
from desk.tickets.models import Attachment
from desk.tickets.receive import Upload
from tests import people
from tests.build import a_screenshot, a_ticket
from tests.journeys.browser import settle, signed_in
from tests.tasks import run_tasks

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.ocr,
    pytest.mark.usefixtures("detector"),
]


@pytest.fixture
def room(live_server: LiveServer, chromium: Browser) -> Iterator[Page]:
    """Dana in the review room of a copy with one message and one picture without personal data."""
    ticket = a_ticket(uploads=[Upload("window.png", a_screenshot("Ledger 4.2", "Export stopped"))])
    publication = review.start_review(ticket, by=people.dana())
    review.pull_message(publication, ticket.messages.get(), by=people.dana())
    run_tasks()
    review.pull_file(publication, Attachment.objects.get(), by=people.dana())
    run_tasks()
    with signed_in(chromium, live_server.url, people.dana()) as page:
        page.goto(publication.get_absolute_url())
        yield page


def boxes() -> list[ReviewItem]:
    return list(ReviewItem.objects.filter(part__kind=Part.Kind.IMAGE))


def test_a_box_is_drawn_with_the_pointer_and_taken_back(room: Page) -> None:
    picture = room.locator("desk-boxes")
    picture.scroll_into_view_if_needed()
    area = picture.locator("svg").bounding_box()
    assert area is not None
    room.mouse.move(area["x"] + area["width"] * 0.25, area["y"] + area["height"] * 0.25)
    room.mouse.down()
    room.mouse.move(area["x"] + area["width"] * 0.5, area["y"] + area["height"] * 0.5, steps=4)
    room.mouse.up()
    expect(room.locator('.box[data-state="added"]')).to_have_count(1)
    (box,) = boxes()
    width = box.part.width or 0
    assert box.left == pytest.approx(width * 0.25, abs=3)
    assert box.right == pytest.approx(width * 0.5, abs=3)
    room.get_by_role("button", name="Remove this mark").click()
    expect(room.locator('.box[data-state="added"]')).to_have_count(0)


def test_a_box_is_added_and_moved_by_numbers(room: Page) -> None:
    form = room.locator(".add-box")
    for name, value in {"left": 10, "top": 12, "right": 90, "bottom": 40}.items():
        form.locator(f"[name={name}]").fill(str(value))
    form.get_by_role("button", name="Hide this area").click()
    expect(room.locator('.box[data-state="added"]')).to_have_count(1)
    room.get_by_text("Move or resize").click()
    move = room.locator("[data-moves]")
    move.locator("[name=right]").fill("120")
    move.get_by_role("button", name="Move", exact=True).click()
    settle(room)
    (box,) = boxes()
    assert (box.left, box.top, box.right, box.bottom) == (10, 12, 120, 40)


def test_a_box_is_moved_by_arrow_keys(room: Page) -> None:
    picture = Part.objects.get(kind=Part.Kind.IMAGE)
    review.mark(picture, Box(10, 12, 90, 40), "OTHER", by=people.dana())
    run_tasks()
    room.reload()
    settle(room)
    finding = room.locator(".finding", has=room.locator("[data-moves]"))
    finding.focus()
    with room.expect_response("**/move/"):
        for key in ("Enter", "ArrowRight", "Shift+ArrowDown", "ArrowLeft", "ArrowLeft"):
            finding.press(key)
    settle(room)
    (box,) = boxes()
    assert (box.left, box.top, box.right, box.bottom) == (9, 22, 89, 50)


def test_a_selection_is_hidden_exactly_where_it_stands(room: Page) -> None:
    room.locator(".original-text").first.scroll_into_view_if_needed()
    words = room.locator(".original-text", has_text="second page").first
    words.evaluate(
        """text => {
            const node = [...text.childNodes].find(node => node.textContent.includes("second page"));
            const leaf = node.nodeType === 3 ? node : node.firstChild;
            const at = leaf.textContent.indexOf("second page"), range = document.createRange();
            range.setStart(leaf, at); range.setEnd(leaf, at + "second page".length);
            getSelection().removeAllRanges(); getSelection().addRange(range);
        }"""
    )
    form = words.locator("xpath=following-sibling::form")
    expect(form.locator("[name=words]")).to_have_value("second page")
    form.get_by_role("button", name="Hide it").click()
    expect(room.locator('.finding[data-state="added"]')).to_have_count(1)
    item = ReviewItem.objects.get(origin=ReviewItem.Origin.PERSON)
    assert item.part.text[item.start : item.end] == "second page"


def test_findings_are_decided_by_keys_alone(room: Page) -> None:
    undecided = room.locator('.finding[data-state="undecided"]')
    before = undecided.count()
    assert before
    for left in range(before - 1, -1, -1):
        room.keyboard.press("n")
        room.keyboard.press("h")
        expect(undecided).to_have_count(left)
    settle(room)
    expect(room.locator("#progress")).to_contain_text(re.compile(rf"{before} of {before} decided"))


def test_the_page_follows_the_tasks_by_itself(room: Page) -> None:
    room.locator('.finding[data-state="undecided"] button[value="hide"]').first.click()
    expect(room.locator("#preview")).to_contain_text("being made")
    run_tasks()
    expect(room.locator("#preview #article")).to_be_visible(timeout=15_000)
    assert Publication.objects.get().edition > 0


def test_words_that_were_typed_are_there_when_the_tab_was_closed(room: Page) -> None:
    room.locator("[name=summary]").fill("The export stops and writes nothing.")
    expect(room.locator("#own-words-state")).to_have_text("Saved.")
    address = room.url
    room.goto("about:blank")
    room.goto(address)
    expect(room.locator("[name=summary]")).to_have_value("The export stops and writes nothing.")


def test_words_wait_on_the_page_while_the_session_is_over(room: Page) -> None:
    room.context.clear_cookies()
    room.locator("[name=summary]").fill("The export stops.")
    expect(room.locator("#own-words-state")).to_contain_text("Not saved yet")
    tab = room.context.new_page()
    tab.goto(sign_in_path(people.dana()))
    tab.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(room.locator("#own-words-state")).to_have_text("Saved.", timeout=30_000)
    assert Part.objects.get(kind=Part.Kind.SUMMARY).text == "The export stops."


def test_a_mention_is_opened_and_decided_alone_by_keys(room: Page) -> None:
    words = "It stops for bob.baxter@example.com. Ask bob.baxter@example.com for the log."
    review.write(Publication.objects.get(), {Part.Kind.SUMMARY: words}, by=people.dana())
    run_tasks()
    room.reload()
    settle(room)
    value = room.locator(".finding", has=room.locator(".mentions-fold"))
    expect(value).to_contain_text("2 mentions")
    room.keyboard.press("g")
    expect(room.locator(".mention")).to_have_count(2)
    while room.locator(".mention[aria-current]").count() == 0:
        room.keyboard.press("j")
    room.keyboard.press("v")
    expect(room.locator('.mention[data-state="keep"]')).to_have_count(1)
    expect(room.locator('.mention[data-state="undecided"]')).to_have_count(1)
    expect(value).to_contain_text("1 of 2 decided")


def test_the_key_sheet_opens_and_keys_can_be_switched_off(room: Page) -> None:
    room.keyboard.press("?")
    expect(room.locator(".keys-sheet")).to_be_visible()
    room.locator("#switch-keys").click()
    expect(room.locator("#room")).to_have_attribute("data-keys", "off")
    before = room.locator('.finding[data-state="undecided"]').count()
    room.keyboard.press("n")
    room.keyboard.press("h")
    expect(room.locator(".finding[aria-current]")).to_have_count(0)
    expect(room.locator('.finding[data-state="undecided"]')).to_have_count(before)


def test_what_was_done_is_announced(room: Page) -> None:
    room.keyboard.press("n")
    room.keyboard.press("h")
    expect(room.locator("#announcements")).to_contain_text(re.compile(r": hidden.*\d+ of \d+ decided"))
