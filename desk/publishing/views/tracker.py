"""The public tracker: it reads stored revisions and renders nothing anew. No cookie is set for reading."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from desk.files.store import CannotOpen, read
from desk.publishing.models import Publication, PublicFile
from desk.tickets.models import Product

PER_PAGE = 20
# Short, so that a removal reaches every cache within a minute, and validated after that.
FRESH_SECONDS = 60


@require_safe
def issues(request: HttpRequest) -> HttpResponse:
    """Published issues, newest first; `q` searches titles and words, `product` narrows to one product."""
    query = request.GET.get("q", "").strip()[:100]
    product = request.GET.get("product", "")
    publications = found(query)
    if product.isdigit():
        publications = publications.filter(ticket__product=int(product))
    page = Paginator(publications, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "query": query, "product": product, "products": Product.objects.all()}
    return cached(request, render(request, "public/list.html", context))


@require_safe
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """One published issue. 410 for every post that was public once and is not now, whatever the cause."""
    publication = get_object_or_404(Publication.objects.select_related("live", "ticket__product"), slug=slug)
    if publication.live is None or publication.holds.exists():
        return not_here(request, publication)
    context = {
        "publication": publication,
        "revision": publication.live,
        "files": publication.live.files.all(),
        "product": publication.ticket.product,
    }
    return cached(request, render(request, "public/issue.html", context), etag=publication.live.digest)


@require_safe
def file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The bytes of one public file, as long as its revision is live."""
    publication = get_object_or_404(Publication.objects.select_related("live"), slug=slug)
    if publication.live is None or publication.holds.exists():
        return not_here(request, publication)
    public = PublicFile.objects.filter(revision=publication.live, name=name).select_related("file").first()
    if public is None:
        raise Http404
    try:
        content = read(public.file)
    except CannotOpen:
        raise Http404 from None
    response = HttpResponse(content, content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return cached(request, response, etag=public.file.digest[:32])


def found(query: str = "") -> QuerySet[Publication]:
    """Public posts that hold every word of the query, newest first."""
    publications = Publication.objects.public().select_related("live", "ticket__product")
    for word in query.split():
        publications = publications.filter(Q(live__title__icontains=word) | Q(live__text__icontains=word))
    return publications.order_by("-first_published_at", "-pk")


def not_here(request: HttpRequest, publication: Publication) -> HttpResponse:
    """410, the same page for every cause; 404 for what was never public."""
    if publication.first_published_at is None:
        raise Http404
    response = render(request, "public/gone.html", status=410)
    response["Cache-Control"] = "no-store"
    return response


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
