"""What others wrote about a person, for the copy of their data: only the lines that name them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from desk.accounts.personal_data import Person, Record
from desk.files.store import CannotOpen, read
from desk.redactor import CannotRead, Span, find_in_text
from desk.rights.holders import MENTIONS, PARTS
from desk.rights.mentions.models import Mention, MentionSearch
from desk.rights.mentions.search import known_of, words_of
from desk.rights.personal.models import RightsCase
from desk.tickets.models import Message

SHOWN = ("ticket", "message", "attachment__file", "attachment__message", "part", "word")
OURS = (Mention.Place.DRAFT, Mention.Place.WORD)
LEFT_OUT = "[…]"
AROUND = 300  # code points of a very long line that are shown on either side


class Mentions:
    """A holder of one case: what an agent found there to be about the person.

    Its `erase` is `covering.cover_all`, which needs the decisions as well.
    """

    name, words = MENTIONS, PARTS[MENTIONS]

    def __init__(self, case: RightsCase) -> None:
        self.case = case

    def export(self, person: Person) -> Iterator[Record]:
        """Whose ticket it is, is not said. Raises CannotRedact."""
        found = Mention.objects.filter(case=self.case, verdict=Mention.Verdict.THEIRS, covered_at=None)
        for mention in found.select_related(*SHOWN):
            yield _record(mention, person)

    def erase(self, person: Person) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text: plain, or what names the person."""

    text: str = field(repr=False)
    is_named: bool = False


def passages_of(mention: Mention, person: Person) -> list[Passage]:
    """The lines that name the person, for the page on which that is decided. Empty for a picture.

    Raises CannotOpen, CannotRead, CannotRedact.
    """
    text, spans = _found(mention, person)
    pieces: list[Passage] = []
    done = 0
    for start, end in _lines(text, spans):
        pieces.append(Passage(f"\n{LEFT_OUT}\n" if done else ""))
        done = start
        for span in (one for one in spans if start <= one.start < end):
            pieces += [Passage(text[done : span.start]), Passage(text[span.start : span.end], is_named=True)]
            done = span.end
        pieces.append(Passage(text[done:end]))
        done = end
    return [piece for piece in pieces if piece.text]


def _record(mention: Mention, person: Person) -> Record:
    is_ours = mention.place in OURS or (
        mention.message is not None and mention.message.kind != Message.Kind.CUSTOMER
    )
    source = "our staff wrote it" if is_ours else "another person wrote it"
    title = f"{mention.get_place_display()} that names you"
    written = mention.message or mention.ticket
    at = written.created_at if written is not None else None
    try:
        if mention.spots and mention.attachment is not None:
            picture = read(mention.attachment.file)
            return Record(mention.key, title, source, "support", at, picture=picture)
        text = "".join(piece.text for piece in passages_of(mention, person))
        return Record(mention.key, title, source, "support", at, text)
    except (CannotOpen, CannotRead):
        return Record(mention.key, title, source, "support", at, is_closed=True)


def _found(mention: Mention, person: Person) -> tuple[str, list[Span]]:
    is_common = MentionSearch.objects.filter(case=mention.case_id, is_common=True).exists()
    text = words_of(mention)
    return text, [one.span for one in find_in_text(text, known_of(person, is_common=is_common).all)]


def _lines(text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Start and end of the stretches to show: whole lines, of a very long one what is near. In order."""
    stretches: list[tuple[int, int]] = []
    for span in spans:
        start = max(text.rfind("\n", 0, span.start) + 1, span.start - AROUND)
        end = text.find("\n", span.end)
        end = min(len(text) if end < 0 else end, span.end + AROUND)
        if stretches and start <= stretches[-1][1] + 1:
            stretches[-1] = stretches[-1][0], max(end, stretches[-1][1])
        else:
            stretches.append((start, end))
    return stretches
