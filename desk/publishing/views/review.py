"""The review room: one page, and small posts that each change one thing and give the room back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from desk.accounts.preferences import set_review_keys
from desk.audit.record import record
from desk.files.given import picture_of
from desk.http import AgentRequest, agent_required, partial, whole_number
from desk.publishing import deciding, review
from desk.publishing.forms import ALWAYS, EVERYWHERE, BoxForm, DecisionForm, LinesForm, MarkForm, WordsForm
from desk.publishing.gate import Blocker
from desk.publishing.models import NearMiss, Part, PreviewFile, Publication, ReviewItem
from desk.publishing.preview import public_token
from desk.publishing.publish import Blocked, request_publish, withdraw
from desk.publishing.room import open_room
from desk.publishing.views.facts import beside
from desk.redactor import ENTITIES, Needle, find_in_text
from desk.states import BadMove, Overtaken
from desk.tickets.models import Attachment, Message, Ticket
from desk.tickets.rules import CannotAlways

REFUSALS = {
    "publishing": "The copy is being published right now. Try again in a moment.",
    "private-only": "This kind of file stays private. Quote what matters from it in your own words.",
    "not-checked": "This file is not checked for payment card numbers yet. Try again when its scan is done.",
    "own-words": "Empty the field instead.",
    "hidden-on-request": "A person asked for this to be hidden; only the decision on that changes it.",
    "customer-lock": "The customer has set this to “not for publication”.",
    "taken-down-on-request": "A person asked for this post to be taken down. It is not published again.",
    "no-lines": "This file has no lines to choose from.",
    "gone": "The words this was about have been replaced.",
    "outside": "That place is not inside the part.",
    "not-a-mark": "The detector found this. Keep it visible instead, if it may be read by everybody.",
    "not-a-word": "That is an area of a picture, not a word. Draw its box larger instead.",
    "no-more-words": "There is no word beside it.",
    "same-person": "You decided this yourself. Another agent has to agree.",
    "nothing-to-confirm": "There is nothing to agree to any more.",
    "nothing-found": "Those words do not stand in this part.",
}

NEVER_ALWAYS = {
    "too-short": "A word for all tickets needs at least three letters.",
    "no-reason": "Say why: this word will be treated so in every ticket.",
    "severe": "This kind is never kept visible always. Keep it here, with a reason.",
}
SAID = {
    ReviewItem.Verdict.HIDE: "hidden",
    ReviewItem.Verdict.KEEP: "kept visible",
    ReviewItem.Verdict.UNDECIDED: "undecided again",
}


@agent_required
@require_GET
def copies(request: AgentRequest) -> HttpResponse:
    """All public copies, newest first."""
    publications = Publication.objects.reviewable_by(request.user).with_news()
    publications = publications.select_related("ticket__product", "live").prefetch_related("holds")
    return render(request, "publishing/list.html", {"publications": publications[:200]})


@agent_required
@require_POST
def start(request: AgentRequest, ticket_pk: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), pk=ticket_pk)
    return redirect(review.start_review(ticket, by=request.user))


@agent_required
@require_GET
def room(request: AgentRequest, pk: int) -> HttpResponse:
    """The whole page, or only its changing part when htmx asks again."""
    publication = _publication(request, pk)
    if request.htmx:
        return partial(request, "publishing/_room.html", {"room": open_room(publication, by=request.user)})
    record("publication.seen", publication, by=request.user)
    here = open_room(publication, by=request.user)
    words = {view.part.kind: view.part.text for view in here.parts if view.part.is_written_by_agent}
    context = {"room": here, "form": WordsForm(initial=words), **beside(publication)}
    return render(request, "publishing/review.html", context)


@agent_required
@require_POST
def write(request: AgentRequest, pk: int) -> HttpResponse:
    publication = _publication(request, pk)
    form = WordsForm(request.POST)
    if not form.is_valid():
        context = {"room": open_room(publication, by=request.user), "form": form, **beside(publication)}
        return render(request, "publishing/review.html", context, status=422)
    return _change(request, publication, lambda: review.write(publication, form.words(), by=request.user))


@agent_required
@require_POST
def pull_message(request: AgentRequest, pk: int, message_pk: int) -> HttpResponse:
    publication = _publication(request, pk)
    theirs = publication.ticket.messages.filter(kind=Message.Kind.CUSTOMER)
    message = get_object_or_404(theirs, pk=message_pk)
    return _change(request, publication, lambda: review.pull_message(publication, message, by=request.user))


@agent_required
@require_POST
def pull_file(request: AgentRequest, pk: int, attachment_pk: int) -> HttpResponse:
    publication = _publication(request, pk)
    theirs = Attachment.objects.filter(
        message__ticket=publication.ticket, message__kind=Message.Kind.CUSTOMER
    )
    attachment = get_object_or_404(theirs.select_related("file"), pk=attachment_pk)
    form = LinesForm(request.POST)
    if not form.is_valid():
        return _said(request, publication, "Give the first and the last line, or neither.", 422)
    lines = form.lines()
    return _change(
        request,
        publication,
        lambda: review.pull_file(publication, attachment, by=request.user, lines=lines),
    )


@agent_required
@require_POST
def take_out(request: AgentRequest, part_pk: int) -> HttpResponse:
    """Take a part out, or with `whole` all pages of its document."""
    part = _part(request, part_pk)
    verb = review.take_out_document if request.POST.get("whole") else review.take_out
    return _change(request, part.publication, lambda: verb(part, by=request.user))


@agent_required
@require_POST
def decide(request: AgentRequest, item_pk: int) -> HttpResponse:
    item = _item(request, item_pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _said(request, item.part.publication, "Choose to hide it or to keep it.", 422)
    verdict, reason = ReviewItem.Verdict(form.cleaned_data["verdict"]), form.cleaned_data["reason"]
    reach, seen = form.cleaned_data["reach"], form.cleaned_data["seen"]
    name, what = ENTITIES[item.entity].name, SAID[verdict]
    if reach == ALWAYS:
        return _change(
            request,
            item.part.publication,
            lambda: deciding.decide_always(item, verdict, by=request.user, reason=reason),
            done=f"{name}: {what} in every ticket from now on.",
        )
    items = deciding.of_the_same_value(item) if reach == EVERYWHERE else [item]
    return _change(
        request,
        item.part.publication,
        lambda: deciding.decide_all(items, verdict, by=request.user, reason=reason, seen=seen),
        done=f"{name}: {what}" + (f", {len(items)} mentions." if len(items) > 1 else "."),
    )


@agent_required
@require_POST
def hide_undecided(request: AgentRequest, pk: int) -> HttpResponse:
    publication = _publication(request, pk)
    return _change(
        request,
        publication,
        lambda: deciding.hide_undecided(publication, by=request.user),
        done="Everything undecided is hidden.",
    )


@agent_required
@require_POST
def extend(request: AgentRequest, item_pk: int) -> HttpResponse:
    """Let a finding cover the next word, or the one before."""
    item = _item(request, item_pk)
    before = request.POST.get("side") == "before"
    return _change(
        request,
        item.part.publication,
        lambda: deciding.extend(item, by=request.user, before=before),
        done="One word more.",
    )


@agent_required
@require_POST
def confirm(request: AgentRequest, item_pk: int) -> HttpResponse:
    item = _item(request, item_pk)
    return _change(
        request,
        item.part.publication,
        lambda: deciding.confirm(item, by=request.user),
        done="Agreed: it stays visible.",
    )


@agent_required
@require_POST
def hide_near_miss(request: AgentRequest, miss_pk: int) -> HttpResponse:
    publications = Publication.objects.reviewable_by(request.user)
    misses = NearMiss.objects.filter(part__publication__in=publications).select_related("part__publication")
    miss = get_object_or_404(misses, pk=miss_pk)
    return _change(
        request,
        miss.part.publication,
        lambda: deciding.hide_near_miss(miss, by=request.user),
        done=f"{ENTITIES[miss.entity].name}: hidden.",
    )


@agent_required
@require_POST
def accept_risk(request: AgentRequest, pk: int) -> HttpResponse:
    publication = _publication(request, pk)
    seen = request.POST.get("seen", "")
    return _change(
        request,
        publication,
        lambda: deciding.accept_risk(publication, seen=seen, by=request.user),
        done="You accepted what is left. Another agent may publish this copy.",
    )


@agent_required
@require_POST
def leave_out_news(request: AgentRequest, pk: int) -> HttpResponse:
    publication = _publication(request, pk)
    newest = whole_number(request.POST.get("newest")) or 0
    return _change(
        request,
        publication,
        lambda: deciding.leave_out_news(publication, newest=newest, by=request.user),
        done="What is new is left out.",
    )


@agent_required
@require_POST
def switch_keys(request: AgentRequest, pk: int) -> HttpResponse:
    """Single keys on or off, for this person and wherever they sign in (WCAG 2.2, 2.1.4)."""
    publication = _publication(request, pk)
    set_review_keys(request.user, on=request.POST.get("keys") == "on")
    return _room(request, publication)


@agent_required
@require_POST
def mark(request: AgentRequest, part_pk: int) -> HttpResponse:
    """Hide a selection, or typed words wherever they stand in the part."""
    part = _part(request, part_pk)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _said(request, part.publication, "Select or type the words that should be hidden.", 422)
    entity = form.cleaned_data["entity"]
    spans = [span] if (span := form.span()) else []
    if not spans:
        spans = [
            found.span for found in find_in_text(part.text, [Needle(form.cleaned_data["words"], entity)])
        ]
    if not spans:
        return _said(request, part.publication, REFUSALS["nothing-found"], 422)

    def mark_all() -> None:
        for span in spans:
            review.mark(part, span, entity, by=request.user)

    return _change(request, part.publication, mark_all)


@agent_required
@require_POST
def add_box(request: AgentRequest, part_pk: int) -> HttpResponse:
    part = _part(request, part_pk)
    form = BoxForm(request.POST)
    if not form.is_valid():
        return _said(request, part.publication, "A box needs four numbers inside the picture.", 422)
    entity = form.cleaned_data["entity"] or "OTHER"
    return _change(request, part.publication, lambda: review.mark(part, form.box(), entity, by=request.user))


@agent_required
@require_POST
def move_box(request: AgentRequest, item_pk: int) -> HttpResponse:
    item = _item(request, item_pk)
    form = BoxForm(request.POST)
    if not form.is_valid():
        return _said(request, item.part.publication, "A box needs four numbers inside the picture.", 422)
    return _change(request, item.part.publication, lambda: review.move_box(item, form.box(), by=request.user))


@agent_required
@require_POST
def unmark(request: AgentRequest, item_pk: int) -> HttpResponse:
    item = _item(request, item_pk)
    return _change(request, item.part.publication, lambda: review.unmark(item, by=request.user))


@agent_required
@require_POST
def publish(request: AgentRequest, pk: int) -> HttpResponse:
    """Ask for the copy to be published exactly as it was on this screen; the page shows the task at work."""
    publication = _publication(request, pk)
    try:
        request_publish(publication, seen=request.POST.get("seen", ""), by=request.user)
    except Blocked as blocked:
        return _blocked(request, publication, blocked.reasons)
    except (Overtaken, BadMove):
        return _said(request, publication, _faster(publication), 409)
    return _room(request, publication)


@agent_required
@require_POST
def take_down(request: AgentRequest, pk: int) -> HttpResponse:
    publication = _publication(request, pk)
    try:
        withdraw(publication, by=request.user)
    except (Overtaken, BadMove):
        return _said(request, publication, _faster(publication), 409)
    return _room(request, publication)


@agent_required
@require_GET
def original(request: AgentRequest, part_pk: int) -> HttpResponse:
    """The customer's picture, for the reviewer only."""
    part = _part(request, part_pk)
    if part.attachment is None or not part.is_picture or part.attachment.is_waiting:
        raise Http404
    record("file.seen", part, by=request.user)
    return picture_of(part.picture or part.attachment.file)


