"""Sets of marked texts: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from redaction.errors import CannotRead
from redaction.spans import Span


class Tier(StrEnum):
    """What should happen to a marked value.

    `core` identifies or unlocks a person and must be hidden; `context` (a
    town, an employer, a date) and `ignore` may be hidden or stay.
    """

    CORE = "core"
    CONTEXT = "context"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Mark:
    """A value that somebody marked; `label` is the set's own word for its kind."""

    span: Span
    label: str
    tier: Tier = Tier.CORE


@dataclass(frozen=True, slots=True)
class Document:
    """One marked text; `lang` is the set's own code, `und` where it gives none."""

    name: str
    text: str
    lang: str
    marks: tuple[Mark, ...]


def read_sets(folder: Path) -> dict[str, tuple[Document, ...]]:
    """Each `*.jsonl` of a folder by its name without the ending, in order of names; empty when there is none.

    A line holds `id`, `text`, `spans` (`start` and `end` in code points, end
    excluded, `label`, and `tier` where it is not `core`) and perhaps `lang`;
    other fields are left alone. Raises CannotRead("odd-set") when a line
    holds anything else, a span outside its text or an id twice.
    """
    return {path.stem: read_set(path) for path in sorted(folder.glob("*.jsonl"))}


def read_set(path: Path) -> tuple[Document, ...]:
    """The documents of one set in the order of its lines; raises as `read_sets` does."""
    documents: dict[str, Document] = {}
    for line in path.read_bytes().splitlines():
        if line.strip():
            document = _document(line)
            if document.name in documents:
                raise CannotRead("odd-set")
            documents[document.name] = document
    return tuple(documents.values())


def _document(line: bytes) -> Document:
    try:
        row = json.loads(line)
        text = row["text"]
        if not isinstance(text, str):
            raise CannotRead("odd-set")
        marks = tuple(_mark(mark, len(text)) for mark in row["spans"])
        return Document(str(row["id"]), text, str(row.get("lang") or "und"), marks)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CannotRead("odd-set") from None


def _mark(row: Mapping[str, object], length: int) -> Mark:
    start, end = row["start"], row["end"]
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= length:
        raise CannotRead("odd-set")
    return Mark(Span(start, end), str(row.get("label") or "?"), Tier(str(row.get("tier") or Tier.CORE)))
