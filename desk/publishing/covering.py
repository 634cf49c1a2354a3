"""Cover words in what an agent or a visitor wrote for a public copy; the copy goes back into review.

What is public stays as it is: it was redacted, and is found by a removal.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from desk.accounts.models import User
from desk.audit.record import record
from desk.files.tombstones import bury
from desk.publishing import requested
from desk.publishing.models import Part
from desk.publishing.review import render_later, reopen, rescan
from desk.redactor import Span
from desk.tickets.covering import COVERED, hash_of


@transaction.atomic
def cover_in_draft(part: Part, spans: Sequence[Span], *, by: User) -> None:
    """Cover these places of its words, and scan what is left anew. Raises NotReviewable.

    Each step buries where it was, so that an old backup is covered again.
    """
    reopen(part.publication)
    asked = requested.asked_values(part.publication)
    for span in sorted(spans, reverse=True):
        bury("draft", f"{part.pk}|{hash_of(part.text)}|{span.start}|{span.end}")
        part.text = part.text[: span.start] + COVERED + part.text[span.end :]
    part.items.all().delete()
    rescan(part)
    requested.hide_values(part, asked)
    part.publication.touch()
    render_later(part.publication)
    record("publication.covered", part.publication, by=by, part=part.pk, spots=len(spans))


def cover_draft_again(key: str) -> None:
    """Cover what an old backup brought back; a person reviews the copy again. Safe to call twice."""
    number, before, start, end = key.split("|")
    part = Part.objects.select_related("publication").filter(pk=int(number)).first()
    if part is None or hash_of(part.text) != before:
        return
    part.items.all().delete()
    part.text = part.text[: int(start)] + COVERED + part.text[int(end) :]
    rescan(part)
    part.publication.touch()
