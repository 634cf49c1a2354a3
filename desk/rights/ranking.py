"""Which proposals of a search come first: what is written as asked, then other spellings, then misreadings.

Among those, a spot that has other words of the request beside it comes first: a name alone may be somebody
else's, a name beside its telephone number hardly is. Nothing is dropped here, only put in order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from desk.publishing.places import Hit
from desk.redactor import Box, Needle, Sought, Word, find_in_text, find_in_words, sought, spellings
from desk.rights.models import Occurrence

Closeness = Occurrence.Closeness

NEAR_TEXT = 200  # code points between two words that count as near each other
NEAR_PIXELS = 120  # pixels between two boxes: about four lines of a screenshot
MOST_BESIDE = 100  # hits before one that are looked at; more do not stand within NEAR_TEXT of it


@dataclass(frozen=True, slots=True)
class Ranked:
    """A hit, how close it is to what was asked, and how many other words of the request stand near it."""

    hit: Hit
    closeness: Occurrence.Closeness
    company: int = 0


@dataclass(frozen=True, slots=True)
class _Group:
    """One word of the request with all its spellings, made ready once for many hits."""

    word: str = field(repr=False)
    needles: tuple[Needle, ...] = field(repr=False)
    ready: Sought = field(repr=False)


def ranked(hits: Iterable[Hit], words: Sequence[str]) -> list[Ranked]:
    """All hits, the surest first; those as sure as each other stay in their order.

    `words` as the person wrote them; none for a whole post.
    """
    groups = [_group(word) for word in words]
    told = [(hit, *_told(hit.said, groups)) for hit in hits]
    beside = _company([(hit, whose) for hit, _, whose in told])
    found = [Ranked(hit, closeness, count) for (hit, closeness, _), count in zip(told, beside, strict=True)]
    return sorted(found, key=lambda one: (one.closeness, -one.company))


def _group(word: str) -> _Group:
    needles = spellings([Needle(word, "EMAIL_ADDRESS" if "@" in word else "OTHER")])
    return _Group(_plain(word), needles, sought(needles))


def _told(said: str, groups: Sequence[_Group]) -> tuple[Occurrence.Closeness, frozenset[int]]:
    """How close what stands there is to the request, and which of its words it is; maybe more than one."""
    plain = _plain(said)
    exact = frozenset(number for number, one in enumerate(groups) if one.word in plain)
    if exact or not groups:
        return Closeness.EXACT, exact
    spelled = frozenset(number for number, one in enumerate(groups) if find_in_text(said, one.ready))
    if spelled:
        return Closeness.SPELLING, spelled
    seen = [Word(said, Box(0, 0, 1, 1))] if said else []
    return Closeness.OPTICAL, frozenset(
        number for number, one in enumerate(groups) if find_in_words(seen, one.needles)
    )


def _plain(words: str) -> str:
    """As everybody would say it is the same: case and width of spaces do not count."""
    return " ".join(words.casefold().split())


def _company(told: Sequence[tuple[Hit, frozenset[int]]]) -> list[int]:
    """For each hit, how many words of the request other than its own stand near it in the same part."""
    by_part: dict[int, list[int]] = defaultdict(list)
    for number, (hit, _) in enumerate(told):
        if hit.part is not None:
            by_part[hit.part].append(number)
    counts = [0] * len(told)
    for numbers in by_part.values():
        numbers.sort(key=lambda number: _place(told[number][0]))
        for at, number in enumerate(numbers):
            hit, whose = told[number]
            # In order of their beginnings: beyond the first that is far, all are.
            beside: set[int] = set()
            for others in (
                reversed(numbers[max(0, at - MOST_BESIDE) : at]),
                numbers[at + 1 : at + MOST_BESIDE],
            ):
                for other in others:
                    if not _is_near(hit, told[other][0]):
                        break
                    beside |= told[other][1]
            counts[number] = len(beside - whose)
    return counts


def _place(hit: Hit) -> int:
    return (hit.start if hit.start is not None else hit.top) or 0


def _is_near(one: Hit, other: Hit) -> bool:
    if one.start is not None and one.end is not None:
        if other.start is None or other.end is None:
            return False
        return max(one.start, other.start) - min(one.end, other.end) <= NEAR_TEXT
    if one.top is None or one.bottom is None or other.top is None or other.bottom is None:
        return False
    return max(one.top, other.top) - min(one.bottom, other.bottom) <= NEAR_PIXELS
