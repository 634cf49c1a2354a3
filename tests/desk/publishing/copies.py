"""Public copies for tests, built through the same verbs that the screens use."""

from __future__ import annotations

from django.db.models import QuerySet

from desk.accounts.models import User
from desk.publishing import review
from desk.publishing.models import Part, Preview, Publication, ReviewItem
from desk.publishing.publish import request_publish
from desk.tickets.models import Message, Ticket
from tests.tasks import run_tasks

TITLE = "Export stops at the second page"
SUMMARY = "The export stops and writes nothing to the file."


def a_copy(ticket: Ticket, *, by: User, title: str = TITLE, summary: str = SUMMARY) -> Publication:
    """A copy with the agent's own words and all the customer's messages, scanned and rendered."""
    publication = review.start_review(ticket, by=by)
    words = {Part.Kind.TITLE: title, Part.Kind.SUMMARY: summary, Part.Kind.STEPS: "Press Export twice."}
    review.write(publication, words, by=by)
    for message in ticket.messages.filter(kind=Message.Kind.CUSTOMER):
        review.pull_message(publication, message, by=by)
    run_tasks()
    publication.refresh_from_db()
    return publication


def hide_all(publication: Publication, *, by: User) -> None:
    """Hide every finding, and what is asked about because of it, until nothing is undecided."""
    while undecided := list(items_of(publication).filter(verdict=ReviewItem.Verdict.UNDECIDED)):
        for item in undecided:
            review.decide(item, ReviewItem.Verdict.HIDE, by=by)
        run_tasks()


def published(ticket: Ticket, *, by: User) -> Publication:
    """A copy of the ticket in which everything found was hidden, published."""
    publication = a_copy(ticket, by=by)
    hide_all(publication, by=by)
    publish_now(publication, by=by)
    return publication


def publish_now(publication: Publication, *, by: User) -> None:
    publication.refresh_from_db()
    request_publish(publication, seen=preview_of(publication).digest, by=by)
    run_tasks()
    publication.refresh_from_db()


def preview_of(publication: Publication) -> Preview:
    return Preview.objects.get(publication=publication)


def items_of(publication: Publication) -> QuerySet[ReviewItem]:
    return ReviewItem.objects.filter(part__publication=publication).select_related("part__publication")
