"""The copy of a person's data: other people covered, reviewed, sealed, fetched once (S150, S162, S166)."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from desk.accounts.models import User
from desk.accounts.personal_data import Person
from desk.redactor import verify_image
from desk.rights.due import tick
from desk.rights.personal import collecting, pictures, replying, writing
from desk.rights.personal.models import CaseReply, Package, PackagePiece, RightsCase, RightsItem
from desk.tickets.models import Ticket
from desk.tickets.personal_data import REMOVED, Tickets
from desk.tickets.receive import Upload
from tests import people
from tests.build import a_message, a_screenshot, a_ticket
from tests.desk.rights.asking import no_detector
from tests.desk.rights.cases import answered, confirmed, decide, link_in_mail, of_account
from tests.redaction.papers import a_pdf
from tests.tasks import run_tasks

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.ocr,
    pytest.mark.usefixtures("detector"),
]

IBAN = "GB82 WEST 1234 5698 7654 32"  # the test number of the standard
WORDS = (
    "Hello,\n\nI am Alice Archer. The export stops; Bob Baxter (bob.baxter@example.com) saw it, too.\n"
    f"My account is {IBAN}. Write to alice.archer@example.com.\n"
)


@pytest.fixture
def case(alice: User, dana: User) -> RightsCase:
    """Alice's request for access, granted, with all that it needs collected."""
    people.bob()
    picture = a_screenshot("Account", "Bob Baxter", "bob.baxter@example.com")
    a_ticket(
        alice,
        subject="Export of Bob Baxter stops",
        text=WORDS,
        uploads=[Upload("screen.png", picture), Upload("dump-0001.bin", b"\x00\x01\x02\x03" * 90)],
    )
    case = of_account(alice, "access")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    run_tasks("default")
    return case


def made(case: RightsCase, *, by: User) -> zipfile.ZipFile:
    """The copy as its owner gets it."""
    package = Package.objects.get(case=case)
    collecting.approve(package, by=by)
    run_tasks("default")
    package.refresh_from_db()
    assert package.state == Package.State.READY, package.problem
    link = link_in_mail(people.alice().email)
    visitor = Client()
    assert visitor.post(f"{link}copy/").status_code == 200
    fetched = visitor.post(link_in_mail(people.alice().email, "/privacy/copy/"))
    return zipfile.ZipFile(io.BytesIO(fetched.content))


def test_others_are_covered_and_the_person_is_not(case: RightsCase, dana: User) -> None:
    copy = made(case, by=dana)
    for name in ("index.html", "data.json"):
        text = copy.read(name).decode()
        assert "Baxter" not in text and "bob.baxter" not in text
        assert "Alice Archer" in text and "alice.archer@example.com" in text
        assert IBAN not in text
    picture = next(name for name in copy.namelist() if name.endswith(".png"))
    assert not verify_image(
        copy.read(picture), hidden=["Baxter", "bob.baxter@example.com"], boxes=[]
    ).problems
    assert case.items.get().step == RightsItem.Step.DONE


def test_the_copy_says_what_for_from_where_and_what_is_left_out(case: RightsCase, dana: User) -> None:
    facts = json.loads(made(case, by=dana).read("data.json"))
    assert all(row["source"] and row["purpose"] and row["basis"] for row in facts["records"])
    assert [row["text"] for row in facts["records"] if row["left_out"]] == ["File name: dump-0001.bin"]


def test_what_is_never_handed_out_stays_covered_whoever_wants_it(case: RightsCase, dana: User) -> None:
    package = Package.objects.get(case=case)
    for piece in package.pieces.all():
        for number, row in enumerate(piece.hides):
            if row["entity"] in collecting.NEVER:
                with pytest.raises(pictures.Changed):
                    collecting.choose(piece, number, collecting.KEEP, by=dana)
                return
    raise AssertionError("the number was not found")


