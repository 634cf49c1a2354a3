"""What was removed on request stays removed, whatever is rewritten, taken out or pulled in later.

A closed request has forgotten what was asked, and a part that is taken out takes its decisions with it. So
each copy keeps keyed fingerprints of the values that an agent agreed to remove from it, and every text and
picture that enters the copy later is compared with them. While a request is still open, its values are
known from the copy's own items.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desk.files.tombstones import bury
from desk.publishing.fingerprints import EDGES, TOKEN, digest_of_value, runs_of_words
from desk.publishing.models import Part, Publication, ReviewItem
from desk.publishing.watch import Removed
from desk.redactor import Box, Needle, Span, Word, find_in_text

Verdict = ReviewItem.Verdict
LONGEST_RUN = 30  # words


@dataclass(frozen=True, slots=True)
class Asked:
    """A value that is hidden in a copy because of a request."""

    needle: Needle
    because: str


def asked_values(publication: Publication) -> list[Asked]:
    """Values of the copy's items that a request hides now."""
    items = ReviewItem.objects.filter(
        part__publication=publication, verdict=Verdict.HIDE, start__isnull=False
    ).exclude(because="")
    return sorted(
        {Asked(Needle(item.value, item.entity), item.because) for item in items.select_related("part")},
        key=lambda asked: (asked.because, asked.needle.value),
    )


def hide_values(part: Part, asked: Iterable[Asked]) -> None:
    """Hide these values wherever they stand uncovered in the part's text."""
    for one in asked:
        for finding in find_in_text(part.text, [one.needle]):
            _hide(part, finding.span, entity=one.needle.entity, because=one.because)


def hide_again(part: Part) -> None:
    """Hide in the part's text what was once removed from this copy; safe to call twice."""
    places = placed_words(part.text)
    for first, last, row in _known_runs([word for word, _ in places], part.publication):
        span = Span(places[first][1].start, places[last][1].end)
        _hide(part, span, entity=row.entity, because=row.because)


def hide_again_in_picture(part: Part, words: Sequence[Word]) -> bool:
    """Put boxes over words of a picture that were once removed from this copy; says whether it did."""
    read = [(text, word.box) for word in words if (text := word.text.strip(EDGES))]
    taken = [item.box for item in part.items.filter(start=None)]
    fresh = False
    for first, last, row in _known_runs([text for text, _ in read], part.publication):
        box = read[first][1]
        for _, other in read[first : last + 1]:
            box = box.union(other)
        if any(other.covers(box) for other in taken):
            continue
        _hide_box(part, box, row)
        fresh = True
    if fresh:
        part.publication.touch()
    return fresh


def stands_in(text: str, publication: Publication) -> bool:
    """Whether something that was removed from this copy can be read in the text."""
    return bool(_known_runs(runs_of_words(text), publication))


def remember(publication: Publication, needles: Iterable[Needle], *, because: str) -> None:
    """Keep fingerprints of these values; they stay when the request has forgotten them."""
    for needle in needles:
        words = runs_of_words(needle.value)
        if not words:
            continue
        row, is_new = Removed.objects.get_or_create(
            publication=publication,
            entity=needle.entity,
            digest=digest_of_value(needle.entity, needle.value),
            defaults={"words": min(len(words), LONGEST_RUN), "because": because},
        )
        if is_new:
            bury("removed", f"{publication.pk}|{row.entity}|{row.words}|{row.because}|{row.digest}")


def placed_words(text: str) -> list[tuple[str, Span]]:
    """The words of a text as `runs_of_words` gives them, each with its place."""
    placed = []
    for token in TOKEN.finditer(text):
        word = token[0].strip(EDGES)
        if word:
            start = token.start() + token[0].index(word)
            placed.append((word, Span(start, start + len(word))))
    return placed


def _known_runs(words: list[str], publication: Publication) -> list[tuple[int, int, Removed]]:
    """Runs of words that were removed from the copy: first and last word, and the row."""
    rows = list(publication.removed.all())
    known = {(row.entity, row.words, row.digest): row for row in rows}
    found = []
    for entity, length in sorted({(row.entity, row.words) for row in rows}):
        for at in range(len(words) - length + 1):
            digest = digest_of_value(entity, " ".join(words[at : at + length]))
            if row := known.get((entity, length, digest)):
                found.append((at, at + length - 1, row))
    return found


def _hide(part: Part, span: Span, *, entity: str, because: str) -> None:
    if any(not item.is_box and item.span.covers(span) for item in part.items.exclude(verdict="undecided")):
        return  # hidden already, or kept by a person who decided on that very request
    ReviewItem.objects.get_or_create(
        part=part,
        start=span.start,
        end=span.end,
        because=because,
        defaults={
            "entity": entity,
            "rule": "person.asked",
            "origin": ReviewItem.Origin.REMOVAL,
            "verdict": Verdict.HIDE,
        },
    )


def _hide_box(part: Part, box: Box, row: Removed) -> None:
    ReviewItem.objects.create(
        part=part,
        left=box.left,
        top=box.top,
        right=min(box.right, part.width or box.right),
        bottom=min(box.bottom, part.height or box.bottom),
        entity=row.entity,
        rule="person.asked",
        origin=ReviewItem.Origin.REMOVAL,
        verdict=Verdict.HIDE,
        because=row.because,
    )
