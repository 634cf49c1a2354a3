"""Up to which row a table can be read by number without missing one that is still being written.

PostgreSQL gives a row its number when it is written and shows it when its transaction ends. So a row with a
lower number can appear after one with a higher was read, and a search that goes on from the highest it has
seen would never come to it. SQLite lets one transaction write at a time, which keeps numbers in order.
"""

from __future__ import annotations

from django.db import OperationalError, connection, transaction
from django.db.models import Max, Model

PATIENCE = "2s"  # while this waits, whoever wants to write there waits behind it


class StillWriting(Exception):
    """Somebody is in the middle of a long write; the search asks again later."""


def settled_to(model: type[Model]) -> int:
    """The highest number in the table below which no other can appear any more; 0 when it is empty.

    Whoever writes into a table holds a lock on it from before they take a number until they commit. A lock
    that does not go with theirs is given only once all of them are through, and is let go at once. Raises
    StillWriting when that takes longer than PATIENCE. Source: PostgreSQL, "Explicit Locking", table 13.2.
    """
    try:
        with transaction.atomic(durable=True):
            if connection.vendor == "postgresql":
                table = connection.ops.quote_name(model._meta.db_table)
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
                    cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
            highest = model._default_manager.aggregate(highest=Max("pk"))["highest"]
    except OperationalError:
        raise StillWriting from None
    return highest or 0