@agent_required
@require_GET
def preview_file(request: AgentRequest, pk: int, name: str) -> HttpResponse:
    """A picture of the preview: the very bytes that would be published under this name."""
    publication = _publication(request, pk)
    for render_ in PreviewFile.objects.filter(part__publication=publication).select_related("file"):
        if public_token(publication, render_) in name:
            return picture_of(render_.file)
    raise Http404


def _change(
    request: AgentRequest, publication: Publication, verb: Callable[[], object], *, done: str = ""
) -> HttpResponse:
    """Do it, or say why not; then the room of now, which announces `done`."""
    try:
        verb()
    except review.NotReviewable as refused:
        return _said(request, publication, REFUSALS[str(refused)], 409)
    except deciding.AlreadyDecided as faster:
        who = faster.by.display_name if faster.by is not None else "Somebody"
        words = f"{who} was faster: {faster.verdict.label.lower()}. Look again before you change it."
        return _said(request, publication, words, 409)
    except CannotAlways as refused:
        return _said(request, publication, NEVER_ALWAYS[str(refused)], 422)
    except review.NeedsReason:
        return _said(
            request, publication, "Say why everybody may read this: it is a kind that hurts when leaked.", 422
        )
    except Overtaken:
        return _said(request, publication, _faster(publication), 409)
    return _room(request, publication, done=done)


