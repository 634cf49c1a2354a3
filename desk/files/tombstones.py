"""What was erased, kept apart from the database, so that an old backup cannot bring it back.

Each erasure adds a row in its own transaction; once that is committed, a line goes into a file beside the
keys, which no backup of the database holds. When the file knows a line that the database does not, the
database is older than its erasures: nothing is served until `manage.py replay` has erased them again.
A line names a row by its number or by a keyed hash, never by a value, and is sealed against forgery.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from desk.files.models import Tombstone
from desk.files.sealing import keyed_hash


class NotReplayed(Exception):
    """The database does not know all that was erased; the argument is a code."""


class BadLedger(Exception):
    """A line of the file is not ours, or damaged; the argument is its number."""


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure: `kind` says what, `key` which row."""

    id: str
    kind: str
    key: str


def bury(kind: str, key: str | int) -> None:
    """Note an erasure in the caller's transaction, each time anew: what was erased may have come again."""
    Tombstone.objects.create(kind=kind, key=str(key))
    transaction.on_commit(flush)


def flush() -> int:
    """Write what the file does not have yet; how many lines. `tick` does it for what a crash left."""
    waiting = list(Tombstone.objects.filter(written_at=None).order_by("pk"))
    if not waiting:
        return 0
    lines = [_written(Line(str(row.uid), row.kind, row.key)) for row in waiting]
    path = ledger_path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
        file.write("".join(lines))
        file.flush()
        os.fsync(file.fileno())
    Tombstone.objects.filter(pk__in=[row.pk for row in waiting]).update(written_at=timezone.now())
    return len(lines)


def lines() -> Iterator[Line]:
    """All of the file, oldest first. Raises BadLedger."""
    path = ledger_path()
    if not path.exists():
        return
    for number, text in enumerate(path.read_text().splitlines(), start=1):
        try:
            kept = json.loads(text)
            line = Line(kept["id"], kept["kind"], kept["key"])
        except (ValueError, KeyError, TypeError):
            raise BadLedger(number) from None
        if not hmac.compare_digest(_seal(line), str(kept.get("seal", ""))):
            raise BadLedger(number)
        yield line


def unknown() -> list[Line]:
    """Erasures that the database does not know, oldest first. Raises BadLedger."""
    # The file first: a line is written after its row is committed, so that an erasure that happens just now
    # is either in neither or in both.
    kept = list(lines())
    known = {str(uid) for uid in Tombstone.objects.values_list("uid", flat=True)}
    return [line for line in kept if line.id not in known]


def lost() -> int:
    """Erasures of the database that the file should have and does not: the file is not the whole one."""
    # The rows first: a row is called written after its line is.
    written = list(Tombstone.objects.filter(written_at__isnull=False).values_list("uid", flat=True))
    kept = {line.id for line in lines()}
    return sum(str(uid) not in kept for uid in written)


def note(line: Line) -> None:
    """The database knows this erasure from now on."""
    Tombstone.objects.get_or_create(
        uid=line.id, defaults={"kind": line.kind, "key": line.key, "written_at": timezone.now()}
    )


def require_replayed() -> None:
    """Raises NotReplayed when an old database may not serve yet, or the file cannot be trusted."""
    try:
        if unknown():
            raise NotReplayed("replay-first")
        if lost():
            raise NotReplayed("ledger-incomplete")
    except BadLedger:
        raise NotReplayed("ledger-damaged") from None
    except DatabaseError:
        raise NotReplayed("migrate-first") from None


def ledger_path() -> Path:
    return Path(settings.DESK_TOMBSTONES)


def _written(line: Line) -> str:
    kept = {"id": line.id, "kind": line.kind, "key": line.key, "seal": _seal(line)}
    return json.dumps(kept) + "\n"


def _seal(line: Line) -> str:
    return keyed_hash("tombstones", f"{line.id}|{line.kind}|{line.key}")
