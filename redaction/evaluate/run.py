"""One evaluation: every text and picture of a folder through the engine, and through vanilla Presidio."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from redaction.errors import CannotRead
from redaction.evaluate.measures import Outcome, Tally, core_marks, measure
from redaction.evaluate.pictures import PictureOutcome, look_at, pictures_in
from redaction.evaluate.predict import Predicted, ours, vanilla
from redaction.evaluate.sets import Document, read_sets
from redaction.many import in_order

# Least share of names of people that is found, by language; other languages have no floor yet, and their
# texts are marked for a closer look (`redaction.risk`).
FLOORS = {"en": 0.90, "fr": 0.90, "de": 0.80, "es": 0.80, "it": 0.80, "pt": 0.80, "nl": 0.80}
_PERSON = "PERSON"

T = TypeVar("T")


class Watch(Protocol):
    """Gives the same answers on, to show how far it is; `things` says what is counted."""

    def __call__(self, answers: Iterable[T], things: str) -> Iterator[T]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: counts of ours and, where it ran too, of vanilla Presidio."""

    name: str
    ours: Tally
    vanilla: Tally | None = None
    floor: float | None = None

    @property
    def is_below(self) -> bool:
        return self.floor is not None and self.ours.found is not None and self.ours.found < self.floor


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came out, by set in order of names; `vanilla` is empty when it did not run."""

    ours: dict[str, tuple[Outcome, ...]]
    vanilla: dict[str, tuple[Outcome, ...]]
    pictures: tuple[PictureOutcome, ...]

    def by_set(self) -> list[Row]:
        return [
            Row(name, _sum(outcomes), _sum(self.vanilla[name]) if self.vanilla else None)
            for name, outcomes in self.ours.items()
        ]

    def by_entity(self) -> list[Row]:
        """Marks alone: characters outside of marks belong to no entity. Most frequent first."""
        labels = {mark.label for outcome in self._all() for mark in core_marks(outcome.document)}
        rows = [self._row(label, partial(_of_entity, label)) for label in labels]
        return sorted(rows, key=lambda row: (-row.ours.marks, row.name))

    def by_language(self) -> list[Row]:
        languages = {outcome.document.lang for outcome in self._all()}
        rows = [self._row(lang, partial(_of_language, lang)) for lang in languages]
        return sorted(rows, key=lambda row: (-row.ours.marks, row.name))

    def people_by_language(self) -> list[Row]:
        """Names of people alone, with the floor of each language that has one."""
        languages = {
            outcome.document.lang
            for outcome in self._all()
            if any(mark.label == _PERSON for mark in core_marks(outcome.document))
        }
        rows = [self._row(lang, partial(_people_of, lang), FLOORS.get(lang)) for lang in languages]
        return sorted(rows, key=lambda row: (-row.ours.marks, row.name))

    def _row(self, name: str, part: Callable[[Outcome], Tally], floor: float | None = None) -> Row:
        theirs = [outcome for outcomes in self.vanilla.values() for outcome in outcomes]
        return Row(
            name,
            sum(map(part, self._all()), Tally()),
            sum(map(part, theirs), Tally()) if self.vanilla else None,
            floor,
        )

    def _all(self) -> list[Outcome]:
        return [outcome for outcomes in self.ours.values() for outcome in outcomes]


def evaluate(folder: Path, jobs: int, *, baseline: bool, watch: Watch) -> Evaluation:
    """Run everything in a folder; see `sets` and `pictures` for what it may hold.

    Raises CannotRead("no-sets") when it holds nothing, and what the sets and
    the engine raise: a document that failed is not one without findings.
    """
    sets, pictures = read_sets(folder), pictures_in(folder)
    if not sets and not pictures:
        raise CannotRead("no-sets")
    found = _outcomes(sets, ours, jobs, watch, "texts")
    theirs = _outcomes(sets, vanilla, jobs, watch, "texts, vanilla") if baseline else {}
    seen = tuple(watch(in_order(look_at, pictures, min(jobs, max(1, len(pictures)))), "pictures"))
    return Evaluation(found, theirs, seen)


def _outcomes(
    sets: dict[str, tuple[Document, ...]],
    find: Callable[[str], Predicted],
    jobs: int,
    watch: Watch,
    things: str,
) -> dict[str, tuple[Outcome, ...]]:
    """All sets as one row of work, so that no core waits at the end of each."""
    texts = [document.text for documents in sets.values() for document in documents]
    answers = watch(in_order(find, texts, jobs), things)
    return {
        name: tuple(_measured(document, next(answers)) for document in documents)
        for name, documents in sets.items()
    }


def _measured(document: Document, predicted: Predicted) -> Outcome:
    return measure(document, predicted.hidden, predicted.near)


def _of_entity(label: str, outcome: Outcome) -> Tally:
    return outcome.only(label)


def _of_language(lang: str, outcome: Outcome) -> Tally:
    return outcome.tally if outcome.document.lang == lang else Tally()


def _people_of(lang: str, outcome: Outcome) -> Tally:
    return outcome.only(_PERSON) if outcome.document.lang == lang else Tally()


def _sum(outcomes: Sequence[Outcome]) -> Tally:
    return sum((outcome.tally for outcome in outcomes), Tally())
