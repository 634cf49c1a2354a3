"""The copy of a person's data: collected, other people covered, reviewed by a person, sealed, fetched once.

It goes through the same look as a public copy, the other way round: what tells about the person stays,
what tells about anybody else is covered. Some kinds are covered always, the person's own too: an answer to
the wrong one of two people with the same mailbox must not hand out what opens a bank account (11 CCR 7024).
No text is kept on the way; each piece is read again when the package is made, and must be the same.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from desk.accounts.models import User
from desk.accounts.personal_data import Holder, Person, Record
from desk.audit.record import record
from desk.files.sealing import derived
from desk.files.store import destroy, keep_private
from desk.jobs import enqueue_on_commit
from desk.redactor import (
    ENTITIES,
    Box,
    CannotRead,
    CannotRedact,
    Finding,
    Needle,
    Span,
    find_in_text,
    label_book,
    redact_image,
    rewrite,
    scan_image,
    scan_text,
    verify_image,
    verify_text,
)
from desk.rights.consent.purposes import purposes
from desk.rights.holders import MENTIONS
from desk.rights.mentions.models import Mention
from desk.rights.packs import Right
from desk.rights.personal import authority, pictures
from desk.rights.personal.models import Package, PackagePiece, RightsCase, RightsItem
from desk.rights.personal.pictures import HIDE, Changed, hides_of
from desk.rights.personal.records import digest_of, granted, holders_of, records_of
from desk.rights.personal.told import person_of
from desk.tickets.dictionary import needles_of
from desk.tickets.models import Ticket
from desk.tickets.personal_data import tickets_of
from desk.tickets.rules import policy

State = Package.State
KEEP = "keep"
# Never handed out, whoever asks; nobody can decide otherwise.
NEVER = frozenset(
    {"NATIONAL_ID", "DOCUMENT_ID", "HEALTH_ID", "BANK_ACCOUNT", "CREDIT_CARD", "SECRET", "FACE"}
)

REFERENCE = re.compile(r"T-\d+")  # of a ticket: ours, and nobody's address
WORD = re.compile(r"[^\W_]+")
MOST_PAGES = 100  # of one file; more than that nobody reviews page by page


class NotMade(Exception):
    """A picture of the copy is not made yet, so nobody can have looked at it."""


@dataclass(frozen=True, slots=True)
class Made:
    """One finished piece: its record, and its words or picture as they go out."""

    record: Record
    text: str
    picture: bytes
    name: str


def collect(package: Package) -> None:
    """Look at everything we hold about the person and propose what is covered. Safe to run twice.

    Raises CannotRedact when the detector is away: nothing is handed out unseen. Raises NotProved.
    """
    if package.state != State.COLLECTING:
        return
    require_proof(package)
    person = person_of(package.case)
    needles = _needles(package, person)
    pieces = [
        piece
        for holder in holders_of(package)
        for one in holder.export(person)
        for piece in _look_at(package, holder, one, person, needles)
    ]
    pictures.forget(package)
    with transaction.atomic():
        package.pieces.all().delete()
        PackagePiece.objects.bulk_create(pieces)
        package.move(State.REVIEW, problem="")
        pictures.ask(package)
        record("package.collected", package, by="system", case=package.case_id, pieces=len(pieces))


@transaction.atomic
def choose(piece: PackagePiece, number: int, choice: str, *, by: User) -> None:
    """Cover or show one finding (`number` in `hides`). What is never handed out stays covered."""
    piece = _in_review(piece)
    row = piece.hides[number]
    if choice not in (HIDE, KEEP):
        raise Changed
    if row["entity"] in NEVER and choice == KEEP:
        raise Changed
    row["choice"] = choice
    piece.picture = None  # `tick` destroys the old one
    piece.save(update_fields=["hides", "picture"])
    if piece.is_picture:
        pictures.ask(piece.package)
    record("package.chosen", piece, by=by, package=piece.package_id, choice=choice)


@transaction.atomic
def cover_words(piece: PackagePiece, words: str, *, record_text: str, by: User) -> int:
    """Cover further words that no rule found, wherever they stand in this piece; how many spots."""
    piece = _in_review(piece)
    found = find_in_text(record_text, [Needle(words)])
    if not found:
        return 0
    piece.hides = _merged(piece.hides, [_span_row(one, HIDE) for one in found])
    piece.save(update_fields=["hides"])
    record("package.covered", piece, by=by, package=piece.package_id, spots=len(found))
    return len(found)


@transaction.atomic
def cover_box(piece: PackagePiece, box: Box, *, by: User) -> None:
    """Cover an area of a picture that no rule found; the picture is made anew. Raises Changed.

    The copy is cut from the box that is stored here, so what reaches beyond the picture is refused, not cut.
    """
    piece = _in_review(piece)
    if not piece.is_picture or box.right > piece.width or box.bottom > piece.height:
        raise Changed
    piece.hides = [*piece.hides, _box_row(box, "OTHER")]
    piece.picture = None  # `tick` destroys the old one
    piece.save(update_fields=["hides", "picture"])
    pictures.ask(piece.package)
    record("package.covered", piece, by=by, package=piece.package_id, spots=1)


@transaction.atomic
def leave_out(piece: PackagePiece, *, by: User, is_left_out: bool) -> None:
    """Hand a piece out by name only, or with its content again; what cannot be looked into stays out."""
    piece = _in_review(piece)
    if piece.reason and not is_left_out:
        raise Changed
    PackagePiece.objects.filter(pk=piece.pk).update(is_left_out=is_left_out)
    record("package.left-out", piece, by=by, package=piece.package_id, left_out=is_left_out)


@transaction.atomic
def approve(package: Package, *, by: User) -> None:
    """The review is done; a task makes the package. Nobody reviews the copy of their own data.

    Raises NotMade while a picture that goes out is missing, Changed, Overtaken, BadMove.
    """
    if package.case.person_id == by.pk:
        raise Changed
    if pictures.waiting(package).filter(is_left_out=False).exists():
        raise NotMade
    from desk.rights.personal.tasks import build_package

    package.move(State.BUILDING, reviewed_by=by, problem="")
    record("package.approved", package, by=by, case=package.case_id)
    enqueue_on_commit(build_package, package.pk)


def _in_review(piece: PackagePiece) -> PackagePiece:
    """The piece as it is now, while nobody else changes or approves the copy. Raises Changed otherwise."""
    package = Package.objects.select_for_update().get(pk=piece.package_id)
    if package.state != State.REVIEW:
        raise Changed
    return PackagePiece.objects.get(pk=piece.pk)


def build(package: Package) -> None:
    """Make and seal the package. Safe to run twice. Raises Changed, CannotRedact, CannotRead, NotProved.

    The finished words and pictures are read again: what is covered in one of
    them may be readable in none.
    """
    if package.state != State.BUILDING:
        return
    require_proof(package)
    made = make(package)
    content = _zip(package, made)
    with transaction.atomic():
        package.move(State.READY, file=keep_private(content, kind="zip"), problem="")
        RightsItem.objects.filter(
            case=package.case, right__in=["access", "portability"], step=RightsItem.Step.WANTED
        ).update(step=RightsItem.Step.DONE, done_at=timezone.now(), problem="")
        record("package.ready", package, by="system", case=package.case_id, pieces=len(made))
    pictures.forget(package)


@transaction.atomic
def begin_anew(case: RightsCase) -> None:
    """More is granted than a copy that is made, or being made, was made for: it is collected and read again.

    Raises Overtaken. Without a copy, or while it is still being looked at, there is nothing to do: then it
    is compared with what is granted when it is made.
    """
    from desk.rights.personal.tasks import collect_package

    package = Package.objects.select_for_update().filter(case=case).first()
    if package is None or package.state not in (State.BUILDING, State.READY):
        return
    pictures.forget(package)
    if package.file is not None:
        destroy(package.file)
    fresh = {"file": None, "link_hash": "", "link_until": None, "fetched_at": None, "reviewed_by": None}
    if package.state == State.BUILDING:
        package.move(State.REVIEW)
    package.move(State.COLLECTING, problem="", tried_at=None, **fresh)
    record("package.begun-anew", package, by="system", case=case.pk)
    enqueue_on_commit(collect_package, package.pk)


def require_proof(package: Package) -> None:
    """Raises NotProved unless who asks may still have what was granted. Raises CannotOpen."""
    for item in granted(package):
        authority.require(package.case, Right(item.right), now=timezone.now())


def make(package: Package) -> list[Made]:
    """Every piece as it goes out, verified. Raises Changed, CannotRedact, CannotRead."""
    records = records_of(package)
    pieces = list(package.pieces.all())
    if {(piece.holder, piece.key) for piece in pieces} != records.keys():
        raise Changed
    book = label_book(derived(f"package-{package.pk}"), {})
    hidden = hidden_values(pieces, records, person_of(package.case))
    made = []
    for number, piece in enumerate(pieces, start=1):
        one = records[piece.holder, piece.key]
        if digest_of(one) != piece.digest:
            raise Changed
        made.append(_make(piece, one, number, book, hidden))
    return made


def hidden_values(
    pieces: Iterable[PackagePiece], records: dict[tuple[str, str], Record], person: Person
) -> list[str]:
    """Values covered somewhere and shown on purpose nowhere: they may be readable in no piece.

    What the person's own name or address spells is no such value.
    """
    own = "\n".join(person.own_values)
    hidden: set[str] = set()
    shown: set[str] = set()
    for piece in pieces:
        text = records[piece.holder, piece.key].text
        for row in piece.hides:
            if "start" in row and (row["choice"] == HIDE or not piece.is_left_out):
                (hidden if row["choice"] == HIDE else shown).add(text[row["start"] : row["end"]])
    return sorted(value for value in hidden - shown if len(value) > 2 and not verify_text(own, [value]))


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a piece's text: plain, or one finding with its number in `hides`."""

    text: str
    number: int | None = None
    name: str = ""
    choice: str = ""
    is_fixed: bool = False


