"""The customer's word on their public copy: what stays private, and the copy that lies before them."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk.audit.record import record
from desk.files.given import picture_of
from desk.http import AgentRequest, agent_required, too_many
from desk.publishing import consent, locks
from desk.publishing.asking import Question
from desk.publishing.customer_forms import AnswerForm, LockForm
from desk.publishing.models import PreviewFile, Publication
from desk.publishing.preview import public_token
from desk.states import Overtaken
from desk.tickets.door import own_ticket
from desk.tickets.models import Attachment, Message, Ticket

CANNOT_ASK = {
    "not-needed": "Nobody has to be asked: this product does not ask, or the copy was public before.",
    "not-ready": "Clear what else blocks first, so that the customer sees what would go out.",
    "not-what-you-saw": "The copy has changed since the preview you looked at.",
    "unopened": "This guest has never opened the private link, so nobody can be asked.",
}


@require_POST
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Set one of the customer's own messages or files to "not for publication", or take that back."""
    ticket = own_ticket(request, pk)
    form = LockForm(request.POST)
    if not form.is_valid():
        raise Http404
    what = _theirs(ticket, message=form.cleaned_data["message"], file=form.cleaned_data["file"])
    if form.cleaned_data["locked"]:
        locks.lock(what, by=ticket.customer)
        messages.success(request, _("This part is not for publication."))
    else:
        locks.unlock(what, by=ticket.customer)
        messages.success(request, _("A redacted copy of this part may be published again."))
    return redirect("tickets:my_ticket", ticket.pk)


@require_safe
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The exact copy that would be published, and the three answers to it."""
    ticket = own_ticket(request, pk)
    question = _question(ticket)
    record("publication.seen", question.publication, by=ticket.customer)
    return _page(request, ticket, question, AnswerForm())


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = own_ticket(request, pk)
    question = _question(ticket)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, ticket, question, form, status=422)
    if too_many(request, "reply", rate="60/h"):
        return render(request, "errors/429.html", status=429)
    given, by = form.cleaned_data["answer"], ticket.customer
    try:
        if form.cleaned_data["seen"] != question.digest:
            raise Overtaken(question.publication_id)
        if given == Question.Answer.APPROVED:
            consent.approve(question, by=by)
        elif given == Question.Answer.MORE:
            consent.hide_more(question, form.cleaned_data["words"], by=by)
        else:
            consent.refuse_copy(question, by=by)
    except Overtaken:
        messages.warning(request, _("The copy has changed meanwhile. We will ask you again."))
    else:
        messages.success(request, _("Thank you. Your answer is with support."))
    return redirect("tickets:my_ticket", ticket.pk)


@require_safe
def file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A redacted picture of the copy that lies before the customer."""
    question = _question(own_ticket(request, pk))
    renders = PreviewFile.objects.filter(part__publication=question.publication).select_related("file")
    for render_ in renders:
        if public_token(question.publication, render_) in name:
            return picture_of(render_.file)
    raise Http404


@require_POST
@agent_required
def ask(request: AgentRequest, pk: int) -> HttpResponse:
    """Put the copy of this screen before the customer."""
    publications = Publication.objects.reviewable_by(request.user).select_related("ticket__product", "live")
    publication = get_object_or_404(publications, pk=pk)
    try:
        consent.ask_customer(publication, seen=request.POST.get("seen", ""), by=request.user)
    except consent.CannotAsk as refused:
        messages.error(request, CANNOT_ASK[str(refused)])
    else:
        messages.success(request, _("The customer has been asked."))
    return redirect(publication)


def _theirs(ticket: Ticket, *, message: int | None, file: int | None) -> Message | Attachment:
    """The customer's own message or file in this ticket; Http404 for anything else."""
    own = ticket.messages.filter(kind=Message.Kind.CUSTOMER)
    if message is not None:
        return get_object_or_404(own.select_related("ticket"), pk=message)
    files = Attachment.objects.filter(message__in=own).select_related("message__ticket")
    return get_object_or_404(files, pk=file)


def _question(ticket: Ticket) -> Question:
    question = consent.question_before(ticket)
    if question is None:
        raise Http404
    return question


def _page(
    request: HttpRequest, ticket: Ticket, question: Question, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "ticket": ticket,
        "question": question,
        "preview": question.publication.preview,
        "form": form,
        "quiet_until": consent.quiet_until(question),
        "silence_counts": settings.PUBLISH_AFTER_QUIET,
    }
    return render(request, "publishing/customer_copy.html", context, status=status)
