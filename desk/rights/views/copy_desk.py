"""The copy of somebody's data under review: what is covered in it, and its pictures as they go out."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from desk.accounts.personal_data import Record
from desk.audit.record import record
from desk.files.given import picture_of
from desk.files.sealing import CannotOpen
from desk.http import AgentRequest, agent_required, posted_number, whole_number
from desk.publishing.forms import BoxForm
from desk.redactor import CannotRedact
from desk.rights.personal import collecting, pictures
from desk.rights.personal.models import Package, PackagePiece, RightsCase
from desk.rights.personal.records import digest_of, records_of
from desk.states import BadMove, Overtaken

PER_PAGE = 50
AWAY = "The files of this person cannot be read just now. Please try again in a few minutes."
NOT_MADE = "A picture of this copy is still being made. Look at it first, then make the copy."
NO_BOX = "A box needs four numbers inside the picture."
FASTER = "Somebody was faster, or the request has moved on. The page shows how it stands now."


@require_safe
@agent_required
@sensitive_variables()
def package(request: AgentRequest, pk: int) -> HttpResponse:
    """The copy of somebody's data under review: each piece with what is covered in it."""
    found = _package(request, pk)
    record("package.seen", found, by=request.user, case=found.case_id)
    page = Paginator(found.pieces.all(), PER_PAGE).get_page(request.GET.get("page"))
    try:
        records = records_of(found, only=list(page))
    except CannotOpen:
        raise Http404 from None
    except CannotRedact:
        messages.error(request, AWAY)
        return redirect(found.case)
    pieces = [
        {
            "piece": piece,
            "record": (one := _unchanged(piece, records)),
            "runs": collecting.runs_of(piece, one.text) if one is not None and not one.picture else [],
            "boxes": collecting.boxes_of(piece),
        }
        for piece in page
    ]
    context = {"package": found, "page": page, "pieces": pieces, **_progress(found)}
    return render(request, "rights/package_review.html", context)


@require_POST
@agent_required
@sensitive_post_parameters()
def package_choose(request: AgentRequest, pk: int) -> HttpResponse:
    """Cover or show one finding, cover further words, or leave a whole piece out."""
    found = _package(request, pk)
    piece = get_object_or_404(found.pieces.all(), pk=posted_number(request, "piece"))
    try:
        if words := request.POST.get("words", "").strip():
            one = _unchanged(piece, records_of(found, only=[piece]))
            text = one.text if one is not None else ""
            count = collecting.cover_words(piece, words, record_text=text, by=request.user)
            if not count:
                messages.error(request, "These words do not stand in that piece.")
        elif "left_out" in request.POST:
            collecting.leave_out(piece, by=request.user, is_left_out=request.POST["left_out"] == "yes")
        else:
            choice = request.POST.get("choice", "")
            collecting.choose(piece, posted_number(request, "number"), choice, by=request.user)
    except (pictures.Changed, IndexError):
        messages.error(request, "This cannot be changed.")
    except CannotRedact:
        messages.error(request, AWAY)
    return redirect(_piece_path(request, piece))


@require_POST
@agent_required
def package_box(request: AgentRequest, pk: int) -> HttpResponse:
    """Cover an area of a picture, drawn or given in pixels."""
    pieces = PackagePiece.objects.filter(package__case__in=RightsCase.objects.decidable_by(request.user))
    piece = get_object_or_404(pieces.select_related("package"), pk=pk)
    form = BoxForm(request.POST)
    try:
        if not form.is_valid():
            raise pictures.Changed
        collecting.cover_box(piece, form.box(), by=request.user)
    except pictures.Changed:
        messages.error(request, NO_BOX)
    return redirect(_piece_path(request, piece))


@require_POST
@agent_required
def package_approve(request: AgentRequest, pk: int) -> HttpResponse:
    found = _package(request, pk)
    try:
        collecting.approve(found, by=request.user)
    except collecting.NotMade:
        messages.error(request, NOT_MADE)
        return redirect(_package_path(found))
    except (pictures.Changed, BadMove, Overtaken):
        messages.error(request, FASTER)
        return redirect(_package_path(found))
    return redirect(found.case)


@require_safe
@agent_required
def package_progress(request: AgentRequest, pk: int) -> HttpResponse:
    """What was made since of the pictures that a page is `missing`, and how many are left; 204 if nothing."""
    found = _package(request, pk)
    missing = [
        number for text in request.GET.getlist("missing") if (number := whole_number(text)) is not None
    ]
    context = {"package": found, **_progress(found)}
    made = found.pieces.filter(pk__in=missing).exclude(picture=None, reason="")
    if context["is_waiting"] and not found.problem and not made:
        return HttpResponse(status=204)
    return render(request, "rights/_package_progress.html", {**context, "made": made})


@require_safe
@agent_required
def package_picture(request: AgentRequest, pk: int, piece: int) -> HttpResponse:
    """How the picture of a piece under review would go out. 404 until that is made."""
    pieces = _package(request, pk).pieces.exclude(picture=None).select_related("picture")
    row = get_object_or_404(pieces, pk=piece)
    if row.picture is None:
        raise Http404
    return picture_of(row.picture)


def _progress(found: Package) -> dict[str, bool | int]:
    """Whether pictures are missing, and how many of those that go out."""
    waiting = pictures.waiting(found)
    return {"is_waiting": waiting.exists(), "unmade": waiting.filter(is_left_out=False).count()}


def _package(request: AgentRequest, pk: int) -> Package:
    mine = Package.objects.filter(case__in=RightsCase.objects.decidable_by(request.user))
    return get_object_or_404(mine.select_related("case"), pk=pk)


def _unchanged(piece: PackagePiece, records: dict[tuple[str, str], Record]) -> Record | None:
    """What the piece was made of; None when it is gone, or is not what was looked at any more."""
    one = records.get((piece.holder, piece.key))
    return one if one is not None and digest_of(one) == piece.digest else None


def _piece_path(request: AgentRequest, piece: PackagePiece) -> str:
    """The piece on the page of the copy that the form was sent from."""
    number = whole_number(request.POST.get("page"))
    query = f"?page={number}" if number is not None else ""
    return f"{_package_path(piece.package)}{query}#piece-{piece.pk}"


def _package_path(found: Package) -> str:
    return reverse("rights:package", args=[found.pk])
