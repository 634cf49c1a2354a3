"""One door out for every message: `send` queues it with the caller's transaction, a task posts it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone

from desk.audit.record import record
from desk.jobs import enqueue_on_commit
from desk.mail.classes import MailClass, Unclassed, class_of
from desk.mail.mailbox import mailbox_key
from desk.mail.models import OutgoingMail, Suppression

CLAIM_LASTS = timedelta(minutes=4)  # several times what a mail server is waited for


def send(
    template: str,
    to: str,
    context: dict[str, Any],
    *,
    thread: str = "",
    unsubscribe: str = "",
    about: str = "",
) -> OutgoingMail:
    """Queue one message, made from `mail/TEMPLATE.subject.txt` and `.txt`.

    `thread` is an opaque id (letters, digits, dashes) that keeps mails of one
    matter together in mail readers; it holds no reference and no address.
    `unsubscribe` is the path that ends mails of this kind by a single POST
    (RFC 8058), for mails that were asked for once and go on coming. `about` is
    a code by which the mail can be cancelled while it waits.

    Raises Unclassed for a template without a class, and for a promotional one
    that could not be ended.
    """
    from desk.mail.tasks import post

    if class_of(template) == MailClass.PROMOTIONAL and not unsubscribe:
        raise Unclassed("no-way-to-end-it")

    subject, text = words_of(template, context)
    mail = OutgoingMail.objects.create(
        template=template,
        to=to,
        subject=subject,
        text=text,
        thread=thread,
        unsubscribe=unsubscribe,
        about=about,
    )
    enqueue_on_commit(post, mail.pk)
    return mail


def is_unwanted(mail: OutgoingMail) -> bool:
    """Promotional mail to a mailbox that said no; asked when it leaves, so a no holds at once (S040)."""
    is_promotional = class_of(mail.template) == MailClass.PROMOTIONAL
    return is_promotional and Suppression.objects.filter(mailbox=mailbox_key(mail.to)).exists()


def words_of(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject (one line, at most 200 characters) and text of a mail."""
    context = {**context, "ORIGIN": settings.DESK_ORIGIN}
    subject = " ".join(render_to_string(f"mail/{template}.subject.txt", context).split())
    return subject[:200], render_to_string(f"mail/{template}.txt", context)


def post_now(mail: OutgoingMail) -> None:
    """Hand one queued message to the mail server, then empty it. Raises what the backend raises.

    A crash after the server took the message and before the row is emptied
    posts it twice; the other order could lose it.
    """
    OutgoingMail.objects.filter(pk=mail.pk).update(attempts=F("attempts") + 1)
    headers = {"Auto-Submitted": "auto-generated"}
    if mail.thread:
        headers["References"] = f"<{mail.thread}@{_own_host()}>"
    if mail.unsubscribe:
        headers["List-Unsubscribe"] = f"<{settings.DESK_ORIGIN}{mail.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=headers)
    message.send()
    _empty(mail, OutgoingMail.State.SENT)


@transaction.atomic
def give_up(mail: OutgoingMail, *, because: str) -> None:
    """The message cannot be delivered; its address and words go. `because` is a code for the audit."""
    _empty(mail, OutgoingMail.State.FAILED)
    record("mail.given-up", mail, by="system", template=mail.template, because=because)


def claim(mail_id: int) -> OutgoingMail | None:
    """The message, for the one task that posts it now; None when another one does, or it is not queued.

    A claim ends by itself, for a worker that was killed in the middle must not keep the message for ever.
    """
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS)
    mine = OutgoingMail.objects.filter(free, pk=mail_id, state=OutgoingMail.State.QUEUED)
    return OutgoingMail.objects.get(pk=mail_id) if mine.update(claimed_at=now) else None


def unclaim(mail: OutgoingMail) -> None:
    """The message was not taken; another task may try."""
    OutgoingMail.objects.filter(pk=mail.pk).update(claimed_at=None)


def cancel_about(codes: Iterable[str]) -> list[str]:
    """Cancel what still waits and is about one of these; returns the codes of what was cancelled.

    A message that a task is posting at this moment is on its way and stays.
    """
    cancelled = []
    waiting = OutgoingMail.objects.filter(about__in=list(codes), state=OutgoingMail.State.QUEUED)
    for mail in waiting.filter(claimed_at=None):
        mine = OutgoingMail.objects.filter(pk=mail.pk, state=OutgoingMail.State.QUEUED, claimed_at=None)
        if mine.update(claimed_at=timezone.now()):
            cancel(mail)
            cancelled.append(mail.about)
    return cancelled


def cancel(mail: OutgoingMail) -> None:
    """The message is not to be delivered after all; its address and words go."""
    _empty(mail, OutgoingMail.State.CANCELLED)


def _empty(mail: OutgoingMail, state: OutgoingMail.State) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=state, sent_at=timezone.now(), to="", subject="", text="", unsubscribe=""
    )


def _own_host() -> str:
    return settings.DESK_ORIGIN.partition("://")[2].partition(":")[0]
