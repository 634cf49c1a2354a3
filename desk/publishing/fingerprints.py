"""Know a hidden value again without keeping it: keyed fingerprints, and runs of words to compare with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from desk.files.sealing import derived
from desk.publishing.models import Fingerprint, Publication, ReviewItem
from desk.redactor import fingerprint

TOKEN = re.compile(r"[^\s<>\"“”„«»|]+")
EDGES = ".,;:!?()[]{}'’`*_=&#"  # what may stand before or behind a value in running text and markup


def keep_fingerprints(publication: Publication) -> None:
    """Replace the fingerprints of a publication by those of what its copy hides now.

    What a person keeps visible elsewhere in the copy is no secret of it.
    """
    items = list(
        ReviewItem.objects.filter(part__publication=publication, start__isnull=False).select_related("part")
    )
    kept = {item.value.casefold() for item in items if item.verdict == ReviewItem.Verdict.KEEP}
    hidden = {(item.entity, item.value.strip()) for item in items if item.verdict == ReviewItem.Verdict.HIDE}
    hidden = {(entity, value) for entity, value in hidden if value and value.casefold() not in kept}
    publication.fingerprints.all().delete()
    rows = {
        (entity, digest_of_value(entity, value)): Fingerprint(
            publication=publication,
            entity=entity,
            words=min(len(runs_of_words(value)), 30),
            digest=digest_of_value(entity, value),
        )
        for entity, value in hidden
    }
    Fingerprint.objects.bulk_create(rows.values())


def known_in(text: str, fingerprints: Iterable[Fingerprint]) -> list[Fingerprint]:
    """Which of the fingerprints are of a run of words of this text."""
    wanted: dict[tuple[str, int], dict[str, list[Fingerprint]]] = {}
    for row in fingerprints:
        wanted.setdefault((row.entity, row.words), {}).setdefault(row.digest, []).append(row)
    tokens, key = runs_of_words(text), derived("fingerprints")
    found: dict[int, Fingerprint] = {}
    for (entity, words), digests in wanted.items():
        for run in set(_runs(tokens, words)):
            for row in digests.get(fingerprint(key, entity, run), ()):
                found[row.pk] = row
    return [found[pk] for pk in sorted(found)]


def digest_of_value(entity: str, value: str) -> str:
    return fingerprint(derived("fingerprints"), entity, " ".join(runs_of_words(value)) or value)


def runs_of_words(text: str) -> list[str]:
    """The words of a text without the marks around them; marks inside, as in an address, stay."""
    return [word for token in TOKEN.findall(text) if (word := token.strip(EDGES))]


def _runs(tokens: list[str], length: int) -> Iterator[str]:
    for at in range(len(tokens) - length + 1):
        yield " ".join(tokens[at : at + length])
