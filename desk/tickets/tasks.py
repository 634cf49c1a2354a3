"""Scanning in the background."""

from __future__ import annotations

from desk.files.viruses import CannotCheck
from desk.jobs import Again, task
from desk.redactor import CannotRedact
from desk.tickets import scan
from desk.tickets.models import Scan


@task(queue_name="scan")
def scan_content(scan_id: int) -> None:
    """Scan one message or file. Safe to run twice: a finished scan of the same content is kept."""
    row = (
        Scan.objects.select_related("message__ticket", "attachment__file", "attachment__message__ticket")
        .filter(pk=scan_id)
        .first()
    )
    if row is None:  # removed while it waited; that is fine
        return
    try:
        scan.run(row)
    except (CannotRedact, CannotCheck) as unavailable:
        raise Again(unavailable.reason) from None
