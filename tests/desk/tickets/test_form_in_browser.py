"""The ticket form in a real browser: pasting, removing and the hint while writing."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from desk.files.store import read
from desk.tickets.models import Attachment
from tests.build import a_log, a_product, a_screenshot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PICTURE = a_screenshot("Account")

# What a browser does when somebody presses Ctrl+V with a picture in the clipboard.
PASTE = """
content => {
  const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([bytes], "image.png", { type: "image/png" }));
  document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
}
"""


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The form, filled in but for the files."""
    product = a_product()
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{live_server.url}/new/")
    page.fill("input[name=email]", "guest.gray@example.org")
    page.select_option("select[name=product]", str(product.pk))
    page.fill("input[name=subject]", "The export stops")
    page.fill("textarea[name=text]", "It stops at the second page.")
    yield page
    context.close()


def paste(page: Page) -> None:
    page.evaluate(PASTE, base64.b64encode(PICTURE).decode())


def send(page: Page) -> None:
    page.click("main form button:has-text('Send to support')")
    page.wait_for_url("**/new/received/")


def test_chosen_and_pasted_files_arrive_together(page: Page, tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    log.write_bytes(a_log())
    page.set_input_files("input[name=uploads]", log)
    paste(page)
    send(page)
    first, second = Attachment.objects.all()
    assert (first.name, second.name) == ("app.log", "pasted-2.png")
    assert read(second.file) == PICTURE


def test_a_file_that_was_removed_again_is_not_sent(page: Page) -> None:
    paste(page)
    paste(page)
    page.click(".chosen-files li:first-child button")
    send(page)
    assert [attachment.name for attachment in Attachment.objects.all()] == ["pasted-2.png"]


def test_a_pasted_picture_is_shown_and_announced(page: Page) -> None:
    paste(page)
    assert page.locator(".chosen-files img").evaluate("image => image.decode().then(() => image.width > 0)")
    assert page.inner_text(".files-said") == "Screenshot added."


def test_files_that_are_too_large_together_are_said_before_sending(page: Page) -> None:
    page.evaluate("document.querySelector('.files').dataset.limit = '100'")
    paste(page)
    assert "larger than" in page.inner_text(".files-said")
    assert not page.evaluate("document.querySelector('main form[enctype]').checkValidity()")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("write to alice.archer@example.com", "e-mail address"),
        ("card 4111 1111 1111 1111", "payment card"),
        ("password: hunter-seven", "password or key"),
        ("call 020 7946 0018", "phone number"),
    ],
)
def test_a_hint_appears_while_writing_without_asking_the_server(page: Page, words: str, hint: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.fill("textarea[name=text]", words)
    page.wait_for_selector(".nudge:not([hidden])")
    assert hint in page.inner_text(".nudge")
    assert asked == []


def test_the_hint_goes_when_the_words_go(page: Page) -> None:
    page.fill("textarea[name=text]", "write to alice.archer@example.com")
    page.wait_for_selector(".nudge:not([hidden])")
    page.fill("textarea[name=text]", "The export stops.")
    page.wait_for_selector(".nudge[hidden]", state="attached")


def test_without_scripts_the_form_works_the_same(
    chromium: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    product = a_product()
    log = tmp_path / "app.log"
    log.write_bytes(a_log())
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/new/")
    page.fill("input[name=email]", "guest.gray@example.org")
    page.select_option("select[name=product]", str(product.pk))
    page.fill("input[name=subject]", "The export stops")
    page.fill("textarea[name=text]", "It stops at the second page.")
    page.set_input_files("input[name=uploads]", log)
    send(page)
    context.close()
    assert Attachment.objects.get().name == "app.log"
