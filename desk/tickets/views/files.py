"""Private files, given out only to those who may see their ticket."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from desk.accounts.models import GuestAccess, User
from desk.audit.record import record
from desk.files.given import inert
from desk.files.store import CannotOpen, read
from desk.http import AgentRequest, agent_required
from desk.redactor import Kind
from desk.tickets.conversation import INLINE_KINDS
from desk.tickets.door import own_ticket
from desk.tickets.models import Attachment, Message, Scan, Ticket

ENDINGS = {Kind.TEXT: "txt", Kind.JPEG: "jpg", Kind.MAIL: "eml", Kind.UNKNOWN: "bin", Kind.EMPTY: "bin"}


@require_safe
@agent_required
def file(request: AgentRequest, pk: int) -> HttpResponse:
    seen = Attachment.objects.filter(message__ticket__in=Ticket.objects.visible_to(request.user))
    attachment = get_object_or_404(seen.select_related("file", "scan", "message__ticket"), pk=pk)
    if attachment.is_waiting and attachment.message.author != request.user:
        return _not_yet(request, attachment)
    return _give(request, attachment, by=request.user)


@require_safe
def my_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of the visitor's own ticket; those of internal notes do not exist for them."""
    shared = Attachment.objects.exclude(message__kind=Message.Kind.NOTE)
    attachment = get_object_or_404(shared.select_related("file", "scan", "message"), pk=pk)
    ticket = own_ticket(request, attachment.message.ticket_id)
    if attachment.is_waiting and attachment.message.kind != Message.Kind.CUSTOMER:
        return _not_yet(request, attachment)
    return _give(request, attachment, by=ticket.customer)


def _not_yet(request: HttpRequest, attachment: Attachment) -> HttpResponse:
    """Why nobody but the sender may open it now: a card number in it would be seen before it is cut."""
    has_failed = attachment.scan.state == Scan.State.FAILED
    return render(request, "tickets/file_waits.html", {"has_failed": has_failed}, status=409)


def _give(request: HttpRequest, attachment: Attachment, *, by: User | GuestAccess) -> HttpResponse:
    """The original bytes under a neutral name. The browser shows only pictures, and keeps nothing."""
    try:
        content = read(attachment.file)
    except CannotOpen as closed:
        has_virus = str(closed) == "virus"
        return render(request, "tickets/file_gone.html", {"has_virus": has_virus}, status=410)
    record("file.seen", attachment, by=by, ticket=attachment.message.ticket_id)
    kind = Kind(attachment.file.kind)
    inline = kind in INLINE_KINDS
    response = HttpResponse(content, content_type=f"image/{kind}" if inline else "application/octet-stream")
    name = f"T-{attachment.message.ticket_id}-file-{attachment.pk}.{ENDINGS.get(kind, kind)}"
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return inert(response)
