"""Posting queued mail."""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from desk.accounts.closing import who_may_sign_in
from desk.accounts.organisations.links import invitation_path
from desk.accounts.organisations.members import INVITED_FOR, open_invitations
from desk.accounts.tokens import absolute, sign_in_path
from desk.jobs import Again, task
from desk.mail.models import OutgoingMail
from desk.mail.outgoing import cancel, claim, give_up, is_unwanted, post_now, unclaim, words_of

ABOUT_INVITATION = "invitation-"  # and its number, in `OutgoingMail.about`
AT_ONCE = 2  # attempts that are repeated within seconds
PATIENCE = timedelta(days=3)
log = logging.getLogger(__name__)


@task(queue_name="mail")
def post(mail_id: int) -> None:
    """Post one message. Safe to run twice, also at once: one task claims it."""
    mail = claim(mail_id)
    if mail is None:
        return
    if is_unwanted(mail):
        cancel(mail)
        return
    _deliver(mail)


@task(queue_name="mail")
def post_sign_in_link(mail_id: int) -> None:
    """Write and post a sign-in link, if the address has an account; else forget the address.

    The words are made here and live in memory only, so that the database never holds a link that
    signs somebody in.
    """
    mail = claim(mail_id)
    if mail is None:
        return
    user = who_may_sign_in(timezone.now()).filter(email=mail.to).first()
    if user is None:
        cancel(mail)
        return
    context = {
        "user": user,
        "link": absolute(sign_in_path(user)),
        "ask_again": absolute(reverse("accounts:sign_in")),
    }
    mail.subject, mail.text = words_of("sign_in", context)
    _deliver(mail)


@task(queue_name="mail")
def post_invitation(mail_id: int) -> None:
    """Write and post an invitation that still stands; one that was taken back meanwhile is not sent.

    As with sign-in, the link is made here and is never in the database.
    """
    mail = claim(mail_id)
    if mail is None:
        return
    number = mail.about.removeprefix(ABOUT_INVITATION)
    waiting = open_invitations().select_related("organisation")
    invitation = waiting.filter(pk=number, email=mail.to).first()
    if invitation is None:
        cancel(mail)
        return
    context = {
        "organisation": invitation.organisation,
        "link": absolute(invitation_path(invitation)),
        "days": INVITED_FOR.days,
    }
    mail.subject, mail.text = words_of("invitation", context)
    _deliver(mail)


def _deliver(mail: OutgoingMail) -> None:
    """Post it, or leave it queued for a later time: an outage of a night must not lose a private link."""
    try:
        post_now(mail)
    except smtplib.SMTPRecipientsRefused as refused:
        if all(code >= 500 for code, _ in refused.recipients.values()):  # RFC 5321: will not pass
            log.error("mail given up, for the server knows no such mailbox: %d", mail.pk)
            give_up(mail, because="no-such-mailbox")
        else:
            _later(mail)
    except (OSError, smtplib.SMTPException):
        _later(mail)


def _later(mail: OutgoingMail) -> None:
    """Try again in seconds at first, then leave it to `tick`, and give up after PATIENCE."""
    unclaim(mail)
    if mail.created_at < timezone.now() - PATIENCE:
        log.error("mail given up after three days: %d", mail.pk)
        give_up(mail, because="too-old")
    elif mail.attempts < AT_ONCE:
        # The server's answer may quote the address, so it goes no further.
        raise Again("mail-server") from None
    else:
        log.warning("mail server does not take mail %d; it is tried again later", mail.pk)