def boxes_of(piece: PackagePiece) -> list[Run]:
    """The findings of a picture or page, each with its number in `hides`; they have no text."""
    return [
        Run("", number, ENTITIES[row["entity"]].name, row["choice"], row["entity"] in NEVER)
        for number, row in enumerate(piece.hides)
        if "left" in row
    ]


def runs_of(piece: PackagePiece, text: str) -> list[Run]:
    """The text in order, cut at its findings, for the page that reviews it; one inside another is dropped."""
    runs, done = [], 0
    for number, row in enumerate(piece.hides):
        if "start" not in row or row["start"] < done or row["end"] > len(text):
            continue
        runs.append(Run(text[done : row["start"]]))
        name = ENTITIES[row["entity"]].name
        runs.append(Run(text[row["start"] : row["end"]], number, name, row["choice"], row["entity"] in NEVER))
        done = row["end"]
    return [*runs, Run(text[done:])]


def _needles(package: Package, person: Person) -> tuple[Needle, ...]:
    """Everybody our records know in the person's tickets, and in those that name them, without the person."""
    own = {value.casefold() for value in person.own_values}
    own |= {email.partition("@")[0].casefold() for email in person.emails}
    naming = Mention.objects.filter(case=package.case, verdict=Mention.Verdict.THEIRS).values("ticket")
    tickets = [*tickets_of(person), *Ticket.objects.filter(pk__in=naming).select_related("guest")]
    known = (needle for ticket in tickets for needle in needles_of(ticket))
    return tuple(dict.fromkeys(needle for needle in known if needle.value.casefold() not in own))


