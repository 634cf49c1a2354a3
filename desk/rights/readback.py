"""Read the public pages back as an anonymous visitor: over the real addresses, through every middleware.

The certificate rests on what is seen here, not on what was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils import timezone

from desk.files.store import digest_of
from desk.publishing.models import Publication, PublicFile
from desk.publishing.visitor import Answer, visit
from desk.publishing.why import words_around
from desk.redactor import Needle, find_in_text
from desk.rights.models import AffectedPost, Occurrence, RemovalRequest
from desk.rights.republishing import Stuck

LISTS = ("public:list", "public:issues_json", "public:feed", "public:sitemap")


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What a visitor saw. `left` names the kinds of page where something still was; empty is good."""

    pages: int
    files: int
    left: tuple[str, ...]
    at: datetime


def read_back(request: RemovalRequest, needles: Sequence[Needle]) -> ReadBack:
    """Read page, JSON and files of every affected post, then the lists, feed, sitemap and search.

    Words that an agent refused to remove are meant to be read: their posts
    are only checked for being there, and the lists and the search are left
    out when there are any. Raises Stuck when a page does not answer as it
    must, because then nothing was read.
    """
    ours = words_around()
    foreign = [needle for needle in needles if not find_in_text(ours, [needle])]
    staying = set(
        request.occurrences.filter(verdict=Occurrence.Verdict.REFUSED).values_list("publication", flat=True)
    )
    pages = files = 0
    left = []
    for post in request.posts.exclude(step=AffectedPost.Step.NOTHING):
        publication = Publication.objects.select_related("live").get(pk=post.publication_id)
        sought = [] if publication.pk in staying else foreign
        for surface, path in _pages_of(publication):
            answer = _visit(path, gone=not publication.is_public)
            pages += 1
            if find_in_text(answer.words, sought):
                left.append(surface)
        for public in _files_of(publication):
            path = reverse("public:file", args=[publication.slug, public.name])
            if digest_of(_visit(path).body) != public.file.digest:
                left.append("file")
            files += 1
    if not staying:
        for surface, path in _list_paths(foreign):
            words = _visit(path).words
            pages += 1
            if find_in_text(words, foreign) or any(slug in words for slug in _gone_slugs(request)):
                left.append(surface)
    return ReadBack(pages=pages, files=files, left=tuple(sorted(set(left))), at=timezone.now())


def _visit(address: str, *, gone: bool = False) -> Answer:
    path, _, query = address.partition("?")
    answer = visit(path, query)
    if answer.status != (410 if gone else 200):
        raise Stuck("not-answering")
    return answer


def _pages_of(publication: Publication) -> Iterator[tuple[str, str]]:
    yield "page", reverse("public:issue", args=[publication.slug])
    yield "json", reverse("public:issue_json", args=[publication.slug])


def _files_of(publication: Publication) -> Sequence[PublicFile]:
    if publication.live is None or not publication.is_public:
        return []
    return list(publication.live.files.select_related("file"))


def _list_paths(needles: Sequence[Needle]) -> Iterator[tuple[str, str]]:
    for name in LISTS:
        yield name.partition(":")[2], reverse(name)
    for needle in needles:
        # The JSON form of the search does not repeat what was searched for.
        yield "search", f"{reverse('public:issues_json')}?{urlencode({'q': needle.value}, quote_via=quote)}"


def _gone_slugs(request: RemovalRequest) -> list[str]:
    """Posts that were taken down for this request, or are not public for another reason."""
    affected = Publication.objects.filter(pk__in=request.posts.values("publication"))
    return [publication.slug for publication in affected if not publication.is_public]
