"""Cover words in a private ticket: in a subject, a message, a file or its name. What stood there is gone.

Each step buries where it was and a keyed hash of the text before it, so that an old backup is covered again;
of a file the key is destroyed, which no backup has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from desk.files.sealing import keyed_hash
from desk.files.store import destroy
from desk.files.tombstones import bury
from desk.jobs import enqueue_on_commit
from desk.redactor import Span
from desk.tickets.cards import put_in_place
from desk.tickets.models import Attachment, Message, Scan, Ticket
from desk.tickets.tasks import scan_content

COVERED, COVERED_SHORT = "[removed]", "[…]"  # the latter where there is room for few letters


class Where(StrEnum):
    SUBJECT = "subject"
    MESSAGE = "message"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Column:
    """Where a text is kept, and what stands for a covered piece of it."""

    model: type[Ticket] | type[Message] | type[Attachment]
    field: str
    cover: str


COLUMNS = {
    Where.SUBJECT: Column(Ticket, "subject", COVERED_SHORT),
    Where.MESSAGE: Column(Message, "text", COVERED),
    Where.NAME: Column(Attachment, "name", COVERED_SHORT),
}


@transaction.atomic
def cover_words(where: Where, number: int, text: str, spans: Sequence[Span]) -> bool:
    """Cover the spans of `text`, which that row must still hold; whether it did.

    What the detector found there is forgotten and looked for anew.
    """
    column = COLUMNS[where]
    if _text(where, number) != text:
        return False
    for span in sorted(spans, reverse=True):
        bury("mention", f"{where}|{number}|{hash_of(text)}|{span.start}|{span.end}")
        text = text[: span.start] + column.cover + text[span.end :]
    _write(where, number, text)
    return True


@transaction.atomic
def cover_again(key: str) -> None:
    """Cover what an old backup brought back, as the line of the erasure says. Safe to call twice."""
    where, number, before, start, end = key.split("|")
    text = _text(Where(where), int(number))
    if text is not None and hash_of(text) == before:
        cover = COLUMNS[Where(where)].cover
        _write(Where(where), int(number), text[: int(start)] + cover + text[int(end) :])


@transaction.atomic
def replace_file(attachment: Attachment, content: bytes, *, kind: str) -> None:
    """Put other bytes in the place of a file, as `put_in_place`, and have them scanned."""
    put_in_place(attachment, content, kind=kind)
    _look_anew(Scan.objects.filter(attachment=attachment))


@transaction.atomic
def destroy_file(attachment: Attachment) -> None:
    """A file that cannot be covered in part goes as a whole; that there was one stays written."""
    destroy(attachment.file)
    Attachment.objects.filter(pk=attachment.pk).update(name="removed")
    for scan in Scan.objects.filter(attachment=attachment):
        scan.findings.all().delete()


def _text(where: Where, number: int) -> str | None:
    """The text of the row, locked; None when there is no such row any more."""
    column = COLUMNS[where]
    rows = column.model._default_manager.select_for_update().filter(pk=number)
    return rows.values_list(column.field, flat=True).first()


def _write(where: Where, number: int, text: str) -> None:
    column = COLUMNS[where]
    column.model._default_manager.filter(pk=number).update(**{column.field: text})
    if where == Where.MESSAGE:
        _look_anew(Scan.objects.filter(message=number))


def _look_anew(scans: Iterable[Scan]) -> None:
    for scan in scans:
        scan.findings.all().delete()
        Scan.objects.filter(pk=scan.pk).update(state=Scan.State.WAITING, reason="")
        enqueue_on_commit(scan_content, scan.pk)


def hash_of(text: str) -> str:
    """Tells whether a text is the one that was covered, without holding it: 32 hex digits, keyed."""
    return keyed_hash("mention", text)[:32]
