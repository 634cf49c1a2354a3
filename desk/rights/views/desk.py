"""The removal desk, for agents: what was asked, where it was found, and the decision on each spot."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.audit.record import record
from desk.files.given import picture_of
from desk.http import AgentRequest, agent_required, partial, too_large
from desk.publishing.models import Publication, PublicFile
from desk.rights import meanwhile as changing
from desk.rights import opening, removal
from desk.rights.case import open_case
from desk.rights.forms import DecisionForm, MeanwhileForm, MoreForm, WishForm
from desk.rights.models import Occurrence, RemovalRequest
from desk.states import BadMove, Overtaken
from desk.tickets.models import Ticket

PER_PAGE = 50
FASTER = "Somebody was faster: this request has changed meanwhile. The page shows how it stands now."
NEEDS_ANOTHER = "You have signed already. It is contested, so somebody else has to sign as well."
ASKED_FOR_WORDS = "The person has been asked, with help in finding the words."
UNCONFIRMED = "The customer's mailbox is not proved yet: they have got a link, and the request waits for it."
UNDECIDED = "Some spots are still undecided. Decide each of them first."

NO_GROUND = "Choose a reason: the person is told why something stays."

Verdict = Occurrence.Verdict


@agent_required
@require_GET
def removals(request: AgentRequest) -> HttpResponse:
    """Confirmed requests, newest first; `state` narrows to open or closed ones."""
    shown = request.GET.get("state", "open")
    requests = RemovalRequest.objects.decidable_by(request.user).select_related("publication").defer("sealed")
    closed = Q(state=RemovalRequest.State.CLOSED)
    requests = requests.filter(closed) if shown == "closed" else requests.exclude(closed)
    undecided = Q(occurrences__verdict=Verdict.UNDECIDED)
    requests = requests.annotate(found=Count("occurrences"), undecided=Count("occurrences", filter=undecided))
    first = Case(When(lane=RemovalRequest.Lane.NORMAL, then=1), default=0)  # what is urgent comes first
    page = Paginator(requests.order_by(first, "-confirmed_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
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
@require_POST
@sensitive_variables("form")
def words(request: AgentRequest, pk: int) -> HttpResponse:
    """The words of a request that only describes them, found by an agent."""
    asked = _removal(request, pk)
    form = MoreForm(request.POST)
    if not form.is_valid():
        return _said(request, asked, " ".join(str(error) for error in form.errors["words"]), 422)
    return _do(request, asked, lambda: opening.name_words(asked, form.cleaned_data["words"], by=request.user))


@agent_required
@require_POST
def ask_for_words(request: AgentRequest, pk: int) -> HttpResponse:
    """Have the person helped to find the words; the mail goes to the address that was confirmed."""
    asked = _removal(request, pk)
    return _do(request, asked, lambda: opening.ask_for_words(asked, by=request.user), done=ASKED_FOR_WORDS)


@agent_required
@require_POST
def meanwhile(request: AgentRequest, pk: int) -> HttpResponse:
    """Show or hide the post until the decision, call the request contested, tell authors or not."""
    asked = _removal(request, pk)
    form = MeanwhileForm(request.POST)
    if not form.is_valid():
        raise Http404
    verbs = {
        MeanwhileForm.SHOW: lambda: changing.show_meanwhile(asked, by=request.user),
        MeanwhileForm.HIDE: lambda: changing.hide_meanwhile(asked, by=request.user),
        MeanwhileForm.CONTEST: lambda: changing.contest(asked, by=request.user),
        MeanwhileForm.TELL: lambda: changing.set_telling(asked, True, by=request.user),
        MeanwhileForm.KEEP_QUIET: lambda: changing.set_telling(asked, False, by=request.user),
    }
    return _do(request, asked, verbs[form.cleaned_data["what"]])


@agent_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("form")
def for_customer(request: AgentRequest, ticket: int) -> HttpResponse:
    """Take down a wish that a ticket's customer has told us; it is theirs, and goes to their mailbox."""
    found = get_object_or_404(Ticket.objects.visible_to(request.user), pk=ticket)
    if too_large(request):
        return render(request, "errors/413.html", status=413)
    publication = Publication.objects.filter(ticket=found, live__isnull=False).first()
    initial = {"post": publication.slug if publication else ""}
    is_sent = request.method == "POST"
    form = WishForm(request.POST if is_sent else None, request.FILES if is_sent else None, initial=initial)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "rights/for_customer.html", {"form": form, "ticket": found}, status=status)
    opened = opening.open_for_customer(
        found,
        form.asked_by(found.customer.email),
        scope=form.chosen_scope(),
        slug=form.cleaned_data["post"],
        lane=form.cleaned_data["lane"],
        by=request.user,
    )
    if opened.confirmed_at is None:
        messages.info(request, UNCONFIRMED)
        return redirect("tickets:ticket", found.pk)
    return redirect(opened)


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


def _do(
    request: AgentRequest, asked: RemovalRequest, verb: Callable[[], object], *, done: str = ""
) -> HttpResponse:
    """Do it, or say why not; then the case as it stands, with the words `done`."""
    try:
        verb()
    except removal.Undecided:
        return _said(request, asked, UNDECIDED, 409)
    except removal.NeedsAnother:
        return _said(request, asked, NEEDS_ANOTHER, 409)
    except (Overtaken, BadMove):
        return _said(request, asked, FASTER, 409)
    return _said(request, asked, done, 200) if done else _case(request, asked, "", 200)


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
