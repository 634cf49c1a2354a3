"""What others wrote about the person of a case: shown to an agent line by line, and decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from desk.accounts.personal_data import Person
from desk.audit.record import record
from desk.files.given import picture_of
from desk.files.sealing import CannotOpen
from desk.http import AgentRequest, agent_required, posted_number
from desk.redactor import IMAGES, CannotRead, CannotRedact, Kind
from desk.rights.mentions import deciding
from desk.rights.mentions.handing import SHOWN, passages_of
from desk.rights.mentions.models import Mention, MentionPicture
from desk.rights.mentions.search import may_see
from desk.rights.personal.authority import NotProved
from desk.rights.personal.grounds import GROUNDS
from desk.rights.personal.models import RightsCase
from desk.rights.personal.told import person_of
from desk.states import BadMove, Overtaken

PER_PAGE = 25
Verdict = Mention.Verdict

# Code of what was refused -> what an agent reads.
REFUSED = {
    "no-verdict": "Choose a decision.",
    "no-such-ground": "Choose why it stays: only grounds that the law of this place knows are listed.",
    "already-done": "This is covered already.",
    "own-case": "This request is your own. Somebody else decides it.",
    "not-proved": "It has to be shown first that they may ask.",
}
FASTER = "Somebody was faster, or the request has moved on. The page shows how it stands now."


@require_safe
@agent_required
@sensitive_variables()
def mentions(request: AgentRequest, pk: int) -> HttpResponse:
    """The lines of others' tickets that name the person. That they were looked at is recorded."""
    case = _case(request, pk)
    found = Mention.objects.filter(case=case).select_related(*SHOWN).prefetch_related("pictures")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    try:
        person = person_of(case)
    except CannotOpen:
        raise Http404 from None
    record("mentions.seen", case, by=request.user)
    for ticket in {mention.ticket_id: mention.ticket for mention in page}.values():
        if ticket is not None:
            record("ticket.line-seen", ticket, by=request.user)
    context = {
        "case": case,
        "page": page,
        "rows": [_row(mention, person) for mention in page],
        "grounds": [(code, GROUNDS[code].name) for code in deciding.grounds_for(case)],
        "sure": found.filter(has_address=True, verdict=Verdict.UNDECIDED).count(),
        "may_decide": case.state == RightsCase.State.OPEN,
    }
    return render(request, "rights/mentions.html", context)


@require_POST
@agent_required
def mention_decide(request: AgentRequest, pk: int) -> HttpResponse:
    """One mention, or with `everything` all that hold the person's own address."""
    case = _case(request, pk)
    place = ""
    try:
        if "everything" in request.POST:
            deciding.agree_to_addresses(case, by=request.user)
        else:
            mention = get_object_or_404(Mention, case=case, pk=posted_number(request, "mention"))
            place = f"#mention-{mention.pk}"
            deciding.decide(
                mention,
                _verdict(request, "verdict"),
                seen=_verdict(request, "seen"),
                by=request.user,
                ground=request.POST.get("ground", ""),
            )
    except (deciding.NotSayable, NotProved) as refused:
        messages.error(request, REFUSED.get(str(refused), REFUSED["not-proved"]))
    except (Overtaken, BadMove):
        messages.error(request, FASTER)
    number = request.POST.get("page", "")
    query = f"?page={number}" if number.isdecimal() else ""
    return redirect(f"{reverse('rights:mentions', args=[case.pk])}{query}{place}")


@require_safe
@agent_required
def mention_picture(request: AgentRequest, pk: int, page: int) -> HttpResponse:
    """A page of a picture that names the person. 404 until a task has made it."""
    cases = RightsCase.objects.decidable_by(request.user)
    pictures = MentionPicture.objects.filter(mention__case__in=cases)
    found = get_object_or_404(pictures.select_related("picture", "mention__case"), mention=pk, page=page)
    if not may_see(found.mention.case):
        raise Http404
    return picture_of(found.picture)


def _case(request: AgentRequest, pk: int) -> RightsCase:
    """One that this agent may decide, once it is shown that who asks may ask."""
    case = get_object_or_404(RightsCase.objects.decidable_by(request.user), pk=pk)
    if not may_see(case):
        raise Http404
    return case


def _row(mention: Mention, person: Person) -> dict[str, Any]:
    """A mention with its lines, or with the pages of its picture; `away` where nobody can read it now."""
    kind = mention.attachment.file.kind if mention.attachment is not None else ""
    made = {one.page for one in mention.pictures.all()}
    row: dict[str, Any] = {
        "mention": mention,
        "passages": [],
        "pages": [
            {**spot, "frames": [_frame(box) for box in spot["boxes"]], "is_made": spot["page"] in made}
            for spot in mention.spots
        ],
        "away": False,
        "ground": GROUNDS[mention.ground].name if mention.ground else "",
        "goes_whole": mention.place == Mention.Place.FILE and kind not in (*IMAGES, Kind.TEXT),
    }
    if mention.covered_at is not None or mention.spots:
        return row
    try:
        row["passages"] = passages_of(mention, person)
    except (CannotOpen, CannotRead, CannotRedact):
        row["away"] = True
    return row


def _frame(box: list[int]) -> dict[str, int]:
    left, top, right, bottom = box
    return {"left": left, "top": top, "width": right - left, "height": bottom - top}


def _verdict(request: AgentRequest, name: str) -> Mention.Verdict:
    try:
        return Verdict(request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None
