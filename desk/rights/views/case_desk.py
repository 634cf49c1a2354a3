"""Requests about personal data, for agents: what is due, each item's decision, the package, the letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.audit.record import record
from desk.files.given import inert
from desk.files.sealing import CannotOpen
from desk.files.store import read
from desk.http import AgentRequest, agent_required, posted_number
from desk.rights.clocks import NotExtendable, TooLate
from desk.rights.holders import PARTS
from desk.rights.mentions.models import Mention, MentionSearch
from desk.rights.packs import Right, packs, places
from desk.rights.personal import authority as papers
from desk.rights.personal import carrying, deciding, document, ladder, opening, replying, writing
from desk.rights.personal.forms import (
    AnswerForm,
    CheckPaperForm,
    ExtensionForm,
    ItemForm,
    PostedForm,
    QuestionForm,
    RightsForm,
    said_wrong,
)
from desk.rights.personal.grounds import GROUNDS
from desk.rights.personal.models import (
    CaseLetter,
    Correction,
    Package,
    RightsCase,
    RightsItem,
    Wait,
)
from desk.rights.personal.proofs import Authority, IdentityProof
from desk.rights.personal.told import told_of
from desk.states import BadMove, Overtaken
from desk.tickets.models import Ticket

PER_PAGE = 50
FASTER = "Somebody was faster, or the request has moved on. The page shows how it stands now."

# Code of what was refused -> what an agent reads.
REFUSED = {
    "already-done": "This has been done already and cannot be decided again.",
    "own-case": "This request is your own. Somebody else decides it.",
    "same-reviewer": "You decided this before. Somebody else looks at it now.",
    "no-verdict": "Choose a decision.",
    "absolute": "A consent can always be taken back. This cannot be refused.",
    "no-such-ground": "Choose a ground: only those that the law of this place knows are listed.",
    "which-part": "Say which part is granted.",
    "denied": "The person they ask for says that they may not.",
    "no-paper-yet": "They have not handed in a paper yet.",
    "not-confirmed": "The mailbox they named was written to and has to say yes. Silence is not enough here.",
    "no-paper": "Look at their paper first.",
    "expired": "Their power of attorney has no valid end, or it is over.",
    "out-of-scope": "Their power of attorney does not cover this.",
    "second-step": "Their account has a second step. They have to sign in with it first, and show it here.",
    "not-answered": "The person they ask for was written to and has three days to say no.",
    "undecided": "Decide every item first.",
    "not-proved": "It has to be shown first that they may ask.",
    "not-carried-out": "Something that was granted is not done yet.",
}


@require_safe
@agent_required
def cases(request: AgentRequest) -> HttpResponse:
    """Open requests by what is due first; `state` shows answered or closed ones instead."""
    shown = request.GET.get("state", "open")
    states = {"answered": ["answered"], "closed": ["closed"]}.get(shown, ["open"])
    running = Q(clocks__stopped_on=None)
    found = RightsCase.objects.decidable_by(request.user).filter(state__in=states)
    found = found.annotate(due=Min("clocks__due_on", filter=running)).prefetch_related("items")
    undecided = Count("items", filter=Q(items__verdict="undecided"), distinct=True)
    found = found.annotate(undecided=undecided).order_by("due", "received_at")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "rights/cases.html", {"page": page, "shown": shown, "today": timezone.now().date()}
    )


@require_safe
@agent_required
@sensitive_variables()
def case(request: AgentRequest, pk: int) -> HttpResponse:
    """One request. That it was looked at is recorded."""
    found = _case(request, pk)
    record("case.seen", found, by=request.user)
    return _page(request, found)


@require_POST
@agent_required
def case_decide(request: AgentRequest, pk: int) -> HttpResponse:
    found = _case(request, pk)
    form = ItemForm(request.POST, holders=list(PARTS))
    if not form.is_valid():
        return _said(request, found, said_wrong(form), 422)
    item = get_object_or_404(found.items.all(), pk=form.cleaned_data["item"])
    given = form.cleaned_data
    return _do(
        request,
        found,
        lambda: deciding.decide(
            item,
            RightsItem.Verdict(given["verdict"]),
            seen=RightsItem.Verdict(given["seen"]),
            by=request.user,
            ground=given["ground"],
            holders=given["holders"],
        ),
    )


@require_POST
@agent_required
def case_done(request: AgentRequest, pk: int) -> HttpResponse:
    """Something granted was done by hand."""
    found = _case(request, pk)
    item = get_object_or_404(
        found.items.filter(step=RightsItem.Step.WANTED, problem="by-hand"), pk=posted_number(request, "item")
    )
    return _do(request, found, lambda: carrying.done_by_hand(item, by=request.user))


@require_POST
@agent_required
def case_again(request: AgentRequest, pk: int) -> HttpResponse:
    """Try again what did not go through."""
    found = _case(request, pk)
    item = get_object_or_404(
        found.items.filter(step=RightsItem.Step.WANTED), pk=posted_number(request, "item")
    )
    return _do(request, found, lambda: carrying.try_again(item, by=request.user))


@require_POST
@agent_required
@sensitive_post_parameters()
def case_ask(request: AgentRequest, pk: int) -> HttpResponse:
    """A question to the person; those clocks that may, stand still."""
    found, form = _case(request, pk), QuestionForm(request.POST)
    if not form.is_valid():
        return _said(request, found, said_wrong(form), 422)
    reason = Wait.Reason(form.cleaned_data["reason"])
    words = form.cleaned_data["words"]
    return _do(request, found, lambda: writing.ask_question(found, words, reason=reason, by=request.user))


@require_POST
@agent_required
@sensitive_post_parameters()
def case_extend(request: AgentRequest, pk: int) -> HttpResponse:
    found, form = _case(request, pk), ExtensionForm(request.POST)
    if not form.is_valid():
        return _said(request, found, said_wrong(form), 422)
    return _do(
        request, found, lambda: writing.tell_extension(found, form.cleaned_data["words"], by=request.user)
    )


@require_POST
@agent_required
def case_check(request: AgentRequest, pk: int) -> HttpResponse:
    """What the agent read in the paper of somebody who asks for another."""
    found, form = _case(request, pk), CheckPaperForm(request.POST)
    if not Authority.objects.filter(case=found).exists():
        raise Http404
    if not form.is_valid():
        return _said(request, found, said_wrong(form), 422)
    given = form.cleaned_data
    return _do(
        request,
        found,
        lambda: papers.check(
            found,
            accepted=given["accepted"] == "yes",
            scope=[Right(one) for one in given["scope"]],
            expires_on=given["expires_on"],
            by=request.user,
        ),
    )


@require_safe
@agent_required
@sensitive_variables("content")
def case_paper(request: AgentRequest, pk: int) -> HttpResponse:
    """The paper itself, as a download that the browser shows nowhere; each look is recorded."""
    found = _case(request, pk)
    authority = get_object_or_404(Authority.objects.select_related("file"), case=found, file__isnull=False)
    try:
        content = read(authority.file)  # type: ignore[arg-type]  # the filter says it is there
    except CannotOpen:
        raise Http404 from None
    record("case.paper-seen", found, by=request.user)
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{found.number}-paper"'
    return inert(response)


@require_safe
@agent_required
@sensitive_variables("text")
def case_letter(request: AgentRequest, pk: int) -> HttpResponse:
    """A letter as it is printed; it is sealed, and each look is recorded."""
    letter = get_object_or_404(
        _letters(request).select_related("case", "file"),
        pk=pk,
    )
    try:
        text = writing.text_of(letter)
        postal = told_of(letter.case).postal
    except CannotOpen:
        raise Http404 from None
    record("case.letter-seen", letter, by=request.user, case=letter.case_id)
    return render(request, "rights/case_letter.html", {"letter": letter, "text": text, "postal": postal})


@require_POST
@agent_required
@sensitive_post_parameters()
def case_answer(request: AgentRequest, pk: int) -> HttpResponse:
    """Look at the answer as it would go out (`look`), or send it."""
    found, form = _case(request, pk), AnswerForm(request.POST)
    if not form.is_valid():
        return _said(request, found, said_wrong(form), 422)
    words = form.cleaned_data["words"]
    if "look" in request.POST:
        return _page(request, found, preview=writing.compose_answer(found, words=words), answer=form)
    return _do(request, found, lambda: writing.send_answer(found, words=words, by=request.user))


@require_POST
@agent_required
def case_posted(request: AgentRequest, pk: int) -> HttpResponse:
    """A letter on paper went to the post."""
    letter = get_object_or_404(_letters(request).select_related("case"), pk=pk, delivered_on=None)
    form = PostedForm(request.POST)
    if letter.channel != RightsCase.Channel.POST:
        raise Http404
    if not form.is_valid():
        return _said(request, letter.case, said_wrong(form), 422)
    given = form.cleaned_data
    return _do(
        request,
        letter.case,
        lambda: writing.posted(letter, on=given["on"], tracking=given["tracking"], by=request.user),
    )


@require_safe
@agent_required
def corrections(request: AgentRequest, pk: int) -> HttpResponse:
    """Statements of the customer beside a ticket, for its page; empty when there are none."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), pk=pk)
    found = []
    for correction in Correction.objects.filter(ticket=ticket).select_related("file"):
        try:
            found.append({"correction": correction, "words": replying.words_of(correction)})
        except CannotOpen:
            continue
    return render(request, "rights/_corrections.html", {"corrections": found})


