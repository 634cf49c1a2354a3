"""A first look at what was not sent yet: how words and pictures would read in a public copy.

Nothing is stored, logged or queued here, and the placeholders come from a key that is thrown away with
the answer. What cannot be looked at is never shown as if it were clean: CannotRedact or CannotRead is raised.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from desk.redactor import (
    ENTITIES,
    IMAGES,
    CannotRead,
    CannotRedact,
    Entity,
    Finding,
    Kind,
    PixelHide,
    Rewritten,
    cut_cards,
    label_book,
    redact_image,
    rewrite,
    scan_image,
    scan_text,
    sniff,
)
from desk.tickets.conversation import Piece
from desk.tickets.rules import policy

KEPT_FOR_LOOKS = 2  # threads of a web process that may wait for the detector here; the others serve pages
_turns = BoundedSemaphore(KEPT_FOR_LOOKS)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A placeholder of the look: its words, what it stands for, and how often it stands there."""

    label: str
    entity: Entity
    times: int


@dataclass(frozen=True, slots=True)
class FirstLook:
    """The same words twice, as written and as the public would read them; empty for no words."""

    private: tuple[Piece, ...] = field(default=(), repr=False)
    public: tuple[Piece, ...] = field(default=(), repr=False)
    hidden: tuple[Hidden, ...] = ()
    names_covered: bool = True

    @property
    def count(self) -> int:
        return sum(row.times for row in self.hidden)

    @property
    def has_secret(self) -> bool:
        return any(row.entity.key == "SECRET" for row in self.hidden)


@dataclass(frozen=True, slots=True)
class Covered:
    """A picture as the public would see it: bytes of a PNG, and the number of boxes in it."""

    content: bytes = field(repr=False)
    boxes: int


def look_at_words(text: str) -> FirstLook:
    """What would be hidden in these words today. Raises CannotRedact, also when too many look at once.

    Card numbers are cut first, as they would be on arrival.
    """
    text = cut_cards(text).text
    if not text.strip():
        return FirstLook()
    with _turn():
        scan = scan_text(text, policy())
    written = rewrite(text, scan.findings, label_book(secrets.token_bytes(32), {}))
    seen = Counter((placement.label, placement.finding.entity) for placement in written.placements)
    return FirstLook(
        private=tuple(_private(text, [placement.finding for placement in written.placements])),
        public=tuple(_public(written)),
        hidden=tuple(Hidden(label, ENTITIES[entity], times) for (label, entity), times in seen.items()),
        names_covered=scan.names_covered,
    )


def look_at_picture(content: bytes) -> Covered:
    """The picture with everything found in it covered. Raises CannotRead for no picture, CannotRedact."""
    if Kind(sniff(content)) not in IMAGES:
        raise CannotRead("no-picture")
    with _turn():
        scan = scan_image(content, policy())
        if scan.pages != 1:  # only the first was looked at
            raise CannotRead("animated")
        hides = [PixelHide(found.box, f"[{ENTITIES[found.entity].words}]") for found in scan.findings]
        return Covered(redact_image(content, hides).data, len(hides))


@contextmanager
def _turn() -> Iterator[None]:
    """One of the few places at the detector; raises CannotRedact("busy") when all are taken."""
    if not _turns.acquire(blocking=False):
        raise CannotRedact("busy")
    try:
        yield
    finally:
        _turns.release()


def _private(text: str, findings: list[Finding]) -> Iterator[Piece]:
    done = 0
    for finding in findings:
        yield from _plain(text[done : finding.span.start])
        yield Piece(finding.span.of(text), ENTITIES[finding.entity])
        done = finding.span.end
    yield from _plain(text[done:])


def _public(written: Rewritten) -> Iterator[Piece]:
    done = 0
    for placement in written.placements:
        yield from _plain(written.text[done : placement.span.start])
        yield Piece(placement.label, ENTITIES[placement.finding.entity])
        done = placement.span.end
    yield from _plain(written.text[done:])


def _plain(text: str) -> Iterator[Piece]:
    if text:
        yield Piece(text)
