"""Journey 3 in a real browser: a stranger, a representative, a parent, an employee; five kinds of answer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from desk.accounts.tokens import open_access
from desk.rights.due import tick
from desk.rights.personal.models import Package, PackagePiece, RightsCase, RightsItem
from desk.tickets.models import Ticket
from desk.tickets.personal_data import REMOVED
from desk.tickets.receive import Upload
from tests import people
from tests.build import a_screenshot, a_ticket
from tests.desk.rights.cases import decide, of_account
from tests.journeys.browser import a_visitor, keep_screenshot, link_in_last_mail, signed_in
from tests.journeys.screens import a_ticket_that_names_alice
from tests.tasks import run_tasks

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("detector"),
]

GRETE = "grete.gruber@example.net"
GUEST = "guest.gray@example.org"
PAPER = FilePayload(name="paper.png", mimeType="image/png", buffer=a_screenshot("I let Grete act for me."))


@pytest.fixture
def site(live_server: LiveServer, chromium: Browser) -> Iterator[tuple[Browser, str]]:
    cache.clear()
    before, settings.DESK_ORIGIN = settings.DESK_ORIGIN, live_server.url
    yield chromium, live_server.url
    settings.DESK_ORIGIN = before


def test_a_stranger_is_granted_all_and_fetches_their_copy(site: tuple[Browser, str], tmp_path: Path) -> None:
    """S001, S150, S166: two presses from any page, no account; others are covered in what they get."""
    ticket = a_ticket(
        GUEST, text="Guest Gray here. Ask Bob Baxter (bob.baxter@example.com) about the export."
    )
    assert ticket.guest is not None
    open_access(ticket.guest)
    chromium, url = site
    with a_visitor(chromium, url) as page:
        page.goto("/public/")
        page.get_by_role("link", name="Your data and your rights").click()
        page.get_by_role("link", name="Ask about my data").click()
        page.get_by_label("See what you have about me").check()
        page.get_by_label("Your e-mail address").fill(GUEST)
        page.get_by_label("Where do you live?").select_option("DE")
        keep_screenshot(page, "privacy-form")
        page.get_by_role("button", name="Send the request").click()
        expect(page.get_by_role("heading", name="Please look into your mailbox")).to_be_visible()
        run_tasks("mail")
        page.goto(link_in_last_mail(GUEST, "/privacy/case/"))
        page.get_by_role("button", name="Yes, this is my request").click()
        expect(page.get_by_text("You get an answer by")).to_be_visible()

        with an_agent(site) as desk:
            press(desk, "Grant")
            run_tasks("default")
            desk.reload()
            desk.get_by_role("link", name="Review the copy").click()
            expect(desk.get_by_text("Bob Baxter").first).to_be_visible()
            keep_screenshot(desk, "copy-review")
            desk.get_by_role("button", name="I have read it all: make the copy").click()
            run_tasks("default")
            answer(desk)

        page.reload()
        expect(page.get_by_text("A copy of what we have about you is ready")).to_be_visible()
        keep_screenshot(page, "privacy-answer")
        page.get_by_role("button", name="Mail me the link").click()
        run_tasks("mail")
        page.goto(link_in_last_mail(GUEST, "/privacy/copy/"))
        with page.expect_download() as download:
            page.get_by_role("button", name="Fetch my copy").click()
        saved = tmp_path / "copy.zip"
        download.value.save_as(saved)
    copy = zipfile.ZipFile(io.BytesIO(saved.read_bytes())).read("data.json").decode()
    assert GUEST in copy and "Baxter" not in copy
    assert not any("Baxter" in str(message.body) for message in mail.outbox)


def test_a_representative_who_proves_nothing_gets_nothing(site: tuple[Browser, str]) -> None:
    """S156: not verified. The person asked for hears of it and is not told who asks."""
    alice = people.alice()
    a_ticket(alice)
    chromium, url = site
    with a_visitor(chromium, url) as page:
        ask(
            page, "See what you have about me", GRETE, asker="Somebody who gave me a power", about=alice.email
        )
        page.get_by_label("A picture or PDF of the paper").set_input_files([PAPER])
        page.get_by_role("button", name="Send the paper").click()
        expect(page.get_by_text("We have your paper, and will look at it.")).to_be_visible()
        with a_visitor(chromium, url) as represented:
            represented.goto(link_in_last_mail(alice.email, "/privacy/for-me/"))
            assert GRETE not in represented.content()
            represented.get_by_role("button", name="No, give them nothing").click()
            expect(represented.get_by_text("They get nothing.")).to_be_visible()
        with an_agent(site) as desk:
            desk.get_by_label("Yes", exact=True).check()
            desk.get_by_role("group", name="For which rights?").get_by_label("See what").check()
            desk.get_by_label("Valid until").fill("2030-01-01")
            desk.get_by_role("button", name="Keep what I read").click()
            press(desk, "Grant")
            expect(desk.get_by_role("alert")).to_contain_text("they may not")
            press(desk, "Not proved to be theirs")
            answer(desk)
        page.reload()
        expect(page.get_by_text("We could not make sure that this is about you")).to_be_visible()
        assert "Alice" not in page.content()


def test_a_parent_hears_that_there_is_nothing(site: tuple[Browser, str]) -> None:
    """S141: nothing is asked of the child."""
    chromium, url = site
    with a_visitor(chromium, url) as page:
        ask(page, "Delete what you have about me", GRETE, asker="A child")
        expect(page.get_by_text("We ask nothing of the child")).to_be_visible()
        with an_agent(site) as desk:
            press(desk, "We have nothing")
            answer(desk)
        page.reload()
        expect(page.get_by_text("found nothing under the address you confirmed")).to_be_visible()
        page.get_by_role("button", name="That is fine").click()
        expect(page.get_by_text("Closed", exact=True)).to_be_visible()


def test_an_employee_is_granted_a_part_and_their_administrator_sees_nothing(
    site: tuple[Browser, str],
) -> None:
    """S169, S173, S189: a part is deleted at once; the rest is refused, and looked at by somebody else."""
    alice, erin = people.alice(), people.erin()
    ticket = a_ticket(alice)
    chromium, url = site
    with signed_in(chromium, url, alice) as page:
        page.get_by_role("link", name="My data").click()
        page.get_by_role("link", name="Ask about my data").click()
        page.get_by_label("Delete what you have about me").check()
        page.get_by_role("button", name="Send the request").click()
        expect(page.get_by_role("heading", name="My requests about my data")).to_be_visible()
        number = RightsCase.objects.get().number
        with signed_in(chromium, url, erin) as admin:
            for path in ("/my/", "/my/privacy/", "/my/privacy/looks/"):
                admin.goto(path)
                assert number not in admin.content()
            admin.goto("/desk/requests/")
            assert number not in admin.content()
        with an_agent(site) as desk:
            desk.get_by_label("Your tickets: what was written").check()
            desk.get_by_label("If not all is granted: why").select_option("LegalObligationImpaired")
            press(desk, "Grant in part")
            run_tasks("default")
            desk.reload()
            answer(desk)
        assert Ticket.objects.get(pk=ticket.pk).subject == REMOVED
        page.get_by_role("link", name=number).click()
        expect(page.get_by_text("A law obliges us to keep it")).to_be_visible()
        page.get_by_label("Your words").fill("Which law?")
        page.get_by_role("button", name="I disagree").click()
        expect(page.get_by_text("Being decided").first).to_be_visible()
        with an_agent(site) as desk:
            press(desk, "We have nothing")
            expect(desk.get_by_role("alert")).to_contain_text("You decided this before")


def test_a_refusal_says_why_and_where_to_complain(site: tuple[Browser, str]) -> None:
    """S089, S167."""
    chromium, url = site
    with a_visitor(chromium, url) as page:
        ask(page, "Delete what you have about me", GRETE)
        with an_agent(site) as desk:
            desk.get_by_label("If not all is granted: why").select_option("ProcessExcessive")
            press(desk, "Refuse")
            desk.get_by_role("button", name="Look at the letter").click()
            expect(desk.get_by_text("What you can do:")).to_be_visible()
            keep_screenshot(desk, "request")
            answer(desk)
        page.reload()
        expect(
            page.get_by_text("the data protection authority of the country where you live")
        ).to_be_visible()
        expect(page.get_by_text("You may answer until")).to_be_visible()


def test_what_others_wrote_is_covered_when_somebody_is_deleted(site: tuple[Browser, str]) -> None:
    """S152: an agent says of each place whether it is about them; then it goes on by itself."""
    ticket = a_ticket_that_names_alice()
    case = of_account(people.alice(), "remove")
    run_tasks("default")
    with an_agent(site) as desk:
        press(desk, "Grant")
        run_tasks("default")
        desk.reload()
        expect(desk.get_by_text("Say of each place")).to_be_visible()
        desk.get_by_role("link", name="Look at them").click()
        expect(desk.get_by_text("saw it first")).to_be_visible()
        for _ in range(3):
            desk.locator("section", has_text="Undecided").get_by_role(
                "button", name="About them", exact=True
            ).first.click()
        run_tasks("default")
        desk.get_by_role("link", name="Back to the request").click()
        expect(desk.get_by_text("Done", exact=True)).to_be_visible()
    words = ticket.messages.get().text
    assert "Archer" not in words and "The lamp flickers." in words
    assert case.mentions.exclude(covered_at=None).count() == 3


def ask(page: Page, what: str, email: str, *, asker: str = "", about: str = "") -> None:
    """Send the form and confirm the mailbox, as somebody from Germany."""
    page.goto("/privacy/ask/")
    page.get_by_label(what).check()
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("Where do you live?").select_option("DE")
    if asker:
        page.get_by_label(asker).check()
    if about:
        page.get_by_label("Their e-mail address").fill(about)
    page.get_by_role("button", name="Send the request").click()
    run_tasks("mail")
    page.goto(link_in_last_mail(email, "/privacy/case/"))
    page.get_by_role("button", name="Yes, this is my request").click()
    expect(page.get_by_text("You get an answer by")).to_be_visible()
    run_tasks("mail")


@contextmanager
def an_agent(site: tuple[Browser, str]) -> Iterator[Page]:
    """Dana on the page of the newest request, found through the list of requests."""
    with signed_in(*site, people.dana()) as page:
        page.get_by_role("link", name="Data requests").click()
        page.get_by_role("link", name=RightsCase.objects.latest("pk").number).click()
        yield page


def press(desk: Page, name: str) -> None:
    desk.get_by_role("button", name=name, exact=True).click()


def answer(desk: Page) -> None:
    """Send the answer, and let its mail leave."""
    if "/copy/" in desk.url:
        desk.get_by_role("link", name="Back to the request").click()
    press(desk, "Send the answer")
    expect(desk.get_by_text("Answered", exact=True).first).to_be_visible()
    run_tasks("mail")
    tick(timezone.now())


def test_the_page_of_a_copy_follows_while_its_pictures_are_made(site: tuple[Browser, str]) -> None:
    """What is chosen in a picture is seen in it before anybody can approve the copy."""
    people.bob()
    picture = a_screenshot("Account", "Bob Baxter", "bob.baxter@example.com")
    alice = people.alice()
    a_ticket(alice, text="The export stops.", uploads=[Upload("screen.png", picture)])
    case = of_account(alice, "access")
    decide(case, RightsItem.Verdict.GRANTED, by=people.dana())
    run_tasks("default")
    with an_agent(site) as desk:
        desk.goto(f"/desk/requests/copy/{Package.objects.get(case=case).pk}/")
        shown = desk.get_by_role("img", name="The picture as it would go out")
        expect(shown).to_be_visible()
        desk.get_by_role("button", name="Covered: show it").first.click()
        expect(desk.get_by_text("One picture is still being made.")).to_be_visible()
        expect(shown).to_have_count(0)
        desk.get_by_role("button", name="I have read it all: make the copy").click()
        expect(desk.get_by_text("A picture of this copy is still being made.")).to_be_visible()
        run_tasks("default")
        expect(shown).to_be_visible()
        expect(desk.get_by_text("One picture is still being made.")).to_have_count(0)


def test_a_box_is_drawn_by_pointer_on_the_picture_of_a_copy(site: tuple[Browser, str]) -> None:
    """What no rule found is covered where the reviewer draws, and the picture shows it before it goes out."""
    alice = people.alice()
    a_ticket(alice, text="Look.", uploads=[Upload("screen.png", a_screenshot("Account", "Lamp settings"))])
    case = of_account(alice, "access")
    decide(case, RightsItem.Verdict.GRANTED, by=people.dana())
    run_tasks("default")
    with an_agent(site) as desk:
        desk.goto(f"/desk/requests/copy/{Package.objects.get(case=case).pk}/")
        shown = desk.get_by_role("img", name="The picture as it would go out")
        shown.scroll_into_view_if_needed()
        area = shown.bounding_box()
        assert area is not None
        desk.mouse.move(area["x"] + 10, area["y"] + 10)
        desk.mouse.down()
        desk.mouse.move(area["x"] + 120, area["y"] + 50)
        desk.mouse.up()
        expect(desk.get_by_text("One picture is still being made.")).to_be_visible()
        run_tasks("default")
        expect(shown).to_be_visible()
    piece = PackagePiece.objects.get(package__case=case, is_picture=True)
    scale = piece.width / area["width"]
    drawn = piece.hides[-1]
    assert [drawn["left"], drawn["top"]] == [pytest.approx(10 * scale, abs=2)] * 2
    assert drawn["right"] == pytest.approx(120 * scale, abs=2)
