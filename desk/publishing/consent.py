"""Asking the customer before a copy of their ticket is public for the first time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from desk.accounts.models import GuestAccess, User
from desk.audit.record import record
from desk.publishing.asking import Question
from desk.publishing.gate import blockers, waits_for_customer
from desk.publishing.models import Preview, Publication
from desk.states import Overtaken
from desk.tickets.models import Message, Ticket
from desk.tickets.receive import Letter, add_reply, tell_customer
from desk.tickets.work import choose_publish

Answer = Question.Answer


class CannotAsk(Exception):
    """The customer cannot be asked about this copy now; the message is a code."""


@transaction.atomic
def ask_customer(publication: Publication, *, seen: str, by: User) -> Question:
    """Put the copy that the reviewer saw before the customer, and mail them a link to it.

    Raises CannotAsk: "not-needed" where nobody asks, "not-ready" while anything else blocks,
    "not-what-you-saw" when `seen` is not the preview of now, "unopened" for a guest who never opened
    the private link, because nobody knows whose mailbox that is. Asking twice about one copy sends one mail.
    """
    ticket = publication.ticket
    if not waits_for_customer(publication):
        raise CannotAsk("not-needed")
    if any(reason.code != "waiting-for-customer" for reason in blockers(publication, seen=seen, by=by)):
        raise CannotAsk("not-ready")
    if not seen or seen != digest_shown(publication):
        raise CannotAsk("not-what-you-saw")
    if ticket.guest is not None and not ticket.guest.is_verified:
        raise CannotAsk("unopened")
    question, is_new = Question.objects.get_or_create(
        publication=publication, digest=seen, defaults={"asked_by": by}
    )
    if is_new:
        # The hours stand in the mail only where silence counts as an answer.
        hours = str(quiet_hours(settings.QUIET_PERIOD)) if settings.PUBLISH_AFTER_QUIET else ""
        tell_customer("approve", ticket, hours=hours)
        record("customer.asked", publication, by=by, question=question.pk)
    return question


@transaction.atomic
def approve(question: Question, *, by: User | GuestAccess) -> None:
    """The customer agrees to this very copy. Raises Overtaken when it is not the one of now."""
    _answer(question, Answer.APPROVED, by=by)


@transaction.atomic
def hide_more(question: Question, words: str, *, by: User | GuestAccess) -> Message:
    """The customer wants more hidden; their words become a message that is not for publication."""
    _answer(question, Answer.MORE, by=by)
    message = add_reply(question.publication.ticket, Letter(words), by=by)
    Message.objects.filter(pk=message.pk).update(publish_locked=True)
    return message


@transaction.atomic
def refuse_copy(question: Question, *, by: User | GuestAccess) -> None:
    """The customer wants nothing of theirs published; they may change their mind on the ticket's page."""
    _answer(question, Answer.REFUSED, by=by)
    choose_publish(question.publication.ticket, Ticket.Publish.NOTHING, by=by)


def question_before(ticket: Ticket) -> Question | None:
    """The question about the ticket's copy as it is now; None when nobody asked, or it was public before."""
    publication = Publication.objects.filter(ticket=ticket, first_published_at=None).first()
    if publication is None:
        return None
    digest = digest_shown(publication)
    return publication.questions.filter(digest=digest).first() if digest else None


def digest_shown(publication: Publication) -> str:
    """The digest of the preview of now; empty while there is none."""
    ready = Preview.objects.filter(
        publication=publication, state=Preview.State.READY, edition=publication.edition
    )
    return ready.values_list("digest", flat=True).first() or ""


def quiet_until(question: Question) -> datetime:
    return question.asked_at + settings.QUIET_PERIOD


def quiet_hours(period: timedelta) -> int:
    return int(period / timedelta(hours=1))


def _answer(question: Question, answer: Answer, *, by: User | GuestAccess) -> None:
    publication = Publication.objects.select_for_update().get(pk=question.publication_id)
    if question.digest != digest_shown(publication) or publication.first_published_at is not None:
        raise Overtaken(publication.pk)
    Question.objects.filter(pk=question.pk).update(answer=answer, answered_at=timezone.now())
    record("customer.answered", publication, by=by, question=question.pk, answer=str(answer))
