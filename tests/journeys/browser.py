"""A person at a real browser, and a stranger who reads every public byte."""

from __future__ import annotations

import html
import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from desk.accounts.models import User
from desk.accounts.tokens import sign_in_path
from desk.redactor import Needle, find_in_words, verify_document, verify_image, verify_text
from tests.tasks import run_tasks

SCREENSHOTS = Path(__file__).parent / "screenshots"
WIDE = {"width": 1280, "height": 800}
PAPER = "application/pdf"
# Sticky parts stand at their place only there, and pictures below the fold are loaded when asked for.
FROM_THE_TOP = """async () => {
    scrollTo(0, 0);
    for (const image of document.images) image.loading = "eager";
    await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
}"""


@contextmanager
def a_visitor(chromium: Browser, url: str, *, scheme: str = "light") -> Iterator[Page]:
    """A browser of its own, with nothing in it; any error of a script fails the test."""
    context = chromium.new_context(base_url=url, viewport=WIDE, color_scheme=scheme)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None
    )
    try:
        yield page
        assert not errors, errors
    finally:
        context.close()


@contextmanager
def signed_in(chromium: Browser, url: str, user: User, *, scheme: str = "light") -> Iterator[Page]:
    """The same for somebody with an account, through their one-time link."""
    with a_visitor(chromium, url, scheme=scheme) as page:
        page.goto(sign_in_path(user))
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        yield page


def keep_screenshot(page: Page, name: str) -> None:
    """Write the page to tests/journeys/screenshots when DESK_SCREENSHOTS=1; the README shows them."""
    if os.environ.get("DESK_SCREENSHOTS") == "1":
        SCREENSHOTS.mkdir(exist_ok=True)
        page.evaluate(FROM_THE_TOP)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True, caret="initial")


def link_in_last_mail(to: str, path: str) -> str:
    """The path of the newest link that begins with `path` in a mail to this address."""
    for message in reversed(mail.outbox):
        if message.to == [to] and (
            found := re.search(re.escape(settings.DESK_ORIGIN) + rf"({path}\S*)", str(message.body))
        ):
            return found[1].rstrip(".")
    raise AssertionError(f"no mail with a link to {path}")


def settle(page: Page) -> None:
    """Let the workers do what waits, and the page follow until it is quiet."""
    run_tasks()
    expect(page.locator("#poll")).to_have_count(0, timeout=15_000)


def get(url: str) -> tuple[int, bytes, str]:
    """What an anonymous HTTP client gets: status, body, content type."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read(), answer.headers.get_content_type()
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers.get_content_type()


def public_answers(origin: str) -> dict[str, tuple[bytes, str]]:
    """Everything a stranger can reach from the public doors: path -> body and content type."""
    todo = [
        "/public/",
        "/public/feed.atom",
        "/public/issues.json",
        "/public/sitemap.txt",
        "/public/?q=export",
    ]
    seen: dict[str, tuple[bytes, str]] = {}
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        status, body, kind = get(origin + path)
        if status != 200:
            continue
        seen[path] = body, kind
        if kind != PAPER and not kind.startswith("image/"):
            todo += links_of(path, body.decode(), origin)
    return seen


def links_of(path: str, text: str, origin: str) -> Iterator[str]:
    """Public paths that this answer names, in any form."""
    plain = html.unescape(text).replace(settings.DESK_ORIGIN, "").replace(origin, "").replace("\\/", "/")
    for found in re.findall(r"/public/[A-Za-z0-9._/-]*", plain):
        yield found
    folder = path.rpartition("/")[0]
    for found in re.findall(r'(?:src|href)="(files/[^"]+)"', plain):
        yield f"{folder}/{found}"


def assert_nowhere_public(values: Iterable[str], origin: str) -> dict[str, tuple[bytes, str]]:
    """None of the values can be read in any public byte, picture or mail; gives what was looked at."""
    values = list(values)
    answers = public_answers(origin)
    for path, (body, kind) in answers.items():
        for value in values:
            assert value.encode() not in body, path
            assert value not in path
        if kind.startswith("image/"):
            assert not verify_image(body, hidden=values, boxes=[]).problems, path
        elif kind == PAPER:
            assert not verify_document(body, hidden=values).problems, path
        else:
            text = (
                json.dumps(json.loads(body), ensure_ascii=False)
                if kind == "application/json"
                else body.decode()
            )
            assert not verify_text(html.unescape(text), values), path
    for message in mail.outbox:
        assert not verify_text(f"{message.subject}\n{message.body}", values), message.subject
    return answers


def can_be_read(value: str, origin: str) -> tuple[bool, bool]:
    """Whether the value stands in public text, and whether it can be read in a public picture."""
    in_text = in_pixels = False
    for body, kind in public_answers(origin).values():
        if kind.startswith("image/"):
            words = verify_image(body, hidden=[], boxes=[]).words
            in_pixels |= bool(find_in_words(words, [Needle(value)]))
        elif kind == PAPER:
            in_text |= value in verify_document(body, hidden=[]).text
        else:
            in_text |= value in body.decode()
    return in_text, in_pixels
