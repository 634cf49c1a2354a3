"""Write one line into the audit: who, did what, to which row, with which codes and numbers."""

from __future__ import annotations

import re

from django.db.models import Model

from desk.audit.models import Entry

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._-]{0,63}")


def record(verb: str, subject: Model, *, by: Model | str, **facts: int | bool | str | None) -> Entry:
    """Add an entry. `by` is a person's row, or a word such as `system`.

    Facts are numbers and codes; anything that could be a piece of a document
    (spaces, at signs, long text) raises TypeError, so that no value gets in.
    """
    for name, fact in facts.items():
        if isinstance(fact, str) and not CODE.fullmatch(fact):
            raise TypeError(f"The fact {name!r} is not a code.")
    actor = by if isinstance(by, str) else label(by)
    return Entry.objects.create(actor=actor, verb=verb, subject=label(subject), facts=facts)


def label(row: Model) -> str:
    """`user:12` for the user with the key 12."""
    return f"{row._meta.model_name}:{row.pk}"
