"""Pictures of a copy under review: made by a task, as they would go out, and gone when the copy is made."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from desk.accounts.models import User
from desk.files.models import StoredFile
from desk.files.store import destroy, read
from desk.redactor import Box, verify_image
from desk.rights.due import tick
from desk.rights.personal import collecting, pictures
from desk.rights.personal.models import Package, PackagePiece, RightsCase, RightsItem
from desk.tickets.models import Attachment
from desk.tickets.receive import Upload
from tests import people
from tests.build import a_screenshot, a_ticket
from tests.desk.rights.asking import no_detector
from tests.desk.rights.cases import decide, of_account
from tests.tasks import run_tasks, waiting

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.ocr,
    pytest.mark.usefixtures("detector"),
]

BEING_MADE = "The picture is being made"


@pytest.fixture
def case(alice: User, dana: User) -> RightsCase:
    """Alice's request for access, granted and collected; her ticket has a picture that shows Bob."""
    people.bob()
    picture = a_screenshot("Account", "Bob Baxter", "bob.baxter@example.com")
    a_ticket(alice, text="The export stops.", uploads=[Upload("screen.png", picture)])
    case = of_account(alice, "access")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    run_tasks("default")
    return case


@pytest.fixture
def agent(client: Client, dana: User) -> Client:
    client.force_login(dana)
    return client


def the_picture() -> PackagePiece:
    return PackagePiece.objects.get(is_picture=True)


def address(piece: PackagePiece) -> str:
    return f"/desk/requests/copy/{piece.package_id}/{piece.pk}/picture/"


def progress(piece: PackagePiece) -> str:
    return f"/desk/requests/copy/{piece.package_id}/progress/?missing={piece.pk}"


def choose_first(choice: str, *, by: User) -> PackagePiece:
    piece = the_picture()
    number = next(n for n, row in enumerate(piece.hides) if row["entity"] not in collecting.NEVER)
    collecting.choose(piece, number, choice, by=by)
    return the_picture()


def test_the_page_shows_each_picture_as_it_would_go_out(case: RightsCase, agent: Client) -> None:
    piece = the_picture()
    page = agent.get(f"/desk/requests/copy/{piece.package_id}/").content.decode()
    assert address(piece) in page and BEING_MADE not in page
    shown = agent.get(address(piece))
    assert shown["Content-Type"] == "image/png"
    assert not verify_image(shown.content, hidden=["Bob Baxter"], boxes=[]).problems


def test_no_page_waits_for_the_detector(case: RightsCase, agent: Client) -> None:
    piece = the_picture()
    with no_detector():
        assert agent.get(f"/desk/requests/copy/{piece.package_id}/").status_code == 200
        assert agent.get(address(piece)).status_code == 200


def test_a_changed_choice_takes_the_picture_and_has_it_made_anew(
    case: RightsCase, agent: Client, dana: User
) -> None:
    before = agent.get(address(the_picture())).content
    piece = choose_first(collecting.KEEP, by=dana)
    assert agent.get(address(piece)).status_code == 404
    page = agent.get(f"/desk/requests/copy/{piece.package_id}/").content.decode()
    assert BEING_MADE in page and "One picture is still being made" in page
    assert agent.get(progress(piece)).status_code == 204
    run_tasks("default")
    news = agent.get(progress(piece)).content.decode()
    assert address(piece) in news and 'hx-swap-oob="true"' in news and "hx-get" not in news
    assert agent.get(address(piece)).content != before


def test_nobody_approves_a_picture_that_was_not_there_to_see(
    case: RightsCase, agent: Client, dana: User
) -> None:
    piece = choose_first(collecting.KEEP, by=dana)
    with pytest.raises(collecting.NotMade):
        collecting.approve(piece.package, by=dana)
    said = agent.post(f"/desk/requests/copy/{piece.package_id}/approve/", follow=True).content.decode()
    assert "A picture of this copy is still being made." in said
    assert Package.objects.get().state == Package.State.REVIEW


def test_a_picture_by_name_only_has_nobody_wait_for_it(case: RightsCase, dana: User) -> None:
    piece = choose_first(collecting.KEEP, by=dana)
    collecting.leave_out(piece, by=dana, is_left_out=True)
    collecting.approve(piece.package, by=dana)
    assert Package.objects.get().state == Package.State.BUILDING


def test_what_was_chosen_while_a_picture_was_made_counts(case: RightsCase, dana: User) -> None:
    old = choose_first(collecting.KEEP, by=dana)
    choose_first(pictures.HIDE, by=dana)
    pictures._keep(old, b"made with the earlier choice")
    assert the_picture().picture is None
    run_tasks("default")
    assert the_picture().picture is not None


def test_without_the_detector_a_picture_waits_and_the_page_says_so(
    case: RightsCase, agent: Client, dana: User
) -> None:
    piece = choose_first(collecting.KEEP, by=dana)
    with no_detector():
        run_tasks("default", ahead=True, failures=True)
        assert "while the detector is away" in agent.get(progress(piece)).content.decode()
    tick(timezone.now() + timedelta(hours=1))
    run_tasks("default", ahead=True, failures=True)
    assert the_picture().picture is not None
    assert Package.objects.get().problem == ""