@require_http_methods(["GET", "HEAD", "POST"])
@agent_required
def case_from_ticket(request: AgentRequest, pk: int) -> HttpResponse:
    """A ticket turns out to be a request about personal data; the customer is told by mail."""
    ticket = get_object_or_404(
        Ticket.objects.visible_to(request.user)
        .select_related("requester", "guest")
        .exclude(requester=request.user),
        pk=pk,
    )
    form = RightsForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "ticket": ticket}
        return render(request, "rights/case_from_ticket.html", context, status=422 if form.is_bound else 200)
    opened = opening.open_from_ticket(ticket, form.asks(), by=request.user)
    if opened.confirmed_at is None:
        messages.success(request, "The customer is asked to confirm their mailbox first.")
        return redirect("tickets:ticket", ticket.pk)
    return redirect(opened)


def _case(request: AgentRequest, pk: int) -> RightsCase:
    return get_object_or_404(RightsCase.objects.decidable_by(request.user), pk=pk)


def _letters(request: AgentRequest) -> QuerySet[CaseLetter]:
    return CaseLetter.objects.filter(case__in=RightsCase.objects.decidable_by(request.user))


def _do(request: AgentRequest, found: RightsCase, verb: Callable[[], object]) -> HttpResponse:
    """Do it, or say why not; then the request as it stands."""
    try:
        verb()
    except (deciding.NotDecidable, papers.NotProved, writing.NotFinished) as refused:
        return _said(request, found, REFUSED[str(refused)], 409)
    except TooLate:
        return _said(request, found, "The time is over already, so it cannot be extended any more.", 409)
    except NotExtendable:
        return _said(request, found, "No law that applies here gives more time.", 409)
    except (Overtaken, BadMove):
        return _said(request, found, FASTER, 409)
    except CannotOpen:
        return _said(request, found, "What the person wrote can no longer be read.", 409)
    return redirect(found)


