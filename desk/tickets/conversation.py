"""A ticket's conversation as a page shows it: each message with the detector's marks in its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desk.accounts.models import User
from desk.files.models import StoredFile
from desk.redactor import ENTITIES, Entity, Kind
from desk.tickets.models import Attachment, FindingRow, Message, Scan, Ticket

INLINE_KINDS = frozenset({Kind.PNG, Kind.JPEG})  # what a browser may show; everything else is only downloaded


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a message; `entity` is None for words in which nothing was found."""

    text: str
    entity: Entity | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file of a message. `findings` is None until it was scanned.

    A waiting one cannot be opened yet, a closed one never: a virus was found in it.
    """

    attachment: Attachment
    scan: Scan | None
    findings: int | None
    is_picture: bool
    is_waiting: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One message. `findings` is None until it was scanned, and for notes, which are not."""

    message: Message
    pieces: tuple[Piece, ...]
    scan: Scan | None
    findings: int | None
    files: tuple[File, ...]


def turns_for_agent(ticket: Ticket, *, by: User) -> list[Turn]:
    """Everything, oldest first, with what the detector found."""
    messages = ticket.messages.select_related("author", "scan").prefetch_related(
        "scan__findings", "attachments__file", "attachments__scan__findings"
    )
    return [_turn(message, by) for message in messages]


def turns_for_customer(ticket: Ticket) -> list[Turn]:
    """What the customer and support wrote to each other, oldest first; no notes, no marks."""
    messages = ticket.messages.exclude(kind=Message.Kind.NOTE).select_related("author")
    return [
        Turn(message, (Piece(message.text),), None, None, _unmarked_files(message))
        for message in messages.prefetch_related("attachments__file", "attachments__scan")
    ]


def _turn(message: Message, by: User) -> Turn:
    scan = getattr(message, "scan", None)
    files = tuple(
        _file(attachment, is_own=message.author == by, scan=getattr(attachment, "scan", None))
        for attachment in message.attachments.all()
    )
    if scan is None or scan.state != Scan.State.DONE or scan.digest != message.digest:
        return Turn(message, (Piece(message.text),), scan, None, files)
    rows = [row for row in scan.findings.all() if not row.is_near]
    return Turn(message, tuple(_pieces(message.text, rows)), scan, len(rows), files)


def _unmarked_files(message: Message) -> tuple[File, ...]:
    """The files as the customer sees them: without what was found in them."""
    is_own = message.kind == Message.Kind.CUSTOMER
    return tuple(_file(attachment, is_own=is_own) for attachment in message.attachments.all())


def _file(attachment: Attachment, *, is_own: bool, scan: Scan | None = None) -> File:
    findings = None
    if scan is not None and scan.state == Scan.State.DONE:
        findings = sum(not row.is_near for row in scan.findings.all())
    return File(
        attachment,
        scan,
        findings,
        is_picture=attachment.file.kind in INLINE_KINDS,
        is_waiting=attachment.is_waiting and not is_own,
        is_closed=attachment.file.virus_check == StoredFile.VirusCheck.FOUND,
    )


def _pieces(text: str, rows: list[FindingRow]) -> Iterator[Piece]:
    """The text cut at its findings, which are disjoint and in order."""
    done = 0
    for row in rows:
        start, end = row.start or 0, row.end or 0
        if start > done:
            yield Piece(text[done:start])
        yield Piece(text[start:end], ENTITIES[row.entity])
        done = end
    if done < len(text):
        yield Piece(text[done:])
