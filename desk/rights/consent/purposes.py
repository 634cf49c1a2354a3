"""The purposes of this desk, read from `purposes.toml`: a job or a mail names one of them or does not run."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent.parent / "purposes.toml"


class Basis(StrEnum):
    CONTRACT = "contract"
    INTEREST = "interest"
    CONSENT = "consent"
    DUTY = "duty"

    @property
    def words(self) -> str:
        return {
            Basis.CONTRACT: "to do what you asked us for",
            Basis.INTEREST: "our legitimate interest, weighed against yours",
            Basis.CONSENT: "only with your consent",
            Basis.DUTY: "the law asks it of us",
        }[self]


@dataclass(frozen=True, slots=True)
class Purpose:
    """One use of personal data. `balance` says why a legitimate interest weighs more, empty for others."""

    code: str
    words: str
    basis: Basis
    stops: str
    can_object: bool
    balance: str = ""


@cache
def purposes() -> dict[str, Purpose]:
    """Code -> purpose, in the order of the table. Raises for a row that is not complete."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["purpose"]
    return {row["code"]: Purpose(**{**row, "basis": Basis(row["basis"])}) for row in rows}


def optional() -> tuple[Purpose, ...]:
    """Those that a person can say no to."""
    return tuple(purpose for purpose in purposes().values() if purpose.can_object)
