"""The ticket form in a real browser: pasting, removing and the hint while writing."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from PIL import Image
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from desk.files.store import read
from desk.tickets.models import Attachment
from tests.build import a_log, a_product, a_screenshot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

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
PEN_IS_READY = "document.activeElement.matches('desk-pen canvas')"


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
    page.context.set_offline(True)
    page.fill("textarea[name=text]", words)
    page.wait_for_selector(".nudge:not([hidden])")
    assert hint in page.inner_text(".nudge")


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


@pytest.mark.slow
@pytest.mark.usefixtures("detector")
def test_what_the_public_would_see_follows_the_writing(page: Page) -> None:
    page.fill("textarea[name=text]", "Please write to quillfeather@example.org, thank you.")
    public = page.locator(".look-sides [data-side=public]")
    public.wait_for()
    assert "[e-mail address 1]" in public.inner_text()
    assert "quillfeather" not in public.inner_text()
    assert "1 place would be hidden." in page.inner_text(".look-said")


@pytest.mark.slow
@pytest.mark.ocr
@pytest.mark.usefixtures("detector")
def test_a_chosen_picture_is_shown_as_the_public_would_see_it(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "account.png"
    file.write_bytes(a_screenshot("Account", "E-mail quillfeather@example.org"))
    page.set_input_files("input[name=uploads]", file)
    page.click(".look-at-picture")
    page.wait_for_selector(".look-picture img")
    assert "Areas hidden: 1" in page.inner_text(".look-picture")


def test_without_a_detector_the_form_says_so_and_still_works(page: Page, settings: Settings) -> None:
    settings.DETECTOR_URL = "http://127.0.0.1:9"
    page.fill("textarea[name=text]", "Please write to quillfeather@example.org, thank you.")
    page.wait_for_selector(".look-words .notice")
    assert "cannot show it right now" in page.inner_text(".look-words")
    send(page)


def test_what_the_pen_covers_never_leaves_the_browser(page: Page, tmp_path: Path) -> None:
    choose_white_picture(page, tmp_path)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    page.click(".open-pen")
    page.wait_for_function(PEN_IS_READY)
    for name, value in {"left": 10, "top": 20, "width": 30, "height": 15}.items():
        page.fill(f"desk-pen [data-name={name}]", str(value))
    page.click("desk-pen [data-act=cover]")
    page.click("desk-pen [data-act=use]")
    page.wait_for_selector(".chosen-files li:has-text('white-covered.png')")
    # The words of the form may be looked at meanwhile; the picture is not.
    asked = {urlsplit(request.url).path for request in sent if not request.url.startswith("blob:")}
    assert asked <= {"/look/words/"}
    assert not any(b"PNG" in (request.post_data_buffer or b"") for request in sent)
    send(page)
    picture = sent_picture()
    assert picture.size == (200, 100)
    covered = picture.crop((10, 20, 40, 35)).getcolors()
    assert covered is not None and [colour for _, colour in covered] == [(21, 24, 33)]
    assert {colour: count for count, colour in picture.getcolors() or ()} == {
        (21, 24, 33): 30 * 15,
        (255, 255, 255): 200 * 100 - 30 * 15,
    }


def test_the_pen_draws_with_the_pointer_and_undoes(page: Page, tmp_path: Path) -> None:
    choose_white_picture(page, tmp_path)
    page.click(".open-pen")
    page.wait_for_function(PEN_IS_READY)
    canvas = page.locator("desk-pen canvas")
    area = canvas.bounding_box()
    assert area is not None
    for shift in (0, 40):
        page.mouse.move(area["x"] + 10 + shift, area["y"] + 10)
        page.mouse.down()
        page.mouse.move(area["x"] + 30 + shift, area["y"] + 30)
        page.mouse.up()
    page.click("desk-pen [data-act=undo]")
    assert "(1)" in page.inner_text(".pen-said")
    page.click("desk-pen [data-act=use]")
    page.wait_for_selector(".chosen-files li:has-text('white-covered.png')")
    send(page)
    picture = sent_picture()
    assert picture.getpixel((20, 20)) == (21, 24, 33)
    assert picture.getpixel((60, 20)) == (255, 255, 255)


def test_the_pen_works_with_the_keyboard_alone(page: Page, tmp_path: Path) -> None:
    choose_white_picture(page, tmp_path)
    page.focus(".open-pen")
    page.keyboard.press("Enter")
    page.wait_for_function(PEN_IS_READY)
    left = int(page.input_value("desk-pen [data-name=left]"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert int(page.input_value("desk-pen [data-name=left]")) == left + 2
    page.keyboard.press("Enter")
    assert "(1)" in page.inner_text(".pen-said")
    page.focus("desk-pen [data-act=use]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chosen-files li:has-text('white-covered.png')")


def choose_white_picture(page: Page, folder: Path) -> None:
    file = folder / "white.png"
    Image.new("RGB", (200, 100), (255, 255, 255)).save(file)
    page.set_input_files("input[name=uploads]", file)


def sent_picture() -> Image.Image:
    """The one picture that arrived, as pixels."""
    return Image.open(io.BytesIO(read(Attachment.objects.get().file))).convert("RGB")
