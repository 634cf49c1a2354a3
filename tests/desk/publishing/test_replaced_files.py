"""A file of the ticket whose bytes are not checked yet, or were replaced after it was pulled into a copy."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from desk.accounts.models import User
from desk.files.store import CannotOpen, keep_private, read
from desk.publishing import due, review
from desk.publishing.gate import blockers
from desk.publishing.models import NearMiss, Part, PreviewFile, Publication, ReviewItem
from desk.redactor import Kind
from desk.tickets.cards import put_in_place
from desk.tickets.models import Attachment
from desk.tickets.receive import Upload
from tests.build import a_log, a_screenshot, a_ticket, checked
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)

LOG = a_log("Paid by Alice Archer")


@pytest.fixture
def part(dana: User) -> Part:
    """A log in a copy, as its scan leaves it: two findings, one of them hidden on request."""
    publication = review.start_review(a_ticket(uploads=[Upload("app.log", LOG)]), by=dana)
    attachment = Attachment.objects.get()
    checked(attachment)
    part = review.pull_file(publication, attachment, by=dana)
    Part.objects.filter(pk=part.pk).update(
        text=LOG.decode(), scanned=Part.Scanned.DONE, scanned_digest="0" * 64, policy_digest="0" * 64
    )
    part.refresh_from_db()
    ReviewItem.objects.create(part=part, entity="PERSON", score=0.9, rule="r", start=0, end=4)
    NearMiss.objects.create(part=part, entity="PERSON", score=0.4, rule="r", start=5, end=9)
    return part


def replaced(part: Part) -> None:
    """Another file takes the place of the part's, and the tick looks for what that leaves undone."""
    assert part.attachment is not None
    put_in_place(part.attachment, a_log("Paid"), kind=Kind.TEXT)
    due.tick(timezone.now())
    run_tasks("scan")
    part.refresh_from_db()


def test_it_cannot_be_pulled_in_before_it_is_checked(client: Client, dana: User) -> None:
    publication = review.start_review(a_ticket(uploads=[Upload("a.png", a_screenshot("Account"))]), by=dana)
    with pytest.raises(review.NotReviewable, match="not-checked"):
        review.pull_file(publication, Attachment.objects.get(), by=dana)
    client.force_login(dana)
    page = client.get(publication.get_absolute_url()).content.decode()
    assert "Being scanned" in page
    assert f"pull-file-{Attachment.objects.get().pk}" not in page


def test_nothing_of_the_earlier_file_is_left_in_the_part(part: Part) -> None:
    replaced(part)
    assert (part.text, part.scanned, part.reason) == ("", Part.Scanned.FAILED, "source-changed")
    assert not part.items.exists() and not part.near_misses.exists()


def test_pictures_made_of_the_earlier_file_go(part: Part) -> None:
    render = PreviewFile.objects.create(
        part=part, recipe="r", file=keep_private(b"picture", kind=Kind.PNG), width=1, height=1
    )
    replaced(part)
    assert not PreviewFile.objects.exists()
    due.sweep(timezone.now() + timedelta(hours=2))
    with pytest.raises(CannotOpen):
        read(render.file)


def test_what_was_hidden_on_request_stays_hidden(part: Part) -> None:
    part.items.update(because="removal:1", origin=ReviewItem.Origin.REMOVAL, verdict=ReviewItem.Verdict.HIDE)
    replaced(part)
    assert part.items.get().value == LOG.decode()[:4]
    assert part.scanned == Part.Scanned.FAILED


def test_the_gate_names_it_before_the_tick_has_come(part: Part) -> None:
    assert part.attachment is not None
    put_in_place(part.attachment, a_log("Paid"), kind=Kind.TEXT)
    publication = Publication.objects.get()
    assert ("source-changed", part.pk) in {(reason.code, reason.part) for reason in blockers(publication)}
