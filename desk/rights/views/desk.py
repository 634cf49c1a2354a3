"""The removal desk, for agents: what was asked, where it was found, and the decision on each spot."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from desk.audit.record import record
from desk.files.given import picture_of
from desk.http import AgentRequest, agent_required, partial
from desk.publishing.models import PublicFile
from desk.rights import removal
from desk.rights.case import open_case
from desk.rights.forms import DecisionForm
from desk.rights.models import Occurrence, RemovalRequest
from desk.states import BadMove, Overtaken

PER_PAGE = 50
FASTER = "Somebody was faster: this request has changed meanwhile. The page shows how it stands now."
UNDECIDED = "Some spots are still undecided. Decide each of them first."

NO_GROUND = "Choose a reason: the person is told why something stays."

Verdict = Occurrence.Verdict


@agent_required
@require_GET
def removals(request: AgentRequest) -> HttpResponse:
    """Confirmed requests, newest first; `state` narrows to open or closed ones."""
    shown = request.GET.get("state", "open")
    requests = RemovalRequest.objects.decidable_by(request.user).select_related("publication")
    closed = Q(state=RemovalRequest.State.CLOSED)
    requests = requests.filter(closed) if shown == "closed" else requests.exclude(closed)
    undecided = Q(occurrences__verdict=Verdict.UNDECIDED)
    requests = requests.annotate(found=Count("occurrences"), undecided=Count("occurrences", filter=undecided))
    page = Paginator(requests.order_by("-confirmed_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "rights/list.html", {"page": page, "shown": shown})


@agent_required
@require_GET
def detail(request: AgentRequest, pk: int) -> HttpResponse:
    """One request with a page of what was found; that it was looked at is recorded, once per look."""
    case = open_case(_removal(request, pk), request.GET.get("page"))
    if request.htmx:
        return partial(request, "rights/_case.html", {"case": case, "page": case.page})
    record("removal.seen", case.removal, by=request.user)
    return render(request, "rights/detail.html", {"case": case, "page": case.page})


@agent_required
@require_POST
def decide(request: AgentRequest, pk: int) -> HttpResponse:
    """Decide one occurrence, or all that are undecided (`everything`), to refuse them on one ground."""
    asked = _removal(request, pk)
    if request.POST.get("everything"):
        return _decide_all(request, asked)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _said(
            request, asked, " ".join(str(error) for errors in form.errors.values() for error in errors), 422
        )
    occurrence = get_object_or_404(asked.occurrences.all(), pk=form.cleaned_data["occurrence"])
    verdict, seen = Verdict(form.cleaned_data["verdict"]), Verdict(form.cleaned_data["seen"])
    ground = Occurrence.Ground(form.cleaned_data["ground"]) if form.cleaned_data["ground"] else None
    return _do(
        request, asked, lambda: removal.decide(occurrence, verdict, seen=seen, by=request.user, ground=ground)
    )


@agent_required
@require_POST
def carry_out(request: AgentRequest, pk: int) -> HttpResponse:
    """The decisions are final; or, once they are, try again what did not go through."""
    asked = _removal(request, pk)
    is_retry = asked.state == RemovalRequest.State.CARRYING_OUT
    verb = removal.try_again if is_retry else removal.request_carry_out
    return _do(request, asked, lambda: verb(asked, by=request.user))


@agent_required
@require_GET
def picture(request: AgentRequest, pk: int) -> HttpResponse:
    """The public picture that an occurrence is in, for agents also while its post is hidden."""
    requests = RemovalRequest.objects.decidable_by(request.user)
    occurrence = get_object_or_404(Occurrence.objects.filter(request__in=requests).exclude(part=None), pk=pk)
    public = PublicFile.objects.filter(part=occurrence.part, revision__live_publication__isnull=False).first()
    if public is None:
        raise Http404
    return picture_of(public.file)


def _removal(request: AgentRequest, pk: int) -> RemovalRequest:
    requests = RemovalRequest.objects.decidable_by(request.user)
    return get_object_or_404(requests.select_related("publication", "decided_by"), pk=pk)


def _decide_all(request: AgentRequest, asked: RemovalRequest) -> HttpResponse:
    if request.POST.get("verdict") != Verdict.REFUSED:
        return _do(request, asked, lambda: removal.agree_all(asked, by=request.user))
    ground = request.POST.get("ground", "")
    if ground not in Occurrence.Ground.values:
        return _said(request, asked, NO_GROUND, 422)
    return _do(request, asked, lambda: removal.refuse_all(asked, Occurrence.Ground(ground), by=request.user))


def _do(request: AgentRequest, asked: RemovalRequest, verb: Callable[[], object]) -> HttpResponse:
    """Do it, or say why not; then the case as it stands."""
    try:
        verb()
    except removal.Undecided:
        return _said(request, asked, UNDECIDED, 409)
    except (Overtaken, BadMove):
        return _said(request, asked, FASTER, 409)
    return _case(request, asked, "", 200)


def _said(request: AgentRequest, asked: RemovalRequest, words: str, status: int) -> HttpResponse:
    if not request.htmx:
        messages.error(request, words)
    return _case(request, asked, words, status)


def _case(request: AgentRequest, asked: RemovalRequest, words: str, status: int) -> HttpResponse:
    """The changing part of the page for htmx; everybody else is sent back to the page."""
    if not request.htmx:
        number = request.POST.get("page", "")
        return redirect(f"{asked.get_absolute_url()}?page={number}" if number.isdecimal() else asked)
    asked.refresh_from_db()
    case = open_case(asked, request.POST.get("page"))
    return partial(
        request, "rights/_case.html", {"case": case, "page": case.page, "said": words}, status=status
    )
