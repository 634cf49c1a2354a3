"""Documents of several pages: reviewed page by page, published as pictures and as a new PDF of them."""

from __future__ import annotations

import io
import re

import pypdf
import pytest
from django.test import Client
from PIL import Image

from desk.accounts.models import User
from desk.publishing import review
from desk.publishing.leak_tour import tour
from desk.publishing.models import Part, Publication, PublicFile
from desk.publishing.places import PUBLIC_PICTURES, look_again
from desk.redactor import Needle, find_in_words, scan_image
from desk.tickets.models import Attachment, Scan, Ticket
from desk.tickets.receive import Upload
from desk.tickets.rules import policy
from tests.build import a_screenshot, a_ticket
from tests.desk.publishing.copies import a_copy, hide_all, publish_now
from tests.redaction.papers import a_pdf, locked
from tests.tasks import run_tasks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("detector")]

ORDER = ["Order 4711 stopped at step seven", "Please write to alice.archer@example.com"]
NOTHING = ["The second page names nobody at all"]


def small(*pages: list[str]) -> bytes:
    """A PDF of pages that are read quickly."""
    return a_pdf(*pages, size=(380, 180))


def a_paper_ticket(content: bytes, name: str = "report.pdf") -> Ticket:
    ticket = a_ticket(text="The report is attached.", uploads=[Upload(name, content)])
    run_tasks()
    return ticket


def pulled(ticket: Ticket, by: User) -> Publication:
    publication = a_copy(ticket, by=by)
    review.pull_file(publication, Attachment.objects.get(message__ticket=ticket), by=by)
    run_tasks()
    publication.refresh_from_db()
    return publication


def pages_of(publication: Publication) -> list[Part]:
    return list(publication.parts.filter(kind=Part.Kind.PAGE))


def test_what_was_hidden_is_in_no_public_file(dana: User, client: Client) -> None:
    publication = pulled(a_paper_ticket(small(ORDER, NOTHING)), dana)
    assert [part.name for part in pages_of(publication)] == ["Page 1 of 2", "Page 2 of 2"]
    hide_all(publication, by=dana)
    publish_now(publication, by=dana)
    page = client.get(publication.public_path).content.decode()
    names = re.findall(r'(?:src|href)="files/([^"]+)"', page)
    assert [re.sub("-[0-9a-f]{16}", "", name) for name in names] == [
        "document-1.pdf",
        "document-1-page-1.png",
        "document-1-page-2.png",
    ]
    paper, first, _ = (client.get(f"{publication.public_path}files/{name}") for name in names)
    assert paper["Content-Disposition"] == "attachment"
    reader = pypdf.PdfReader(io.BytesIO(paper.content))
    said = "\n".join(sheet.extract_text() for sheet in reader.pages)
    assert "alice" not in said
    assert "[e-mail address]" in said
    assert "Order 4711 stopped" in said
    assert "second page" in said
    assert not find_in_words(scan_image(first.content, policy()).words, [Needle("alice.archer@example.com")])
    seen = tour(only=[publication])
    assert not seen.leaks
    assert not seen.unread
    assert look_again(publication, [Needle("step seven")]) == [PUBLIC_PICTURES]


def test_a_page_that_was_taken_out_is_not_published(dana: User) -> None:
    publication = pulled(a_paper_ticket(small(ORDER, NOTHING)), dana)
    review.take_out(pages_of(publication)[0], by=dana)
    run_tasks()
    publish_now(publication, by=dana)
    files = PublicFile.objects.filter(revision=publication.live)
    assert sorted(file.name.split("-page-")[-1][:1] for file in files) == ["2", "d"]
    assert [part.page for part in pages_of(publication)] == [1]


def test_all_pages_can_be_taken_out_at_once(dana: User, client: Client) -> None:
    publication = pulled(a_paper_ticket(small(ORDER, NOTHING)), dana)
    client.force_login(dana)
    client.post(f"/desk/copies/part/{pages_of(publication)[1].pk}/take-out/", {"whole": "1"})
    assert pages_of(publication) == []


def test_the_reviewer_sees_the_page_as_it_was_sent(dana: User, client: Client) -> None:
    publication = pulled(a_paper_ticket(small(NOTHING, ORDER)), dana)
    client.force_login(dana)
    answer = client.get(f"/desk/copies/part/{pages_of(publication)[1].pk}/original/")
    assert answer["Content-Type"] == "image/png"
    assert find_in_words(scan_image(answer.content, policy()).words, [Needle("alice.archer@example.com")])


def test_an_animation_is_published_as_its_stills(dana: User) -> None:
    frames = [Image.open(io.BytesIO(a_screenshot(line))) for line in ("Step one", "Step two")]
    moving = io.BytesIO()
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:], duration=100)
    publication = pulled(a_paper_ticket(moving.getvalue(), "moving.gif"), dana)
    hide_all(publication, by=dana)
    publish_now(publication, by=dana)
    names = [re.sub("-[0-9a-f]{16}", "", file.name) for file in PublicFile.objects.order_by("pk")]
    assert names == ["animation-1-picture-1.png", "animation-1-picture-2.png"]


def test_a_locked_document_says_so_to_the_agent(dana: User, client: Client) -> None:
    ticket = a_paper_ticket(locked(small(ORDER), "secret"))
    assert Scan.objects.get(attachment__message__ticket=ticket).reason == "locked"
    client.force_login(dana)
    assert "needs a password" in client.get(f"/desk/tickets/{ticket.pk}/").content.decode()
