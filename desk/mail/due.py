"""What the minute tick finds waiting in the mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from desk.mail.models import OutgoingMail
from desk.mail.sign_in import TEMPLATE
from desk.mail.tasks import post, post_sign_in_link


def tick(now: datetime) -> None:
    """Enqueue again what has been queued for five minutes: its task may have been lost."""
    for mail in OutgoingMail.objects.filter(
        state=OutgoingMail.State.QUEUED, created_at__lt=now - timedelta(minutes=5)
    ):
        (post_sign_in_link if mail.template == TEMPLATE else post).enqueue(mail.pk)