def test_what_is_never_handed_out_stays_so_when_its_own_words_are_covered_again(
    case: RightsCase, dana: User
) -> None:
    piece = PackagePiece.objects.get(holder="tickets", key__startswith="message-")
    collecting.cover_words(piece, IBAN, record_text=WORDS, by=dana)
    piece.refresh_from_db()
    start = WORDS.index(IBAN)
    number = next(number for number, row in enumerate(piece.hides) if row["start"] == start)
    with pytest.raises(pictures.Changed):
        collecting.choose(piece, number, collecting.KEEP, by=dana)


def test_after_the_approval_no_piece_changes_any_more(case: RightsCase, dana: User) -> None:
    package = Package.objects.get(case=case)
    piece = package.pieces.get(holder="tickets", key__startswith="message-")
    collecting.approve(package, by=dana)
    with pytest.raises(pictures.Changed):
        collecting.leave_out(piece, by=dana, is_left_out=True)
    with pytest.raises(pictures.Changed):
        collecting.cover_words(piece, "export", record_text=WORDS, by=dana)
    with pytest.raises(pictures.Changed):
        collecting.choose(piece, 0, pictures.HIDE, by=dana)


def test_words_do_not_stand_in_a_picture_and_nothing_of_it_changes(case: RightsCase, dana: User) -> None:
    piece = PackagePiece.objects.get(key__startswith="file-", is_left_out=False)
    assert piece.hides
    assert collecting.cover_words(piece, "export", record_text="", by=dana) == 0


def test_a_value_covered_in_one_place_and_readable_in_another_stops_the_copy(
    case: RightsCase, dana: User
) -> None:
    package = Package.objects.get(case=case)
    piece = package.pieces.get(holder="tickets", key__startswith="message-")
    collecting.cover_words(piece, "export", record_text=WORDS, by=dana)
    collecting.approve(package, by=dana)
    run_tasks("default")
    package.refresh_from_db()
    assert (package.state, package.problem, package.file) == (Package.State.REVIEW, "not-verified", None)


def test_something_written_meanwhile_is_collected_and_reviewed_again(case: RightsCase, dana: User) -> None:
    package = Package.objects.get(case=case)
    count = package.pieces.count()
    a_message(people.alice().tickets.get(), "Charlie Cole has seen it now.")
    collecting.approve(package, by=dana)
    run_tasks("default")
    package.refresh_from_db()
    assert (package.state, package.file) == (Package.State.REVIEW, None)
    assert package.pieces.count() == count + 1


def test_without_the_detector_nothing_is_collected(alice: User, dana: User) -> None:
    a_ticket(alice)
    case = of_account(alice, "access")
    with no_detector():
        decide(case, RightsItem.Verdict.GRANTED, by=dana)
        run_tasks("default", failures=True)
        package = Package.objects.get(case=case)
        assert (package.state, package.problem) == (Package.State.COLLECTING, "detector-unavailable")
        assert not package.pieces.exists()


def test_the_link_works_once_within_an_hour(case: RightsCase, dana: User) -> None:
    made(case, by=dana)
    used = link_in_mail(people.alice().email, "/privacy/copy/")
    assert Client().post(used).status_code == 404
    replying.mail_package_link(Package.objects.get(case=case))
    fresh = link_in_mail(people.alice().email, "/privacy/copy/").split("/")[-2]
    assert replying.package_of_link(fresh) is not None
    assert replying.package_of_link(fresh, now=timezone.now() + timedelta(hours=2)) is None


def test_charlie_gets_nothing_of_alice(charlie: User, dana: User) -> None:
    """Threat 2: who asks gets what their own mailbox has, and that is nothing."""
    a_ticket(people.alice())
    case = confirmed(Client(), "access", email=charlie.email, words="I am Alice Archer.")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    run_tasks("default")
    package = Package.objects.get(case=case)
    assert not package.pieces.filter(holder="tickets").exists()


def test_an_agent_reads_the_copy_and_covers_more(case: RightsCase, dana: User) -> None:
    agent = Client()
    agent.force_login(dana)
    package = Package.objects.get(case=case)
    page = agent.get(f"/desk/requests/copy/{package.pk}/").content.decode()
    assert "Bob Baxter" in page and "Alice Archer" in page
    piece = package.pieces.get(holder="tickets", key__startswith="message-")
    agent.post(f"/desk/requests/copy/{package.pk}/choose/", {"piece": piece.pk, "words": "The export stops"})
    piece.refresh_from_db()
    assert any(row["entity"] == "OTHER" for row in piece.hides)


