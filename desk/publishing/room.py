"""What the review room shows: every part with its marks, every finding with its number, the gate."""

from __future__ import annotations

from dataclasses import dataclass, field

from desk.publishing.asking import Question
from desk.publishing.forms import KINDS
from desk.publishing.gate import WORDS, Blocker, blockers, waits_for_customer
from desk.publishing.grounds import Grounds, grounds_of
from desk.publishing.models import Part, Preview, Publication, ReviewItem
from desk.redactor import ENTITIES, Severity
from desk.tickets.models import Attachment, Message

SHOWN_BEFORE = 24  # code points of context before and after a finding in the list


@dataclass(frozen=True, slots=True)
class Row:
    """One finding as the reviewer sees it; `before` and `after` are its surroundings."""

    item: ReviewItem
    number: int
    name: str
    value: str
    before: str
    after: str
    is_severe: bool

    @property
    def state(self) -> str:
        """How its mark looks: undecided, hide, keep, or added by hand."""
        by_hand = (
            self.item.origin != ReviewItem.Origin.DETECTOR and self.item.verdict == ReviewItem.Verdict.HIDE
        )
        return "added" if by_hand else self.item.verdict

    @property
    def width(self) -> int:
        return (self.item.right or 0) - (self.item.left or 0)

    @property
    def height(self) -> int:
        return (self.item.bottom or 0) - (self.item.top or 0)

    @property
    def is_locked(self) -> bool:
        return bool(self.item.because)

    @property
    def why(self) -> Grounds:
        return grounds_of(self.item)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a part's text; `row` is the finding it belongs to, None between findings."""

    text: str
    row: Row | None = None


@dataclass(slots=True)
class PartView:
    """A part in the room: its text in pieces, or its boxes, and its rows in order."""

    part: Part
    rows: list[Row] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class Room:
    """Everything the review page needs, read in a handful of queries."""

    publication: Publication
    parts: list[PartView]
    preview: Preview | None
    blockers: list[Blocker]
    messages: list[Message]
    files: list[Attachment]
    waits_for_customer: bool = False
    question: Question | None = None  # to the customer, about the copy of now

    @property
    def rows(self) -> list[Row]:
        return [row for part in self.parts for row in part.rows]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """What a person may say a missed thing is: key and name."""
        return KINDS

    @property
    def refusals(self) -> list[Blocker]:
        """Why the last try to publish was stopped; empty when there was none, or it is past."""
        if self.publication.state != Publication.State.DRAFT:
            return []
        return [Blocker(code) for code in self.publication.blocked if code in WORDS]

    @property
    def decided(self) -> int:
        return sum(row.item.verdict != ReviewItem.Verdict.UNDECIDED for row in self.rows)

    @property
    def next_undecided(self) -> Row | None:
        return next((row for row in self.rows if row.item.verdict == ReviewItem.Verdict.UNDECIDED), None)

    @property
    def is_preview_current(self) -> bool:
        preview = self.preview
        return (
            preview is not None
            and preview.state == Preview.State.READY
            and preview.edition == self.publication.edition
        )

    @property
    def is_busy(self) -> bool:
        """Work is under way, so the page asks again by itself."""
        if self.publication.state == Publication.State.PUBLISHING:
            return True
        if any(view.part.scanned == Part.Scanned.WAITING for view in self.parts):
            return True
        behind = self.preview is None or self.preview.edition != self.publication.edition
        return self.publication.state == Publication.State.DRAFT and behind


def open_room(publication: Publication) -> Room:
    """The room of this publication as its rows stand now."""
    parts = list(
        publication.parts.prefetch_related("items").select_related(
            "message", "attachment__file", "publication"
        )
    )
    views, number = [], 0
    for part in parts:
        view = PartView(part)
        for item in part.items.all():
            number += 1
            view.rows.append(_row(part, item, number))
        if not part.is_picture:
            view.pieces = _pieces(part.text, view.rows)
        views.append(view)
    pulled_messages = {part.message_id for part in parts}
    pulled_files = {part.attachment_id for part in parts}
    messages = publication.ticket.messages.filter(kind=Message.Kind.CUSTOMER)
    files = Attachment.objects.filter(message__ticket=publication.ticket, message__kind=Message.Kind.CUSTOMER)
    preview = Preview.objects.filter(publication=publication).first()
    reasons = blockers(publication)
    if preview is not None and preview.state == Preview.State.FAILED:
        code = "detector-unavailable" if "detector-unavailable" in preview.problems else "preview-failed"
        reasons.append(Blocker(code))
    elif preview is not None and "hidden-on-request" in preview.problems:
        reasons.append(Blocker("hidden-on-request"))
    elif preview is not None and preview.problems:
        readable = any(problem.startswith("still-readable") for problem in preview.problems)
        reasons.append(Blocker("still-readable" if readable else "not-verified"))
    return Room(
        publication=publication,
        parts=views,
        preview=preview,
        blockers=reasons,
        messages=[message for message in messages if message.pk not in pulled_messages],
        files=[file for file in files.select_related("file", "scan") if file.pk not in pulled_files],
        waits_for_customer=waits_for_customer(publication),
        question=_question(publication, preview),
    )


def _question(publication: Publication, preview: Preview | None) -> Question | None:
    if preview is None or preview.edition != publication.edition or not preview.digest:
        return None
    return publication.questions.filter(digest=preview.digest).first()


def _row(part: Part, item: ReviewItem, number: int) -> Row:
    entity = ENTITIES[item.entity]
    start, end = item.start or 0, item.end or 0
    return Row(
        item=item,
        number=number,
        name=entity.name,
        value="" if item.is_box else part.text[start:end],
        before="" if item.is_box else part.text[max(0, start - SHOWN_BEFORE) : start],
        after="" if item.is_box else part.text[end : end + SHOWN_BEFORE],
        is_severe=entity.severity == Severity.HIGH,
    )


def _pieces(text: str, rows: list[Row]) -> list[Piece]:
    """The text cut at its findings. Where two overlap, the later one keeps only what is its own."""
    pieces, at = [], 0
    for row in rows:
        start, end = max(at, row.item.start or 0), row.item.end or 0
        if start >= end:
            continue
        if at < start:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], row))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return pieces
