"""The public tracker: it reads stored revisions and renders nothing anew. No cookie is set for reading."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from desk.files.given import picture_of
from desk.http import whole_number
from desk.paging import open_page
from desk.publishing.facts import facts_digest
from desk.publishing.index import few_with
from desk.publishing.models import Label, Publication, PublicFile, Revision
from desk.publishing.paging import LIST_PAGE
from desk.publishing.why import areas_in, hidden_in, kinds_in_words
from desk.tickets.models import Product

# Short, so that a removal reaches every cache within a minute, and validated after that.
FRESH_SECONDS = 60
# Search engines keep what they read; a mistake that is seen on the first day should not be with them.
UNINDEXED = timedelta(days=1)
DESCRIPTION_LENGTH = 200  # code points


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to: words, status, and the keys of a product and a label; empty for any."""

    query: str = ""
    product: str = ""
    status: str = ""
    label: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Filters:
        """From the query of the address; what is no choice is taken as any."""
        status = request.GET.get("status", "")
        return cls(
            query=_printable(request.GET.get("q", ""))[:100],
            product=_key(request.GET.get("product", "")),
            status=status if status in Publication.Status.values else "",
            label=_key(request.GET.get("label", "")),
        )

    def __bool__(self) -> bool:
        return bool(self.query or self.product or self.status or self.label)


@require_safe
def issues(request: HttpRequest) -> HttpResponse:
    """Published issues, newest first, filtered by the form above them."""
    filters = Filters.of(request)
    page = open_page(found(filters), LIST_PAGE, request.GET.get("page"))
    context = {
        "page": page,
        "filters": filters,
        "products": Product.objects.all(),
        "labels": Label.objects.all(),
        "statuses": Publication.Status.choices,
    }
    return cached(request, render(request, "public/list.html", context))


@require_safe
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """One published issue. 410 for every post that was public once and is not now, whatever the cause."""
    publication = open_post(request, slug)
    if isinstance(publication, HttpResponse):
        return publication
    revision = shown(publication)
    labels = list(publication.issue_labels.all())
    is_fresh = is_unindexed(publication)
    context = {
        "publication": publication,
        "revision": revision,
        "product": publication.ticket.product,
        "labels": labels,
        "description": description(revision),
        "hidden": hidden_in(revision),
        "areas": areas_in(revision),
        "is_unindexed": is_fresh,
    }
    response = render(request, "public/issue.html", context)
    etag = etag_of(revision.digest, facts_digest(publication, labels), str(is_fresh))
    return cached(request, unlisted(response) if is_fresh else response, etag=etag)


@require_safe
def file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The bytes of one public file, as long as its revision is live."""
    publication = open_post(request, slug)
    if isinstance(publication, HttpResponse):
        return publication
    names = PublicFile.objects.filter(revision=publication.live, name=_printable(name))
    public = names.select_related("file").first()
    if public is None:
        raise Http404
    response = picture_of(public.file)
    if is_unindexed(publication):
        unlisted(response)
    return cached(request, response, etag=public.file.digest[:32])


@require_safe
def placeholders(request: HttpRequest) -> HttpResponse:
    """What is hidden on public pages, how it is found, who decides, and what to do about it."""
    return cached(request, render(request, "public/placeholders.html", {"kinds": kinds_in_words()}))


def open_post(request: HttpRequest, slug: str) -> Publication | HttpResponse:
    """The post if everybody may read it now; else the answer to give. Http404 for what was never public."""
    publication = get_object_or_404(Publication.objects.select_related("live", "ticket__product"), slug=slug)
    if publication.live is None or not publication.is_public:
        return not_here(request, publication)
    return publication


def shown(publication: Publication) -> Revision:
    """The live revision of a post that `open_post` or `found` gave."""
    if publication.live is None:
        raise Http404
    return publication.live


def found(filters: Filters | None = None) -> QuerySet[Publication]:
    """Public posts that fit the filters and hold every word of the query, newest first.

    Without the long columns of their live revisions: a list shows none of them.
    """
    filters = filters or Filters()
    publications = Publication.objects.public().select_related("live", "ticket__product")
    publications = publications.defer("live__article", "live__text", "live__ledger")
    if filters.product:
        publications = publications.filter(ticket__product=int(filters.product))
    if filters.status:
        publications = publications.filter(status=filters.status)
    if filters.label:
        publications = publications.filter(issue_labels=int(filters.label))
    words = filters.query.split()
    if words and (few := few_with(words)) is not None:
        publications = publications.filter(live__in=few)
    for word in words:
        publications = publications.filter(_holds(word))
    return publications.prefetch_related("issue_labels").order_by("-first_published_at", "-pk")


def _holds(word: str) -> Case:
    """Whether a post shows the word, as a condition of which no database guesses that few rows meet it.

    PostgreSQL would, and then read every text and sort what it found, rather
    than read posts in the order of the list until a page is full. Of a CASE
    it expects that half of the rows meet it.
    """
    holds = Q(live__title__icontains=word) | Q(live__text__icontains=word)
    return Case(When(holds, then=Value(True)), default=Value(False), output_field=BooleanField())


def description(revision: Revision) -> str:
    """The first words of the stored text, without the title it begins with, on one line."""
    words = " ".join(revision.text.removeprefix(revision.title).split())
    return words[:DESCRIPTION_LENGTH]


def is_unindexed(publication: Publication) -> bool:
    """Whether the first day after its first publication has not passed."""
    first = publication.first_published_at
    return first is None or timezone.now() - first < UNINDEXED


def unlisted(response: HttpResponse) -> HttpResponse:
    """The answer, marked for search engines as one to leave out."""
    response["X-Robots-Tag"] = "noindex"
    return response


def not_here(request: HttpRequest, publication: Publication) -> HttpResponse:
    """410, the same page for every cause; 404 for what was never public."""
    if publication.first_published_at is None:
        raise Http404
    response = unlisted(render(request, "public/gone.html", status=410))
    response["Cache-Control"] = "no-store"
    return response


def etag_of(*facts: str) -> str:
    """Another one whenever one of the facts is another."""
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


def cached(request: HttpRequest, response: HttpResponse, *, etag: str = "") -> HttpResponse:
    """Let caches keep a public answer for a minute, then ask again; 304 when nothing changed."""
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS, must_revalidate=True)
    if etag:
        response["ETag"] = f'"{etag}"'
        if request.headers.get("If-None-Match") == response["ETag"]:
            unchanged = HttpResponse(status=304)
            for header in ("ETag", "Cache-Control"):
                unchanged[header] = response[header]
            return unchanged
    return response


def _printable(text: str) -> str:
    """Without control characters: no public word has one, and PostgreSQL takes no NUL."""
    return "".join(char for char in text if unicodedata.category(char) != "Cc").strip()


def _key(text: str) -> str:
    """A row's key, or nothing."""
    return text if whole_number(text) is not None else ""
