"""Erase again what an old backup brought back; until that is done, nothing is served."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from desk.files.tombstones import BadLedger, NotReplayed, flush, require_replayed
from desk.rights.retention.replay import UnknownKind, replay

# Code of a refusal -> what the operator reads.
WHY = {
    "replay-first": "This database is older than what was erased from it. Run `manage.py replay` first.",
    "ledger-incomplete": "The list of erasures (DESK_TOMBSTONES) is not the whole one. Restore that file.",
    "ledger-damaged": "The list of erasures (DESK_TOMBSTONES) is damaged. Restore that file.",
    "migrate-first": "The tables are not there or too old. Run `manage.py migrate` first.",
}


def refuse_old_database() -> None:
    """Raises CommandError while an old backup may not serve (S113)."""
    try:
        require_replayed()
    except NotReplayed as why:
        raise CommandError(WHY[str(why)]) from None


class Command(BaseCommand):
    help = "After restoring a backup of the database: erase again what had been erased since."
    requires_system_checks = ()

    def handle(self, **_: Any) -> None:
        """Raises CommandError when the list of erasures cannot be trusted."""
        try:
            count = replay()
            flush()
        except BadLedger as bad:
            raise CommandError(f"Line {bad} of the list of erasures is damaged. Restore that file.") from None
        except UnknownKind:
            raise CommandError("A newer release wrote the list of erasures. Install that one.") from None
        if count:
            self.stdout.write(f"Erased again: {count}.")
