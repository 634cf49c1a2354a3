"""The same stored words for programs: Atom, JSON with its description, sitemap, robots.txt."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from desk.publishing.facts import facts_digest
from desk.publishing.models import Publication
from desk.publishing.paging import JSON_PAGE
from desk.publishing.review import without_controls
from desk.publishing.views.tracker import (
    UNINDEXED,
    Filters,
    cached,
    etag_of,
    found,
    is_unindexed,
    open_post,
    shown,
    unlisted,
)

FEED_LENGTH = 50
FEED_WORDS = 2000  # code points of one entry; the rest is a click away
OPENAPI = Path(__file__).parent.parent / "openapi.json"


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The newest posts as an Atom feed (RFC 4287)."""
    feed = Atom1Feed(
        title="Discreet: public issues",
        link=settings.DESK_ORIGIN + reverse("public:list"),
        description="Reviewed, redacted copies of support tickets.",
        feed_url=settings.DESK_ORIGIN + reverse("public:feed"),
    )
    for publication in found().annotate(words=Left("live__text", FEED_WORDS))[:FEED_LENGTH]:
        live = shown(publication)
        feed.add_item(
            # One character that XML forbids would cost every reader the whole feed.
            title=without_controls(live.title),
            link=settings.DESK_ORIGIN + publication.public_path,
            description=without_controls(publication.words),
            unique_id=settings.DESK_ORIGIN + publication.public_path,
            pubdate=publication.first_published_at,
            updateddate=live.published_at,
        )
    return cached(request, HttpResponse(feed.writeString("utf-8"), content_type=Atom1Feed.content_type))


@require_safe
def issues_json(request: HttpRequest) -> HttpResponse:
    """Posts without their words, newest first, a page at a time; the filters are those of the list."""
    page = Paginator(found(Filters.of(request)), JSON_PAGE).get_page(request.GET.get("page"))
    answer = {
        "issues": [_row(publication) for publication in page],
        "total": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        # A number, not an address: an answer never repeats what was searched for.
        "next": page.next_page_number() if page.has_next() else None,
    }
    return cached(request, JsonResponse(answer))


@require_safe
def issue_json(request: HttpRequest, slug: str) -> HttpResponse:
    """One post with its words and files."""
    publication = open_post(request, slug)
    if isinstance(publication, HttpResponse):
        return publication
    live = shown(publication)
    files = [
        {
            "url": settings.DESK_ORIGIN + reverse("public:file", args=[slug, public.name]),
            "name": public.name,
            "alt": public.alt,
            "width": public.width,
            "height": public.height,
        }
        for public in live.files.all()
    ]
    whole = {
        **_row(publication),
        "text": live.text,
        "html": live.article,
        "files": files,
        "receipt": live.receipt,
    }
    labels = publication.issue_labels.all()
    response = JsonResponse(whole)
    if is_unindexed(publication):
        unlisted(response)
    return cached(request, response, etag=etag_of(live.digest, facts_digest(publication, labels)))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Addresses of public posts that may be indexed, one a line (the text form of the sitemaps protocol)."""
    ripe = Publication.objects.public().filter(first_published_at__lte=timezone.now() - UNINDEXED)
    slugs = ripe.values_list("slug", flat=True)[:50_000]
    lines = [settings.DESK_ORIGIN + reverse("public:issue", args=[slug]) for slug in slugs]
    return cached(request, HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing for robots on the private side (RFC 9309); what else they may not index says so itself.

    Forms are not named here: who may not fetch a page does not learn that it is not to be indexed.
    """
    lines = [
        "User-agent: *",
        "Disallow: /desk/",
        "Disallow: /my/",
        f"Sitemap: {settings.DESK_ORIGIN}{reverse('public:sitemap')}",
    ]
    return cached(request, HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the JSON answers (OpenAPI 3.1), as it stands in openapi.json."""
    return cached(request, HttpResponse(_description(), content_type="application/json"))


@cache
def _description() -> bytes:
    return OPENAPI.read_bytes()


def _row(publication: Publication) -> dict[str, Any]:
    live = shown(publication)
    return {
        "id": publication.slug,
        "url": settings.DESK_ORIGIN + publication.public_path,
        "title": live.title,
        "product": publication.ticket.product.name,
        "status": publication.status,
        "affected": publication.affected,
        "fixed_in": publication.fixed_in or None,
        "labels": [label.name for label in publication.issue_labels.all()],
        "votes": publication.votes,
        "published": _time(publication.first_published_at),
        "updated": _time(live.published_at),
    }


def _time(at: datetime | None) -> str:
    return "" if at is None else at.isoformat(timespec="seconds")
