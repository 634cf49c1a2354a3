"""Which posts can hold a value at all, answered in milliseconds for tens of thousands of posts.

The index holds what everybody may read anyway, no needles and nothing hidden. It changes in the
transaction that changes what the public reads. It only narrows: what it names is read exactly, and a post
that is not in it, for whatever reason, is read too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from desk.publishing.documents import words_of
from desk.publishing.indexed import PublicWords
from desk.publishing.models import Publication, Revision
from desk.redactor import FORM, SHORTEST, Keys, Needle, text_form, text_keys, words_form, words_keys


class Column(StrEnum):
    WORDS = "words"
    PICTURES = "pictures"


KEYS: dict[Column, Callable[[Needle], Keys | None]] = {
    Column.WORDS: text_keys,
    Column.PICTURES: words_keys,
}
MOST_KEYS = 300  # of one look-up; more are asked for in several
MERGED_AT_ONCE = 500  # pages
FEW = 1000  # posts that are read by their keys rather than in the order of the list


def candidates(column: Column, needles: Sequence[Needle]) -> QuerySet[Publication]:
    """Posts with a live revision, held ones too, in which one of the needles can stand.

    All when a needle is too short to tell; never fewer than those in which the
    exact search would find something.
    """
    live = Publication.objects.exclude(live=None)
    keys: list[tuple[str, ...]] = []
    for needle in needles:
        if (of_this := KEYS[column](needle)) is None:
            return live
        keys += of_this
    known = PublicWords.objects.filter(revision=OuterRef("live"), form=FORM)
    chosen = ~Q(Exists(known))
    for at in range(0, len(keys), MOST_KEYS):
        chosen |= Q(live__in=_holding(column, keys[at : at + MOST_KEYS]))
    return live.filter(chosen)


def few_with(words: Sequence[str]) -> list[int] | None:
    """Keys of the revisions in the index that can hold all of these words, for the visitors' search.

    None when they are many, so that reading posts in the order of the list soon
    finds a page of them, and when every word is too short to be looked up.
    """
    pieces = tuple(form for word in words if len(form := text_form(word)) >= SHORTEST)
    if not pieces:
        return None
    found = PublicWords.objects.filter(pk__in=_holding(Column.WORDS, [pieces])).values_list("pk", flat=True)
    few = list(found[: FEW + 1])
    return few if len(few) <= FEW else None


def keep(revision: Revision) -> None:
    """Index a revision that is live from now on, in the caller's transaction; again is well."""
    files = list(revision.files.all())
    placeholders = sorted({row["label"] for row in revision.ledger})
    names = [f"{public.name}\n{public.alt}" for public in files]
    PublicWords.objects.update_or_create(
        revision=revision,
        defaults={
            "form": FORM,
            "words": text_form(
                "\n".join([revision.title, revision.text, *names]), covers=sorted(placeholders)
            ),
            "pictures": "\n".join(words_form(words_of(public.words)) for public in files),
        },
    )


def drop(revision: Revision) -> None:
    """Forget a revision that is not live any more, in the caller's transaction; again is well."""
    PublicWords.objects.filter(revision=revision).delete()


def missing() -> QuerySet[Publication]:
    """Posts whose live revision is not in the index, or in an older form."""
    known = PublicWords.objects.filter(revision=OuterRef("live"), form=FORM)
    return Publication.objects.exclude(live=None).filter(~Exists(known))


def catch_up(most: int) -> int:
    """Index up to so many posts that are missing; how many it did."""
    done = 0
    for pk in list(missing().values_list("pk", flat=True)[:most]):
        with transaction.atomic():
            post = Publication.objects.select_for_update().get(pk=pk)
            if post.live_id is not None:  # withdrawn, or published anew, meanwhile
                keep(Revision.objects.get(pk=post.live_id))
                done += 1
    return done


def rebuild() -> int:
    """Throw the index away and make it anew; how many posts are in it. Searches stay right meanwhile."""
    PublicWords.objects.all().delete()
    count = 0
    while done := catch_up(500):
        count += done
    tidy()
    return count


def tidy() -> None:
    """Let go of what SQLite's index still holds of rows that are gone, some pages at a time.

    Its older versions mark a deleted row's entries and drop them when they
    merge; this makes them merge all. PostgreSQL does so when it vacuums.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        pages = -MERGED_AT_ONCE
        while True:
            cursor.execute("SELECT total_changes()")
            (before,) = cursor.fetchone()
            cursor.execute(
                "INSERT INTO publishing_publicwords_index (publishing_publicwords_index, rank) "
                "VALUES ('merge', %s)",
                [pages],
            )
            cursor.execute("SELECT total_changes()")
            # Source: SQLite's documentation of FTS5, 'merge': fewer than two changes, nothing left to do.
            if cursor.fetchone()[0] - before < 2:
                return
            pages = MERGED_AT_ONCE


def _holding(column: Column, keys: Sequence[tuple[str, ...]]) -> QuerySet[PublicWords, Any] | RawSQL:
    """Rows that have all pieces of one of the keys in this column."""
    if connection.vendor == "sqlite":
        # Pieces are letters, digits and one sign; in quotes they are nothing else for the index either.
        asked = " OR ".join("(" + " AND ".join(f'"{piece}"' for piece in pieces) + ")" for pieces in keys)
        return RawSQL(
            "SELECT rowid FROM publishing_publicwords_index WHERE publishing_publicwords_index MATCH %s",
            [f"{column} : ({asked})"],
        )
    chosen = Q(pk__in=[])
    for pieces in keys:
        chosen |= Q(*(Q(**{f"{column}__contains": piece}) for piece in pieces))
    return PublicWords.objects.filter(chosen).values("revision")


__all__ = ["Column", "candidates", "catch_up", "drop", "few_with", "keep", "missing", "rebuild", "tidy"]
