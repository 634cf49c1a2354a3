"""Bytes given to a browser: a picture to be shown, a document to be kept, neither to be run."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from desk.files.models import StoredFile
from desk.files.store import CannotOpen, read
from desk.redactor import Kind


def picture_of(file: StoredFile) -> HttpResponse:
    """The bytes as an answer. Raises Http404 when they are gone.

    A PDF is for downloading: what a browser would show it in could do more
    than show it.
    """
    try:
        content = read(file)
    except CannotOpen:
        raise Http404 from None
    is_document = file.kind == Kind.PDF
    response = HttpResponse(content, content_type="application/pdf" if is_document else f"image/{file.kind}")
    if is_document:
        response["Content-Disposition"] = "attachment"
    return inert(response)


def inert(response: HttpResponse) -> HttpResponse:
    """The answer, marked so that no browser takes its bytes for another kind or runs anything in them."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
