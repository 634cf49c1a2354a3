"""The retention classes, read from `retention.toml`: one table for the code and the page that shows it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent.parent / "retention.toml"
FIELDS = TABLE.with_name("fields.toml")


class Mode(StrEnum):
    DELETE = "delete"
    ANONYMISE = "anonymise"
    ISOLATE = "isolate"


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """How long one kind of thing is kept. `days` count from `trigger`; `by` is the module that ends it."""

    code: str
    words: str
    trigger: str
    days: int
    mode: Mode
    by: str

    @property
    def period(self) -> timedelta:
        return timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class ModelTags:
    """The fields of one model: those that tell about a person, those that do not, how long it is kept."""

    retention_class: str
    personal: tuple[str, ...]
    plain: tuple[str, ...]


@cache
def classes() -> dict[str, RetentionClass]:
    """Code -> class, in the order of the table. Raises for a row that is not complete."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["class"]
    return {row["code"]: RetentionClass(**{**row, "mode": Mode(row["mode"])}) for row in rows}


@cache
def tags() -> dict[str, ModelTags]:
    """`app.Model` -> its tags."""
    rows = tomllib.loads(FIELDS.read_text(encoding="utf-8"))
    return {
        f"{app}.{name}": ModelTags(
            row["class"], tuple(row.get("personal", "").split()), tuple(row.get("plain", "").split())
        )
        for app, models in rows.items()
        for name, row in models.items()
    }
