"""What the tick finds waiting in the mail."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from desk.audit.models import Entry
from desk.audit.record import label, record
from desk.mail.invitations import INVITATION
from desk.mail.models import OutgoingMail
from desk.mail.sign_in import TEMPLATE
from desk.mail.tasks import PATIENCE, post, post_invitation, post_sign_in_link

WRITTEN_LATE = {TEMPLATE: post_sign_in_link, INVITATION: post_invitation}  # the task makes their words
LATE = timedelta(hours=1)  # from then on somebody should look at the mail server
log = logging.getLogger(__name__)


def tick(now: datetime) -> None:
    """Enqueue what waits: after five minutes, for its task may have been lost, then ever more rarely."""
    queued = OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED)
    _tell_late(list(queued.filter(created_at__lt=now - LATE)))
    for mail in queued.filter(created_at__lt=now - timedelta(minutes=5)):
        wait = min(timedelta(minutes=5) * 2 ** min(mail.attempts, 12), PATIENCE)
        if mail.created_at + wait > now:
            continue
        WRITTEN_LATE.get(mail.template, post).enqueue(mail.pk)


def _tell_late(late: list[OutgoingMail]) -> None:
    """Say once of each mail that it waits: in the audit for those who look later, in the log for today."""
    told = Entry.objects.filter(verb="mail.waiting", subject__in=[label(mail) for mail in late])
    known = set(told.values_list("subject", flat=True))
    for mail in late:
        if label(mail) not in known:
            record("mail.waiting", mail, by="system", template=mail.template, attempts=mail.attempts)
            log.error("mail has waited for more than an hour: %d", mail.pk)
