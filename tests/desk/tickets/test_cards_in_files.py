"""A payment card number in a file is gone as soon as the scan has seen it (S013)."""

from __future__ import annotations

import pytest

from desk.files.models import StoredFile
from desk.files.store import CannotOpen, read
from desk.redactor import Kind, Needle, find_in_text, scan_image
from desk.tickets.models import Attachment, Scan
from desk.tickets.receive import Upload
from desk.tickets.rules import policy
from tests.build import a_ticket
from tests.redaction.office import a_docx, paragraph, with_pictures
from tests.redaction.papers import a_pdf
from tests.redaction.pictures import a_screenshot
from tests.tasks import run_tasks

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.ocr,
    pytest.mark.usefixtures("detector"),
]

CARD = "4111 1111 1111 1111"
PAID = f"Paid with card {CARD} twice"
SEEN = "The export stops at row 7"


def scanned(content: bytes) -> Attachment:
    """The only file of a new ticket, after its scan."""
    ticket = a_ticket(text="The file is attached.", uploads=[Upload("file", content)])
    run_tasks()
    attachment = Attachment.objects.get(message__ticket=ticket)
    assert Scan.objects.get(attachment=attachment).state == Scan.State.DONE
    return attachment


def assert_only_the_cut_copy_is_left(attachment: Attachment) -> None:
    """The first file of the two cannot be opened any more, and the sender's message counts the card."""
    before, after = StoredFile.objects.order_by("pk")
    assert after == attachment.file
    with pytest.raises(CannotOpen, match="no-key"):
        read(before)
    assert attachment.message.cards_cut == 1


def words_on(attachment: Attachment, page: int) -> str:
    scan = scan_image(read(attachment.file), policy(), page=page)
    assert "CREDIT_CARD" not in {finding.entity for finding in scan.findings}
    return " ".join(word.text for word in scan.words)


def test_in_a_screenshot_it_is_covered_and_the_rest_stays() -> None:
    attachment = scanned(a_screenshot([PAID, SEEN]))
    assert_only_the_cut_copy_is_left(attachment)
    assert attachment.file.kind == Kind.PNG
    read_now = words_on(attachment, 0)
    assert not find_in_text(read_now, [Needle(CARD)])
    assert "export" in read_now


def test_in_a_pdf_it_is_covered_on_its_page_and_all_pages_stay() -> None:
    attachment = scanned(a_pdf([SEEN], [PAID], size=(480, 200)))
    assert_only_the_cut_copy_is_left(attachment)
    assert attachment.file.kind == Kind.PDF
    assert "export" in words_on(attachment, 0)
    assert not find_in_text(words_on(attachment, 1), [Needle(CARD)])


@pytest.mark.parametrize(
    "content",
    [
        a_docx(paragraph(SEEN) + paragraph(PAID)),
        a_docx(
            paragraph(SEEN),
            word_comments_xml=f"<c xmlns:w='urn:w'><w:comment><w:t>{PAID}</w:t></w:comment></c>",
        ),
        with_pictures(
            a_docx(paragraph(SEEN)), "word/document.xml", {"word/media/image1.png": a_screenshot([PAID])}
        ),
    ],
    ids=["text", "comment", "picture"],
)
def test_of_a_document_with_one_the_text_without_it_remains(content: bytes) -> None:
    attachment = scanned(content)
    assert_only_the_cut_copy_is_left(attachment)
    assert attachment.file.kind == Kind.TEXT
    text = read(attachment.file).decode()
    assert SEEN in text
    assert CARD not in text


def test_a_document_without_one_stays_as_it_is() -> None:
    content = a_docx(paragraph(SEEN))
    assert read(scanned(content).file) == content
    assert StoredFile.objects.count() == 1