def _look_at(
    package: Package, holder: Holder, one: Record, person: Person, needles: Sequence[Needle]
) -> list[PackagePiece]:
    """One piece per page of a document or an animation; one for everything else."""
    piece = PackagePiece(package=package, holder=holder.name, key=one.key, digest=digest_of(one))
    if one.is_closed:
        piece.is_left_out, piece.reason = True, "cannot-be-looked-into"
    elif one.picture and holder.name == MENTIONS:
        piece.is_left_out = True  # it is somebody else's; an agent may hand it out after a look
    if one.picture:
        try:
            return _pages(piece, one.picture, needles)
        except CannotRead:
            piece.is_left_out, piece.reason = True, "unreadable"
            return [piece]
    scan = scan_text(one.text, policy(), needles=needles)
    piece.policy_digest = scan.policy_digest
    rows = [_span_row(found, _proposal(found, one.text, person)) for found in scan.findings]
    piece.hides = _merged([], rows)
    return [piece]


def _pages(first: PackagePiece, content: bytes, needles: Sequence[Needle]) -> list[PackagePiece]:
    """Raises CannotRead, also when it has more pages than one person reads."""
    pieces, count, page = [], 1, 0
    while page < count:
        seen = scan_image(content, policy(), needles=needles, page=page)
        count = seen.pages
        if count > MOST_PAGES:
            raise CannotRead("too-many-pages")
        hides = [_box_row(found.box, found.entity) for found in seen.findings]
        pieces.append(
            PackagePiece(
                package=first.package,
                holder=first.holder,
                key=first.key,
                page=page,
                digest=first.digest,
                policy_digest=seen.policy_digest,
                hides=hides,
                is_left_out=first.is_left_out,
                is_picture=True,
                width=seen.width,
                height=seen.height,
            )
        )
        page += 1
    return pieces


