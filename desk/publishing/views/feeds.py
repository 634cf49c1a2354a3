"""The same stored words for programs: Atom, JSON, sitemap."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from desk.publishing.models import Publication
from desk.publishing.views.tracker import cached, found, not_here

FEED_LENGTH = 50
JSON_LENGTH = 100


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The newest posts as an Atom feed (RFC 4287)."""
    feed = Atom1Feed(
        title="Discreet: public issues",
        link=settings.DESK_ORIGIN + reverse("public:list"),
        description="Reviewed, redacted copies of support tickets.",
        feed_url=settings.DESK_ORIGIN + reverse("public:feed"),
    )
    for publication in found()[:FEED_LENGTH]:
        live = shown(publication)
        feed.add_item(
            title=live.title,
            link=settings.DESK_ORIGIN + publication.public_path,
            description=live.text,
            unique_id=settings.DESK_ORIGIN + publication.public_path,
            pubdate=publication.first_published_at,
            updateddate=live.published_at,
        )
    return cached(request, HttpResponse(feed.writeString("utf-8"), content_type=Atom1Feed.content_type))


@require_safe
def issues_json(request: HttpRequest) -> HttpResponse:
    """The newest posts, without their words; `q` searches."""
    publications = found(request.GET.get("q", "").strip()[:100])[:JSON_LENGTH]
    rows = [_row(publication) for publication in publications]
    return cached(request, JsonResponse({"issues": rows}))


@require_safe
def issue_json(request: HttpRequest, slug: str) -> HttpResponse:
    """One post with its words and files."""
    publication = get_object_or_404(Publication.objects.select_related("live", "ticket__product"), slug=slug)
    if publication.live is None or publication.holds.exists():
        return not_here(request, publication)
    live = publication.live
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
    return cached(request, JsonResponse(whole), etag=live.digest)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Addresses of all public posts, one a line (the text form of the sitemaps protocol)."""
    slugs = Publication.objects.public().values_list("slug", flat=True)[:50_000]
    lines = [settings.DESK_ORIGIN + reverse("public:issue", args=[slug]) for slug in slugs]
    return cached(request, HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


def shown(publication: Publication) -> Any:
    """The live revision of a public post; `found` gives no other."""
    return publication.live


def _row(publication: Publication) -> dict[str, str]:
    live = shown(publication)
    return {
        "id": publication.slug,
        "url": settings.DESK_ORIGIN + publication.public_path,
        "title": live.title,
        "product": publication.ticket.product.name,
        "published": _time(publication.first_published_at),
        "updated": _time(live.published_at),
    }


def _time(at: datetime | None) -> str:
    return "" if at is None else at.isoformat(timespec="seconds")