def test_a_piece_can_be_handed_out_by_name_only(case: RightsCase, dana: User) -> None:
    package = Package.objects.get(case=case)
    piece = package.pieces.get(holder="tickets", key__startswith="file-", is_left_out=False)
    collecting.leave_out(piece, by=dana, is_left_out=True)
    assert not [name for name in made(case, by=dana).namelist() if name.endswith(".png")]


def test_of_a_piece_handed_out_by_name_only_no_word_is_handed_out(case: RightsCase, dana: User) -> None:
    package = Package.objects.get(case=case)
    piece = package.pieces.get(holder="tickets", key__startswith="message-")
    collecting.leave_out(piece, by=dana, is_left_out=True)
    copy = made(case, by=dana)
    for name in ("index.html", "data.json"):
        assert "The export stops" not in copy.read(name).decode()


def test_of_a_text_file_handed_out_by_name_only_its_name_goes_out_with_others_covered(
    alice: User, dana: User
) -> None:
    people.bob()
    upload = Upload("bob.baxter@example.com.log", b"The lamp flickers every night at nine.")
    a_ticket(alice, text="The log is with it.", uploads=[upload])
    case = of_account(alice, "access")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    run_tasks("default")
    piece = PackagePiece.objects.get(key__startswith="file-")
    collecting.leave_out(piece, by=dana, is_left_out=True)
    rows = json.loads(made(case, by=dana).read("data.json"))["records"]
    named = next(row["text"] for row in rows if row["left_out"])
    assert named.startswith("File name: ")
    assert "lamp" not in named and "baxter" not in named


def test_no_piece_keeps_words_of_a_record(case: RightsCase) -> None:
    kept = json.dumps([[piece.key, piece.hides] for piece in Package.objects.get(case=case).pieces.all()])
    assert "Baxter" not in kept and IBAN not in kept


def test_a_document_goes_out_page_by_page_with_others_covered(alice: User, dana: User) -> None:
    people.bob()
    pdf = a_pdf(["Report of Alice Archer"], ["Seen by Bob Baxter", "bob.baxter@example.com"])
    a_ticket(alice, text="The report is with it.", uploads=[Upload("report.pdf", pdf)])
    case = of_account(alice, "access")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    run_tasks("default")
    package = Package.objects.get(case=case)
    pages = package.pieces.filter(key__startswith="file-")
    assert [piece.page for piece in pages] == [0, 1]
    agent = Client()
    agent.force_login(dana)
    shown = agent.get(f"/desk/requests/copy/{package.pk}/{pages[1].pk}/picture/").content
    assert not verify_image(shown, hidden=["Bob Baxter"], boxes=[]).problems
    copy = made(case, by=dana)
    pictures = [copy.read(name) for name in copy.namelist() if name.endswith(".png")]
    assert len(pictures) == 2
    for picture in pictures:
        assert not verify_image(picture, hidden=["Bob Baxter", "bob.baxter@example.com"], boxes=[]).problems


@pytest.fixture
def copy_then_delete(alice: User, dana: User) -> RightsCase:
    """Alice wants a copy and everything deleted, in one request; both are granted, the copy is in review."""
    a_ticket(alice, subject="The lamp flickers", text="The lamp flickers every night at nine.")
    case = of_account(alice, "access", "remove")
    for right in ("access", "remove"):
        decide(case, RightsItem.Verdict.GRANTED, by=dana, right=right)
    run_tasks("default")
    return case


def test_what_is_to_be_deleted_is_in_the_copy_and_goes_after_it_was_fetched(
    copy_then_delete: RightsCase, dana: User
) -> None:
    rows = made(copy_then_delete, by=dana).read("data.json").decode()
    assert "The lamp flickers every night" in rows
    assert Ticket.objects.get().subject == "The lamp flickers"
    tick(timezone.now() + timedelta(minutes=6))
    run_tasks("default")
    assert Ticket.objects.get().subject == REMOVED
    assert copy_then_delete.items.get(right="remove").step == RightsItem.Step.DONE