def _proposal(found: Finding, text: str, person: Person) -> str:
    """Cover what is not plainly the person's own."""
    if found.entity in NEVER:
        return HIDE
    value = found.span.of(text)
    if REFERENCE.fullmatch(value):
        return KEEP
    own = [Needle(one) for one in person.own_values]
    if any(hit.span == Span(0, len(value)) for hit in find_in_text(value, own)):
        return KEEP
    # A guest gave us no name; what their own address spells is theirs.
    words = set(WORD.findall(value.casefold()))
    return KEEP if words and words <= set(WORD.findall(" ".join(person.own_values).casefold())) else HIDE


def _span_row(found: Finding, choice: str) -> dict[str, Any]:
    return {
        "start": found.span.start,
        "end": found.span.end,
        "entity": found.entity,
        "choice": choice,
    }


def _box_row(box: Box, entity: str) -> dict[str, Any]:
    return {
        "left": box.left,
        "top": box.top,
        "right": box.right,
        "bottom": box.bottom,
        "entity": entity,
        "choice": HIDE,
    }


def _merged(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in text order, each place once; where two touch, the newer word counts for its own place.

    What is never handed out keeps its kind: a row of another kind in its place could be shown.
    """
    rows = {(row["start"], row["end"]): row for row in old}
    for row in new:
        place = row["start"], row["end"]
        if place not in rows or rows[place]["entity"] not in NEVER:
            rows[place] = row
    return sorted(rows.values(), key=lambda row: (row["start"], row["end"]))


def _make(piece: PackagePiece, one: Record, number: int, book: Any, hidden: Sequence[str]) -> Made:
    name = f"{number:03d}-{piece.holder}"
    if piece.is_left_out:  # not a word of the content; a name of a file may name somebody, too
        words = _covered(one.text[: one.name_ends], piece, book)
        return Made(one, _verified(words, hidden), b"", "")
    if one.picture:
        hides = hides_of(piece)
        picture = redact_image(one.picture, hides, page=piece.page).data
        check = verify_image(picture, hidden=list(hidden), boxes=[hide.box for hide in hides])
        if check.problems:
            raise CannotRedact("not-verified")
        return Made(one, "", picture, f"{name}.png")
    return Made(one, _verified(_covered(one.text, piece, book), hidden), b"", f"{name}.txt")


def _covered(text: str, piece: PackagePiece, book: Any) -> str:
    """The text, or its beginning, with what is covered in it."""
    found = [
        Finding(Span(row["start"], min(row["end"], len(text))), row["entity"])
        for row in piece.hides
        if row["choice"] == HIDE and row.get("start", len(text)) < len(text)
    ]
    return rewrite(text, found, book).text


def _verified(text: str, hidden: Sequence[str]) -> str:
    if verify_text(text, list(hidden)):
        raise CannotRedact("not-verified")
    return text


def _zip(package: Package, made: Sequence[Made]) -> bytes:
    """index.html for people, data.json for programs, and the files beside them."""
    rows = [
        {
            "title": one.record.title,
            "source": one.record.source,
            "purpose": purposes()[one.record.purpose].words,
            "basis": purposes()[one.record.purpose].basis.words,
            "at": one.record.at.isoformat() if one.record.at else None,
            "text": one.text,
            "file": one.name if one.picture else None,
            "left_out": not one.picture and not one.name,
        }
        for one in made
    ]
    facts = {
        "number": package.case.number,
        "made": timezone.now().isoformat(timespec="seconds"),
        "policy": policy().digest,
        "records": rows,
    }
    page = render_to_string("rights/package.html", {"facts": facts, "purposes": purposes().values()})
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("index.html", page)
        bundle.writestr("data.json", json.dumps(facts, ensure_ascii=False, indent=1))
        for one in made:
            if one.picture:
                bundle.writestr(one.name, one.picture)
    return content.getvalue()
