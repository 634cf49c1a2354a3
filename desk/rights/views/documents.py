"""Who somebody is, for agents: they ask for signing in, and for a document, which is looked at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from desk.files.given import inert
from desk.files.sealing import CannotOpen
from desk.http import AgentRequest, agent_required
from desk.redactor import CannotRead, CannotRedact
from desk.rights.personal import document, showing
from desk.rights.personal.models import RightsCase
from desk.rights.personal.proofs import IdentityProof

NOT_NEEDED = {
    "not-now": "They have been asked, or signing in would show nothing new.",
    "earlier-step": "A document is the last step: what they have with us already shows who they are.",
    "seen": "It was looked at already, and is destroyed.",
    "not-seen": "Look at it first.",
}


@require_POST
@agent_required
def document_ask(request: AgentRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(RightsCase.objects.decidable_by(request.user), pk=pk)
    if request.POST.get("reason") not in IdentityProof.Reason.values:
        raise Http404
    try:
        document.ask(case, IdentityProof.Reason(request.POST["reason"]), by=request.user)
    except document.NotNeeded as refused:
        messages.error(request, NOT_NEEDED[str(refused)])
    except CannotOpen:
        raise Http404 from None
    return redirect(case)


@require_POST
@agent_required
def sign_in_ask(request: AgentRequest, pk: int) -> HttpResponse:
    """The step before: who has an account is asked to sign in."""
    case = get_object_or_404(RightsCase.objects.decidable_by(request.user), pk=pk)
    try:
        showing.ask(case, by=request.user)
    except showing.NotNeeded as refused:
        messages.error(request, NOT_NEEDED[str(refused)])
    except CannotOpen:
        raise Http404 from None
    return redirect(case)


@require_POST
@agent_required
@sensitive_variables("picture")
def document_look(request: AgentRequest, pk: int) -> HttpResponse:
    """The one look: a picture with its numbers covered, kept by no browser."""
    proof = _proof(request, pk)
    try:
        picture = document.look(proof, by=request.user)
    except document.NotNeeded as refused:
        messages.error(request, NOT_NEEDED[str(refused)])
        return redirect(proof.case)
    except CannotRead:
        messages.error(request, "This picture cannot be read. Ask them for another one.")
        return redirect(proof.case)
    except (CannotRedact, CannotOpen):
        messages.error(request, "It cannot be shown just now, and was not used up. Please try again.")
        return redirect(proof.case)
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = "no-store"
    return inert(response)


@require_POST
@agent_required
def document_decide(request: AgentRequest, pk: int) -> HttpResponse:
    proof = _proof(request, pk)
    try:
        document.decide(proof, accepted=request.POST.get("accepted") == "yes", by=request.user)
    except document.NotNeeded as refused:
        messages.error(request, NOT_NEEDED[str(refused)])
    return redirect(proof.case)


def _proof(request: AgentRequest, pk: int) -> IdentityProof:
    cases = RightsCase.objects.decidable_by(request.user)
    return get_object_or_404(IdentityProof.objects.select_related("case", "file"), case=pk, case__in=cases)
