"""What the tick finds waiting: content whose scan was asked for and did not come."""

from __future__ import annotations

from datetime import datetime, timedelta

from desk.redactor import is_ready
from desk.tickets.models import Scan
from desk.tickets.tasks import scan_content

PATIENCE = timedelta(minutes=2)
RAREST = timedelta(hours=1)
MOST_AT_ONCE = 100


def tick(now: datetime) -> None:
    """Ask again for scans whose task may have been lost; nothing while the detector is away.

    The longer one has been waiting, the rarer it is asked for again: a
    picture that the detector chokes on must not keep it from the others.
    """
    waiting = Scan.objects.filter(state=Scan.State.WAITING, asked_at__lt=now - PATIENCE).order_by("asked_at")
    late = [scan for scan in waiting.select_related("message", "attachment__message") if _is_late(scan, now)]
    if not late or not is_ready():
        return
    for scan in late[:MOST_AT_ONCE]:
        Scan.objects.filter(pk=scan.pk).update(asked_at=now)
        scan_content.enqueue(scan.pk)


def _is_late(scan: Scan, now: datetime) -> bool:
    message = scan.message or (scan.attachment and scan.attachment.message)
    waited = scan.asked_at - message.created_at if message else timedelta()
    return now - scan.asked_at >= max(PATIENCE, min(waited / 4, RAREST))