def _said(request: AgentRequest, found: RightsCase, words: str, status: int) -> HttpResponse:
    found = _case(request, found.pk)
    return _page(request, found, said=words, status=status)


def _page(
    request: AgentRequest,
    found: RightsCase,
    *,
    said: str = "",
    status: int = 200,
    preview: str = "",
    answer: django_forms.Form | None = None,
) -> HttpResponse:
    try:
        told = told_of(found)
        replies = [{"reply": reply, "words": replying.words_of(reply)} for reply in found.replies.all()]
    except CannotOpen:
        told, replies = None, []
    context = {
        "case": found,
        "place": places().get(found.place, found.place),
        "told": told,
        "said": said,
        "rows": [_row(item) for item in found.items.all()],
        "clocks": [{"clock": clock, "pack": _pack_name(clock.pack)} for clock in found.clocks.all()],
        "waits": found.waits.all(),
        "letters": found.letters.select_related("written_by", "mail"),
        "replies": replies,
        "authority": Authority.objects.filter(case=found).first(),
        "package": Package.objects.filter(case=found).first(),
        "proof": IdentityProof.objects.filter(case=found).first(),
        "proof_reasons": IdentityProof.Reason.choices,
        "may_ask_document": told is not None
        and found.state == RightsCase.State.OPEN
        and document.is_last_step(found),
        "asks_sign_in": told is not None and ladder.next_step(found) == ladder.Step.SIGN_IN,
        "lacks_second_step": told is not None and ladder.lacks_second_step(found),
        "preview": preview,
        "answer": answer or AnswerForm(),
        "question": QuestionForm(),
        "extension": ExtensionForm(),
        "paper": CheckPaperForm(),
        "posted": PostedForm(),
        "holders": PARTS.items(),
        "mention_search": MentionSearch.objects.filter(case=found).first(),
        "mentions": Mention.objects.filter(case=found).count(),
        "undecided_mentions": Mention.objects.filter(case=found, verdict="undecided").count(),
        "today": timezone.now().date(),
    }
    return render(request, "rights/case_desk.html", context, status=status)


def _row(item: RightsItem) -> dict[str, Any]:
    """An item with the grounds that may be chosen for it, and what stopped it, in words."""
    grounds = [(code, GROUNDS[code].name) for code in deciding.grounds_for(item)]
    has_parts = item.right in (Right.ACCESS, Right.PORTABILITY, Right.REMOVE)
    return {
        "item": item,
        "grounds": grounds,
        "has_parts": has_parts,
        "ground": GROUNDS.get(item.ground),
        "trouble": carrying.PROBLEMS.get(item.problem, "Something is in the way.") if item.problem else "",
    }


def _pack_name(code: str) -> str:
    """The name as it is today; the code of a pack that a later release dropped."""
    try:
        pack = packs().get(code)
    except KeyError:
        return code
    return pack.name if pack.is_certain else f"{pack.name} (not read in the law itself)"