def _room(request: AgentRequest, publication: Publication, *, done: str = "") -> HttpResponse:
    publication.refresh_from_db()
    if request.htmx:
        context = {"room": open_room(publication, by=request.user), "done": done}
        return partial(request, "publishing/_room.html", context)
    return redirect(publication)


def _said(request: AgentRequest, publication: Publication, words: str, status: int) -> HttpResponse:
    """The room with a sentence on top; a browser without script is sent back with it."""
    if request.htmx:
        publication.refresh_from_db()
        context = {"room": open_room(publication, by=request.user), "said": words}
        return partial(request, "publishing/_room.html", context, status=status)
    messages.error(request, words)
    return redirect(publication)


def _faster(publication: Publication) -> str:
    """Who was faster, and with what, as far as the row says."""
    now = Publication.objects.select_related("asked_by").get(pk=publication.pk)
    if now.state == Publication.State.PUBLISHING and now.asked_by is not None:
        return f"{now.asked_by.display_name} was faster: this copy is being published."
    if now.state == Publication.State.WITHDRAWN:
        return "Somebody was faster: this copy was taken down."
    return "Somebody was faster: the copy has changed meanwhile. This is how it is now."


def _blocked(request: AgentRequest, publication: Publication, reasons: list[Blocker]) -> HttpResponse:
    codes = sorted({reason.code for reason in reasons})
    Publication.objects.filter(pk=publication.pk, state=Publication.State.DRAFT).update(blocked=codes)
    return _said(request, publication, "Not published. " + " ".join(f"{r.words}" for r in reasons[:3]), 422)


def _publication(request: AgentRequest, pk: int) -> Publication:
    publications = Publication.objects.reviewable_by(request.user).select_related("ticket", "live")
    return get_object_or_404(publications, pk=pk)


def _part(request: AgentRequest, pk: int) -> Part:
    parts = Part.objects.filter(publication__in=Publication.objects.reviewable_by(request.user))
    return get_object_or_404(parts.select_related("publication__ticket", "attachment__file"), pk=pk)


def _item(request: AgentRequest, pk: int) -> ReviewItem:
    items = ReviewItem.objects.filter(part__publication__in=Publication.objects.reviewable_by(request.user))
    return get_object_or_404(items.select_related("part__publication__ticket"), pk=pk)