def test_a_file_that_is_gone_has_the_copy_collected_again(case: RightsCase, dana: User) -> None:
    choose_first(collecting.KEEP, by=dana)
    destroy(Attachment.objects.get().file)
    run_tasks("default")
    assert Package.objects.get().state == Package.State.REVIEW
    assert not PackagePiece.objects.filter(is_picture=True).exists()


def test_the_pictures_are_destroyed_when_the_copy_is_made(case: RightsCase, dana: User) -> None:
    file = the_picture().picture
    assert file is not None
    collecting.approve(Package.objects.get(), by=dana)
    run_tasks("default")
    assert Package.objects.get().state == Package.State.READY
    assert the_picture().picture is None
    assert StoredFile.objects.get(pk=file.pk).destroyed_at is not None


def test_the_tick_destroys_what_a_crash_left(case: RightsCase, dana: User) -> None:
    file = the_picture().picture
    assert file is not None
    Package.objects.update(state=Package.State.READY, reviewed_by=dana)
    tick(timezone.now())
    assert StoredFile.objects.get(pk=file.pk).destroyed_at is not None


def test_a_picture_that_is_made_is_not_made_again(case: RightsCase) -> None:
    file = the_picture().picture
    pictures.make_missing(Package.objects.get())
    assert the_picture().picture == file
    assert waiting("default") == 0


def test_a_page_hears_of_the_pictures_it_misses_and_of_no_others(case: RightsCase, agent: Client) -> None:
    piece = the_picture()
    assert address(piece) in agent.get(progress(piece)).content.decode()
    for query in ("", "?missing=0", "?missing=made-up"):
        said = agent.get(f"/desk/requests/copy/{piece.package_id}/progress/{query}").content.decode()
        assert "<img" not in said


# Boxes that a reviewer draws


WHOLE_WORDS = {"left": "0", "top": "0", "right": "300", "bottom": "60"}


def draw(agent: Client, box: dict[str, str]) -> str:
    """Send the form of the first picture; the page it leads to."""
    path = f"/desk/requests/copy/piece/{the_picture().pk}/box/"
    return agent.post(path, box, follow=True).content.decode()


def test_what_is_in_a_drawn_box_is_in_no_copy(case: RightsCase, agent: Client, dana: User) -> None:
    def read_in(content: bytes) -> str:
        return " ".join(word.text for word in verify_image(content, hidden=[], boxes=[]).words)

    assert "Account" in read_in(agent.get(address(the_picture())).content)
    assert BEING_MADE in draw(agent, WHOLE_WORDS)
    run_tasks("default")
    assert "Account" not in read_in(agent.get(address(the_picture())).content)
    collecting.approve(Package.objects.get(), by=dana)
    run_tasks("default")
    file = Package.objects.get().file
    assert file is not None
    with zipfile.ZipFile(io.BytesIO(read(file))) as bundle:
        (picture,) = (bundle.read(name) for name in bundle.namelist() if name.endswith(".png"))
    assert "Account" not in read_in(picture)
    assert not verify_image(picture, hidden=[], boxes=[Box(0, 0, 300, 60)]).problems


@pytest.mark.parametrize(
    "box",
    [
        {},
        {"left": "9", "top": "9", "right": "9", "bottom": "20"},
        {"left": "0", "top": "0", "right": "99999", "bottom": "20"},
        {"left": "-4", "top": "0", "right": "20", "bottom": "20"},
        {"left": "x", "top": "0", "right": "20", "bottom": "20"},
    ],
)
def test_a_box_that_is_none_or_reaches_beyond_is_refused(
    case: RightsCase, agent: Client, box: dict[str, str]
) -> None:
    before = the_picture()
    assert "A box needs four numbers inside the picture." in draw(agent, box)
    assert (the_picture().hides, the_picture().picture) == (before.hides, before.picture)


def test_a_box_can_be_taken_back_before_the_copy_is_made(case: RightsCase, dana: User) -> None:
    before = len(the_picture().hides)
    collecting.cover_box(the_picture(), Box(0, 0, 300, 60), by=dana)
    collecting.choose(the_picture(), before, collecting.KEEP, by=dana)
    assert Box(0, 0, 300, 60) not in [hide.box for hide in pictures.hides_of(the_picture())]


def test_nobody_draws_on_a_copy_that_is_being_made(case: RightsCase, dana: User) -> None:
    collecting.approve(Package.objects.get(), by=dana)
    with pytest.raises(pictures.Changed):
        collecting.cover_box(the_picture(), Box(0, 0, 300, 60), by=dana)


def test_no_box_is_drawn_on_words(case: RightsCase, dana: User) -> None:
    words = PackagePiece.objects.filter(is_picture=False).first()
    assert words is not None
    with pytest.raises(pictures.Changed):
        collecting.cover_box(words, Box(0, 0, 30, 30), by=dana)


def test_nobody_draws_on_the_copy_of_their_own_data(case: RightsCase, alice: User) -> None:
    alice.is_agent = True
    alice.save()
    client = Client()
    client.force_login(alice)
    assert client.post(f"/desk/requests/copy/piece/{the_picture().pk}/box/", WHOLE_WORDS).status_code == 404
