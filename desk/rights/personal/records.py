"""What we hold about the person of a case, as far as it was granted; read anew whenever it is needed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection

from django.db.models import QuerySet

from desk.accounts.personal_data import Holder, Record
from desk.rights.holders import HOLDERS
from desk.rights.mentions.deciding import concerns
from desk.rights.mentions.handing import Mentions
from desk.rights.personal.models import Package, PackagePiece, RightsItem
from desk.rights.personal.told import person_of

# Mails that leave within minutes and are not kept then: nothing to hand out.
PASSING = "mail"


def records_of(
    package: Package, *, only: Collection[PackagePiece] | None = None
) -> dict[tuple[str, str], Record]:
    """What we hold now, by holder and key: all of it, or what these pieces were made of.

    Reading ends with the last of them; what is not there any more is left out. Raises CannotOpen, and
    CannotRedact where a document can be read by the detector only and that is away.
    """
    person = person_of(package.case)
    wanted = None if only is None else {(piece.holder, piece.key) for piece in only}
    found: dict[tuple[str, str], Record] = {}
    for holder in holders_of(package):
        if wanted is not None and not any(name == holder.name for name, _ in wanted - found.keys()):
            continue
        for one in holder.export(person):
            place = holder.name, one.key
            if wanted is None or place in wanted:
                found[place] = one
            if wanted is not None and wanted <= found.keys():
                return found
    return found


def digest_of(one: Record) -> str:
    return hashlib.sha256(json.dumps(one.text).encode() + one.picture).hexdigest()


def holders_of(package: Package) -> tuple[Holder, ...]:
    """Those an agent granted; all when an item is granted whole."""
    items = list(granted(package))
    names = [item.holders for item in items]
    kept = tuple(holder for holder in HOLDERS if holder.name != PASSING)
    if names and all(names):
        wanted = {name for one in names for name in one}
        kept = tuple(holder for holder in kept if holder.name in wanted)
    return (*kept, Mentions(package.case)) if any(concerns(item) for item in items) else kept


def granted(package: Package) -> QuerySet[RightsItem]:
    return package.case.items.filter(right__in=["access", "portability"], verdict__in=["granted", "partly"])
