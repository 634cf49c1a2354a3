"""Every kind of spot in this app where a published value can survive, and how to look there."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.db.models import Prefetch, QuerySet

from desk.files.store import read
from desk.publishing.documents import words_of
from desk.publishing.index import Column, candidates
from desk.publishing.models import Part, Publication, PublicFile, ReviewItem
from desk.publishing.review import PICTURES, Verdict, spans_of
from desk.redactor import (
    BoxFinding,
    Kind,
    Needle,
    find_in_text,
    find_in_words,
    sought,
    verify_document,
    verify_image,
    verify_text,
)

PUBLIC_TEXT = "public-text"
PUBLIC_PICTURES = "public-pictures"
PUBLIC_NAMES = "public-names"


@dataclass(frozen=True, slots=True)
class Hit:
    """One spot: a span of a part's source text (code points), or a box in its picture (pixels).

    `part` is None for a name or an alternative text, which no span can point into.
    `said` is what stands there as it is written or was read; it is kept nowhere.
    """

    publication: int
    part: int | None
    place: str
    entity: str
    start: int | None = None
    end: int | None = None
    left: int | None = None
    top: int | None = None
    right: int | None = None
    bottom: int | None = None
    said: str = field(default="", repr=False, compare=False)


class Place(Protocol):
    """One kind of spot where a published value can survive."""

    name: str

    def find(
        self, needles: Sequence[Needle], *, publications: QuerySet[Publication] | None = None
    ) -> Iterator[Hit]:
        """Spots where a needle is readable today; what is hidden already is no hit.

        In `publications`, or in every post with a live revision, held ones
        too: hidden for now is not removed.
        """


class PublicText:
    """Titles and words of live posts. Search, feeds, JSON and sitemap read the same stored words."""

    name = PUBLIC_TEXT

    def find(
        self, needles: Sequence[Needle], *, publications: QuerySet[Publication] | None = None
    ) -> Iterator[Hit]:
        chosen = candidates(Column.WORDS, needles) if publications is None else publications
        hidden = Prefetch("items", ReviewItem.objects.filter(verdict=Verdict.HIDE), to_attr="hidden_items")
        parts = _live_parts(chosen).exclude(kind__in=PICTURES).prefetch_related(hidden)
        ready = sought(needles)
        for part in parts.iterator(chunk_size=200):
            covered = spans_of(part.hidden_items)
            for finding in find_in_text(part.text, ready):
                if not any(span.covers(finding.span) for span in covered):
                    span = finding.span
                    yield Hit(
                        part.publication_id,
                        part.pk,
                        self.name,
                        finding.entity,
                        start=span.start,
                        end=span.end,
                        said=span.of(part.text),
                    )


class PublicPictures:
    """What optical readers saw in the published bytes when they were verified.

    Those bytes are redacted, so what stands there is readable, whatever the
    copy's draft of now covers. A picture whose part is gone is a hit without
    a spot.
    """

    name = PUBLIC_PICTURES

    def find(
        self, needles: Sequence[Needle], *, publications: QuerySet[Publication] | None = None
    ) -> Iterator[Hit]:
        chosen = candidates(Column.PICTURES, needles) if publications is None else publications
        for public in _live_files(chosen).iterator(chunk_size=200):
            words = words_of(public.words)
            for finding in _outermost(find_in_words(words, needles)):
                post, box = public.revision.publication_id, finding.box
                said = " ".join(word.text for word in words if box.covers(word.box))
                if public.part_id is None:
                    yield Hit(post, None, self.name, finding.entity, said=said)
                    continue
                yield Hit(
                    post,
                    public.part_id,
                    self.name,
                    finding.entity,
                    left=box.left,
                    top=box.top,
                    right=min(box.right, public.width),
                    bottom=min(box.bottom, public.height),
                    said=said,
                )


class PublicNames:
    """File names and alternative texts. They are made of fixed words and counts; this proves it."""

    name = PUBLIC_NAMES

    def find(
        self, needles: Sequence[Needle], *, publications: QuerySet[Publication] | None = None
    ) -> Iterator[Hit]:
        chosen = candidates(Column.WORDS, needles) if publications is None else publications
        ready = sought(needles)
        for public in _live_files(chosen).iterator(chunk_size=200):
            text = f"{public.name}\n{public.alt}"
            for finding in find_in_text(text, ready):
                said = finding.span.of(text)
                yield Hit(public.revision.publication_id, None, self.name, finding.entity, said=said)


PLACES: tuple[Place, ...] = (PublicText(), PublicPictures(), PublicNames())


def look_again(publication: Publication, needles: Sequence[Needle]) -> list[str]:
    """Read the stored public bytes anew; names of places where a needle can still be read.

    Raises CannotRedact when the detector is unavailable: not having looked is not having found nothing.
    """
    revision = publication.live
    if revision is None:
        return []
    values = [needle.value for needle in needles]
    still = []
    words = f"{revision.title}\n{revision.text}\n{revision.article}\n{html.unescape(revision.article)}"
    if verify_text(words, values):
        still.append(PUBLIC_TEXT)
    for public in revision.files.select_related("file"):
        if verify_text(f"{public.name}\n{public.alt}", values):
            still.append(PUBLIC_NAMES)
        if public.file.kind == Kind.PDF:  # its pages are pictures of their own beside it
            if verify_document(read(public.file), hidden=values).problems:
                still.append(PUBLIC_PICTURES)
            continue
        boxes = [
            item.box
            for item in ReviewItem.objects.filter(part=public.part_id, verdict=Verdict.HIDE, start=None)
        ]
        if verify_image(read(public.file), hidden=values, boxes=boxes).problems:
            still.append(PUBLIC_PICTURES)
    return sorted(set(still))


def _outermost(findings: Sequence[BoxFinding]) -> list[BoxFinding]:
    """Without those that lie in another one: a number is found with its country and without."""
    return [
        one
        for one in findings
        if not any(other.box != one.box and other.box.covers(one.box) for other in findings)
    ]


def _live_parts(publications: QuerySet[Publication]) -> QuerySet[Part]:
    """Their parts, in the order of the posts."""
    return Part.objects.filter(publication__in=publications.values("pk")).order_by(
        "publication_id", "position", "pk"
    )


def _live_files(publications: QuerySet[Publication]) -> QuerySet[PublicFile]:
    live = publications.exclude(live=None).values("live")
    return PublicFile.objects.filter(revision__in=live).select_related("revision").order_by("pk")
