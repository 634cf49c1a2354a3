"""What the minute tick finds waiting in the mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from desk.mail.models import OutgoingMail
from desk.mail.sign_in import TEMPLATE
from desk.mail.tasks import PATIENCE, post, post_sign_in_link


def tick(now: datetime) -> None:
    """Enqueue what waits: after five minutes, for its task may have been lost, then ever more rarely."""
    for mail in OutgoingMail.objects.filter(
        state=OutgoingMail.State.QUEUED, created_at__lt=now - timedelta(minutes=5)
    ):
        wait = min(timedelta(minutes=5) * 2 ** min(mail.attempts, 12), PATIENCE)
        if mail.created_at + wait > now:
            continue
        (post_sign_in_link if mail.template == TEMPLATE else post).enqueue(mail.pk)
