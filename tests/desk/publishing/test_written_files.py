"""Office documents, mail files and logs are published as the text that is seen in them."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

from desk.accounts.models import User
from desk.publishing import review
from desk.publishing.models import Part, Publication
from desk.tickets.models import Attachment, Scan, Ticket
from desk.tickets.receive import Upload
from tests.build import a_ticket
from tests.desk.publishing.copies import a_copy, hide_all, items_of, publish_now
from tests.redaction.office import a_docx, paragraph
from tests.tasks import run_tasks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("detector")]

AUTHOR = "Odalys Brandt"
REPORT = a_docx(
    paragraph("The importer stops at row 7.")
    + paragraph(f"Ask {AUTHOR.upper()} or write to odalys.brandt@example.org."),
    docProps_core_xml=f"<p><creator>{AUTHOR}</creator></p>",
    word_comments_xml="<c xmlns:w='urn:w'><w:comment><w:t>not for everybody</w:t></w:comment></c>",
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
