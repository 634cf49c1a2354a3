"""The laws we answer to, read from `packs.toml`: which apply, and what each of them asks of us.

The house's own packs apply to everybody. A refusal may rest only on a ground that one of the applying
laws lists; where none applies but the house's own, on those that every law knows.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from desk.rights.clocks import PauseRule, Period, Terms

TABLE = Path(__file__).with_name("packs.toml")
EVERYWHERE = "*"
# Grounds that need no law of their own: we must not hand out what is not proved to be yours, or is not there.
EVERY_LAW = ("FulfilmentImpossible", "IdentityVerificationFailure")


class Right(StrEnum):
    ACCESS = "access"
    RECTIFY = "rectify"
    REMOVE = "remove"
    OBJECT = "object"
    RESTRICT = "restrict"
    PORTABILITY = "portability"
    REVOKE = "revoke"


class Starts(StrEnum):
    RECEIPT = "receipt"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Pack:
    """One law. `authority` is whom one may complain to, empty for the house's own promises."""

    code: str
    name: str
    places: tuple[str, ...]
    rights: tuple[Right, ...]
    terms: Terms
    starts: Starts
    acknowledge: Period | None
    carry_out: Period | None
    appeal: Period | None
    has_statement: bool
    tells_recipients: bool
    authority: str
    grounds: tuple[str, ...]
    source: str
    reviewed_on: date
    is_certain: bool

    def is_in_force(self, place: str) -> bool:
        """Whether it holds at this place (ISO 3166, such as `DE` or `US-CA`); every one does when unknown."""
        return is_covered(place, self.places)


@dataclass(frozen=True, slots=True)
class Packs:
    version: str
    packs: tuple[Pack, ...]
    names: dict[str, str]  # of places

    def get(self, code: str) -> Pack:
        """Raises KeyError for a code this version does not have."""
        return {pack.code: pack for pack in self.packs}[code]

    def applying(self, right: Right, place: str) -> tuple[Pack, ...]:
        """All that give this right there, the house's own first. An unknown place has all of them (S005)."""
        return tuple(pack for pack in self.packs if right in pack.rights and pack.is_in_force(place))


@cache
def packs() -> Packs:
    """The table of this release. Raises for a row that is not complete: no clock may run on a guess."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return Packs(table["version"], tuple(_pack(row) for row in table["pack"]), table["places"])


def is_covered(place: str, places: Collection[str]) -> bool:
    """Whether a place is one of these or a part of one; an unknown place always is (S005)."""
    if not place or EVERYWHERE in places:
        return True
    return place in places or place.partition("-")[0] in places


def grounds_of(applying: Iterable[Pack]) -> tuple[str, ...]:
    """What a refusal may rest on, without repeats and in one order."""
    return tuple(sorted({*EVERY_LAW, *(ground for pack in applying for ground in pack.grounds)}))


def authorities_of(applying: Iterable[Pack]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pack.authority for pack in applying if pack.authority))


def places() -> dict[str, str]:
    """Code of each place a person may choose -> its name, in the order of the names."""
    return dict(sorted(packs().names.items(), key=lambda place: place[1]))


def _pack(row: dict[str, object]) -> Pack:
    fields = dict(row)

    def period(name: str) -> Period | None:
        text = fields.pop(name, None)
        return None if text is None else Period.read(str(text))

    respond = period("respond")
    if respond is None:
        raise KeyError("respond")
    terms = Terms(
        respond,
        period("extend"),
        PauseRule(str(fields.pop("pauses", "none"))),
        bool(fields.pop("rolls", False)),
    )
    return Pack(
        terms=terms,
        acknowledge=period("acknowledge"),
        carry_out=period("carry_out"),
        appeal=period("appeal"),
        starts=Starts(str(fields.pop("starts", Starts.RECEIPT))),
        rights=tuple(Right(one) for one in _words(fields.pop("rights"))),
        places=_words(fields.pop("places")),
        grounds=_words(fields.pop("grounds")),
        has_statement=bool(fields.pop("has_statement", False)),
        tells_recipients=bool(fields.pop("tells_recipients", False)),
        authority=str(fields.pop("authority", "")),
        **fields,  # type: ignore[arg-type]  # what is left is text, a date and a truth value, as TOML wrote it
    )


def _words(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else ()
