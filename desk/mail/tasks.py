"""Posting queued mail."""

from __future__ import annotations

import smtplib

from desk.jobs import Again, task
from desk.mail.models import OutgoingMail
from desk.mail.outgoing import give_up, post_now

ATTEMPTS = 5


@task(queue_name="mail")
def post(mail_id: int) -> None:
    """Post one message. Safe to run twice: a message that left is not queued any more."""
    mail = OutgoingMail.objects.filter(pk=mail_id, state=OutgoingMail.State.QUEUED).first()
    if mail is None:
        return
    try:
        post_now(mail)
    except (OSError, smtplib.SMTPException):
        if mail.attempts + 1 >= ATTEMPTS:
            give_up(mail)
            return
        # The server's answer may quote the address, so it goes no further.
        raise Again("mail-server") from None