def test_the_answer_says_that_it_is_deleted_after_the_copy_and_agreeing_is_enough(
    copy_then_delete: RightsCase, dana: User
) -> None:
    package = Package.objects.get(case=copy_then_delete)
    collecting.approve(package, by=dana)
    run_tasks("default")
    case = answered(copy_then_delete, by=dana)
    assert "as soon as you have fetched your copy" in writing.text_of(case.letters.get())
    assert Ticket.objects.get().subject == "The lamp flickers"
    replying.reply(case, CaseReply.Kind.AGREES, "")
    tick(timezone.now() + timedelta(minutes=6))
    run_tasks("default")
    assert Ticket.objects.get().subject == REMOVED


def test_nothing_is_deleted_while_the_copy_is_undecided(alice: User, dana: User) -> None:
    a_ticket(alice, subject="The lamp flickers")
    case = of_account(alice, "access", "remove")
    decide(case, RightsItem.Verdict.GRANTED, by=dana, right="remove")
    run_tasks("default")
    assert Ticket.objects.get().subject == "The lamp flickers"
    decide(case, RightsItem.Verdict.REFUSED, by=dana, ground="ThirdPartyRightsImpaired")
    tick(timezone.now() + timedelta(minutes=6))
    run_tasks("default")
    assert Ticket.objects.get().subject == REMOVED


def test_a_second_look_that_grants_all_hands_out_all(alice: User, dana: User) -> None:
    a_ticket(alice, text="The lamp flickers every night at nine.")
    case = of_account(alice, "access")
    decide(case, RightsItem.Verdict.PARTLY, by=dana, ground="ThirdPartyRightsImpaired", holders=["account"])
    run_tasks("default")
    collecting.approve(Package.objects.get(case=case), by=dana)
    run_tasks("default")
    case = answered(case, by=dana)
    replying.reply(case, CaseReply.Kind.DISAGREES, "All of it, please.")
    colleague = User.objects.create_user("finn.field@example.com", name="Finn Field", is_agent=True)
    decide(case, RightsItem.Verdict.GRANTED, by=colleague)
    run_tasks("default")
    assert case.items.get().step == RightsItem.Step.WANTED
    assert "The lamp flickers" in made(case, by=colleague).read("data.json").decode()
    assert case.items.get().step == RightsItem.Step.DONE


def test_of_a_mail_file_its_words_go_out_and_not_its_bytes(alice: User) -> None:
    coded = base64.encodebytes(b"Bob Baxter, bob.baxter@example.com, was there.\n" * 3).decode()
    letter = (
        "Received: from [192.0.2.77] by mx.example.com; Wed, 25 Nov 2026 10:00:00 +0000\r\n"
        "From: alice.archer@example.com\r\nTo: support@example.com\r\nSubject: The lamp\r\n"
        "Date: Wed, 25 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@example.com>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + coded
    )
    a_ticket(alice, uploads=[Upload("letter.eml", letter.encode())])
    records = Tickets().export(Person((alice.email,), alice))
    text = next(one.text for one in records if one.key.startswith("file-"))
    assert "bob.baxter@example.com, was there" in text
    assert coded.split()[0] not in text and "192.0.2.77" not in text


def test_while_the_detector_is_away_the_review_waits_and_shows_no_file(alice: User, dana: User) -> None:
    a_ticket(alice, uploads=[Upload("note.rtf", rb"{\rtf1\ansi The lamp flickers.\par}")])
    case = of_account(alice, "access")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    run_tasks("default")
    agent = Client()
    agent.force_login(dana)
    path = f"/desk/requests/copy/{Package.objects.get(case=case).pk}/"
    assert "The lamp flickers." in agent.get(path).content.decode()
    with no_detector():
        page = agent.get(path, follow=True).content.decode()
    assert "cannot be read just now" in page and "The lamp flickers." not in page
