"""What the review room shows: every part with its marks, every finding with its number, the gate."""

from __future__ import annotations

from dataclasses import dataclass, field

from desk.accounts.models import User
from desk.publishing.asking import Question
from desk.publishing.deciding import normal
from desk.publishing.forms import KINDS
from desk.publishing.gate import (
    WORDS,
    Blocker,
    blockers,
    is_too_risky,
    is_unconfirmed,
    news_of,
    risk_accepted_by,
    waits_for_customer,
)
from desk.publishing.grounds import Grounds, grounds_of
from desk.publishing.models import NearMiss, Part, Preview, Publication, ReviewItem
from desk.publishing.residual import Residual, residual_risk
from desk.redactor import ENTITIES, Severity
from desk.tickets.models import Attachment, Message, Scan

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
    part: Part
    needs_second: bool = False  # a second person has to agree that it stays visible

    @property
    def seen(self) -> str:
        return f"{self.item.pk}={self.item.verdict}"

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


@dataclass(slots=True)
class Group:
    """All mentions of one value in the copy, in order; a box is a group of its own."""

    rows: list[Row]

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def state(self) -> str:
        """The state of its mentions where they agree; undecided as long as one of them is; else mixed."""
        states = {row.state for row in self.rows}
        if ReviewItem.Verdict.UNDECIDED in states:
            return "undecided"
        return states.pop() if len(states) == 1 else "mixed"

    @property
    def decided(self) -> int:
        return sum(row.item.verdict != ReviewItem.Verdict.UNDECIDED for row in self.rows)

    @property
    def seen(self) -> str:
        """What the screen shows of each mention, for the verb to notice that somebody was faster."""
        return " ".join(f"{row.item.pk}={row.item.verdict}" for row in self.rows)

    @property
    def is_severe(self) -> bool:
        return any(row.is_severe for row in self.rows)

    @property
    def is_locked(self) -> bool:
        return all(row.is_locked for row in self.rows)

    @property
    def reason(self) -> str:
        return next((row.item.reason for row in self.rows if row.item.reason), "")


@dataclass(frozen=True, slots=True)
class Near:
    """Something the detector decided not to hide, with its surroundings."""

    miss: NearMiss
    part: Part
    name: str
    value: str
    before: str
    after: str

    @property
    def width(self) -> int:
        return (self.miss.right or 0) - (self.miss.left or 0)

    @property
    def height(self) -> int:
        return (self.miss.bottom or 0) - (self.miss.top or 0)


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
    near: list[Near] = field(default_factory=list)  # of a picture: where something was nearly hidden


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
    groups: list[Group] = field(default_factory=list)
    near: list[Near] = field(default_factory=list)
    residual: Residual = field(default_factory=lambda: Residual(()))
    is_too_risky: bool = False
    risk_accepted_by: User | None = None  # another agent than the one who looks
    news: list[Message] = field(default_factory=list)  # written since the copy was last looked at
    keys_off: bool = False  # this person has switched the keys off

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
    def next_undecided(self) -> Group | None:
        return next((group for group in self.groups if group.state == "undecided"), None)

    @property
    def silent_parts(self) -> list[Part]:
        """Parts in which nothing was found: a person reads them all the same."""
        return [view.part for view in self.parts if not view.rows and view.part.scanned == Part.Scanned.DONE]

    @property
    def newest_news(self) -> int:
        return max((message.pk for message in self.news), default=0)

    @property
    def level(self) -> str:
        return self.residual.level.name.lower()

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
        if any(file.is_waiting and file.scan.state == Scan.State.WAITING for file in self.files):
            return True
        behind = self.preview is None or self.preview.edition != self.publication.edition
        return self.publication.state == Publication.State.DRAFT and behind


def open_room(publication: Publication, *, by: User) -> Room:
    """The room of this publication as its rows stand now."""
    parts = list(
        publication.parts.prefetch_related("items__decided_by", "near_misses").select_related(
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
    pulled_files = {part.attachment_id for part in parts if part.first_line is None}
    messages = publication.ticket.messages.filter(kind=Message.Kind.CUSTOMER)
    files = Attachment.objects.filter(message__ticket=publication.ticket, message__kind=Message.Kind.CUSTOMER)
    preview = Preview.objects.filter(publication=publication).first()
    near = _near(parts)
    for view in views:
        view.near = [one for one in near if one.part == view.part and one.miss.start is None]
    news = list(news_of(publication))
    digest = preview.digest if preview is not None else ""
    reasons = blockers(publication, seen=digest, by=by)
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
        messages=[
            message for message in messages if message.pk not in pulled_messages and message not in news
        ],
        files=[file for file in files.select_related("file", "scan") if file.pk not in pulled_files],
        waits_for_customer=waits_for_customer(publication),
        question=_question(publication, preview),
        groups=_groups(views),
        near=near,
        residual=residual_risk(publication),
        is_too_risky=is_too_risky(publication),
        risk_accepted_by=risk_accepted_by(publication, digest, by=by),
        news=news,
        keys_off=not by.review_keys,
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
        part=part,
        needs_second=is_unconfirmed(item),
    )


def _groups(views: list[PartView]) -> list[Group]:
    groups: dict[object, Group] = {}
    for view in views:
        for row in view.rows:
            key: object = row.item.pk if row.item.is_box else normal(row.value)
            groups.setdefault(key, Group([])).rows.append(row)
    return list(groups.values())


def _near(parts: list[Part]) -> list[Near]:
    """What was nearly hidden and is covered by nothing yet, in the order of the copy."""
    found = []
    for part in parts:
        for miss in part.near_misses.all():
            if miss.is_covered(part.items.all()):
                continue
            start, end, text = miss.start or 0, miss.end or 0, part.text
            found.append(
                Near(
                    miss=miss,
                    part=part,
                    name=ENTITIES[miss.entity].name,
                    value=text[start:end],
                    before=text[max(0, start - SHOWN_BEFORE) : start],
                    after=text[end : end + SHOWN_BEFORE],
                )
            )
    return found


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
