"""Pages of lists too long to count on every visit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from desk.http import whole_number

Row = TypeVar("Row", bound=Model)
LAST = 10_000  # no reader goes further, and databases count every row they leave out


@dataclass(frozen=True, slots=True)
class OpenPage(Generic[Row]):
    """One page; whether there is a next one, but not how many. Templates read it like Django's `Page`."""

    object_list: list[Row]
    number: int  # from 1
    has_next: bool

    def __iter__(self) -> Iterator[Row]:
        return iter(self.object_list)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_previous or self.has_next

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def open_page(rows: QuerySet[Row], size: int, asked: str | None) -> OpenPage[Row]:
    """The page somebody asked for, in one query; the first page for what is no page of the list."""
    number = whole_number(asked) or 1
    number = number if number <= LAST else 1
    found = list(rows[(number - 1) * size : number * size + 1])
    if not found and number > 1:
        return open_page(rows, size, None)
    return OpenPage(found[:size], number, len(found) > size)
