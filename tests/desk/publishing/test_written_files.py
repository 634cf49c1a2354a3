"""Office documents, mail files and logs are published as the text that is seen in them."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

from desk.accounts.models import User
from desk.files.store import read
from desk.publishing import review
from desk.publishing.models import Part, Publication, PublicFile
from desk.redactor import verify_image
from desk.tickets.models import Attachment, FindingRow, Scan, Ticket
from desk.tickets.receive import Upload
from tests.build import a_ticket
from tests.desk.publishing.copies import a_copy, hide_all, items_of, publish_now
from tests.redaction.office import a_docx, paragraph, with_pictures
from tests.redaction.pictures import a_screenshot
from tests.tasks import run_tasks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("detector")]

AUTHOR = "Odalys Brandt"
REPORT = a_docx(
    paragraph("The importer stops at row 7.")
    + paragraph(f"Ask {AUTHOR.upper()} or write to odalys.brandt@example.org."),
    docProps_core_xml=f"<p><creator>{AUTHOR}</creator></p>",
    word_comments_xml="<c xmlns:w='urn:w'><w:comment><w:t>not for everybody</w:t></w:comment></c>",
)
ADDRESS = "kim.larsen@example.org"
WITH_PICTURES = with_pictures(
    a_docx(paragraph("What I see is in the pictures.")),
    "word/document.xml",
    {
        "word/media/image1.png": a_screenshot([f"Signed in as {ADDRESS}"]),
        "word/media/image2.png": a_screenshot(["The export stops at row 7"]),
    },
)
LOG = b"".join(b"2026-11-24 09:00:00,113 INFO main step %d\n" % number for number in range(1, 30_001))


def a_ticket_with(content: bytes, name: str) -> Ticket:
    return a_ticket(text="The file is attached.", uploads=[Upload(name, content)])


def pulled(ticket: Ticket, by: User, **more: tuple[int, int]) -> Publication:
    publication = a_copy(ticket, by=by)
    review.pull_file(publication, Attachment.objects.get(message__ticket=ticket), by=by, **more)
    run_tasks()
    publication.refresh_from_db()
    return publication


def test_a_document_goes_out_as_its_visible_text(dana: User, client: Client) -> None:
    publication = pulled(a_ticket_with(REPORT, "report.docx"), dana)
    part = publication.parts.get(kind=Part.Kind.DOCUMENT)
    assert part.left_out == {"comments": 1, "properties": 1}
    client.force_login(dana)
    assert "1 comments" in client.get(publication.get_absolute_url()).content.decode()
    client.logout()
    hide_all(publication, by=dana)
    publish_now(publication, by=dana)
    page = client.get(publication.public_path).content.decode()
    assert "The importer stops at row 7." in page
    for word in ("odalys", "brandt", "not for everybody"):
        assert word not in page.casefold()


def test_pictures_inside_go_out_beside_the_text_each_covered(dana: User, client: Client) -> None:
    publication = pulled(a_ticket_with(WITH_PICTURES, "report.docx"), dana)
    inside = [part for part in publication.parts.all() if part.is_inside]
    assert [part.name for part in inside] == ["Picture inside, 1 of 2", "Picture inside, 2 of 2"]
    assert [{item.entity for item in part.items.all()} for part in inside] == [{"EMAIL_ADDRESS"}, set()]
    client.force_login(dana)
    assert "Take all its pictures out" in client.get(publication.get_absolute_url()).content.decode()
    client.logout()
    hide_all(publication, by=dana)
    publish_now(publication, by=dana)
    page = client.get(publication.public_path).content.decode()
    assert "Pictures inside a document" in page
    assert page.count("<img") == 2
    files = PublicFile.objects.filter(revision__publication=publication)
    assert files.count() == 2
    for file in files:
        assert not verify_image(read(file.file), hidden=[ADDRESS], boxes=[]).problems


def test_what_pictures_inside_show_is_found_when_the_ticket_comes_in() -> None:
    ticket = a_ticket_with(WITH_PICTURES, "report.docx")
    run_tasks()
    found = FindingRow.objects.filter(scan__attachment__message__ticket=ticket, left__isnull=False)
    assert {(row.entity, row.page) for row in found} == {("EMAIL_ADDRESS", 0)}


def test_a_document_is_taken_out_with_its_pictures(dana: User) -> None:
    publication = pulled(a_ticket_with(WITH_PICTURES, "report.docx"), dana)
    review.take_out(publication.parts.get(kind=Part.Kind.DOCUMENT), by=dana)
    assert not publication.parts.exclude(attachment=None).exists()


def test_one_picture_inside_is_taken_out_alone(dana: User) -> None:
    publication = pulled(a_ticket_with(WITH_PICTURES, "report.docx"), dana)
    review.take_out(publication.parts.get(kind=Part.Kind.PAGE, page=0), by=dana)
    run_tasks()
    kinds = publication.parts.exclude(attachment=None).values_list("kind", "page")
    assert set(kinds) == {(Part.Kind.DOCUMENT, 0), (Part.Kind.PAGE, 1)}


def test_a_name_from_the_properties_is_found_in_the_text(dana: User) -> None:
    publication = pulled(a_ticket_with(REPORT, "report.docx"), dana)
    assert AUTHOR.upper() in {item.value for item in items_of(publication)}


def test_a_packed_log_is_published_as_text(dana: User, client: Client) -> None:
    publication = pulled(a_ticket_with(gzip.compress(LOG[:4000]), "app.log.gz"), dana)
    hide_all(publication, by=dana)
    publish_now(publication, by=dana)
    assert "INFO main step 40\n" in client.get(publication.public_path).content.decode()


def test_of_a_long_log_a_range_of_lines_is_published(dana: User, client: Client) -> None:
    ticket = a_ticket_with(LOG, "app.log")
    run_tasks()
    assert Scan.objects.get(attachment__message__ticket=ticket).reason == "too-long"
    publication = pulled(ticket, dana, lines=(20_000, 20_002))
    hide_all(publication, by=dana)
    publish_now(publication, by=dana)
    page = client.get(publication.public_path).content.decode()
    assert "Log, lines 20000 to 20002" in page
    assert "step 20000\n" in page
    assert "step 20002\n" in page
    assert "step 19999\n" not in page
    assert "step 20003\n" not in page


def test_lines_that_are_no_range_are_refused(dana: User, client: Client) -> None:
    ticket = a_ticket_with(LOG, "app.log")
    publication = review.start_review(ticket, by=dana)
    attachment = Attachment.objects.get(message__ticket=ticket)
    client.force_login(dana)
    client.post(f"/desk/copies/{publication.pk}/file/{attachment.pk}/", {"first": "9", "last": "3"})
    assert not publication.parts.filter(attachment=attachment).exists()
