"""The audit holds codes and numbers, and is only ever added to."""

from __future__ import annotations

from typing import Any

import pytest

from desk.accounts.models import User
from desk.audit.models import Entry
from desk.audit.record import record

pytestmark = pytest.mark.django_db


def test_an_entry_names_rows_by_kind_and_number(alice: User) -> None:
    entry = record("person.seen", alice, by="system", count=3, state="new")
    assert (entry.actor, entry.subject) == ("system", f"user:{alice.pk}")
    assert entry.facts == {"count": 3, "state": "new"}


@pytest.mark.parametrize("fact", ["alice.archer@example.com", "Alice Archer", "x" * 65, "", "a\nb"])
def test_what_could_be_a_piece_of_a_document_is_refused(alice: User, fact: str) -> None:
    with pytest.raises(TypeError) as refused:
        record("person.seen", alice, by=alice, fact=fact)
    assert not fact or fact not in str(refused.value)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("change", [lambda entry: entry.save(), lambda entry: entry.delete()])
def test_an_entry_is_neither_changed_nor_deleted(alice: User, change: Any) -> None:
    entry = record("person.seen", alice, by=alice)
    with pytest.raises(TypeError):
        change(entry)
