"""Requests about personal data, for everybody: ask, confirm, follow, answer. The same words for everybody."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.accounts.models import User
from desk.factors import door
from desk.files.given import inert
from desk.files.store import CannotOpen
from desk.http import PersonRequest, too_large, too_many
from desk.mail.mailbox import mailbox_key
from desk.rights.consent.purposes import purposes
from desk.rights.packs import Right, packs
from desk.rights.personal import authority as papers
from desk.rights.personal import (
    carrying,
    collecting,
    document,
    ladder,
    lifting,
    opening,
    replying,
    showing,
    writing,
)
from desk.rights.personal.forms import CaseForm, DocumentForm, PaperForm, ReplyForm, StatementForm
from desk.rights.personal.models import CaseReply, Package, RightsCase, RightsItem
from desk.rights.personal.proofs import Authority, IdentityProof
from desk.rights.personal.told import person_of
from desk.states import BadMove, Overtaken
from desk.tickets.personal_data import tickets_of

PER_NETWORK = "10/h"
PER_MAILBOX = "5/d"  # nobody's mailbox is filled with links they did not ask for
PER_CASE = "20/d"  # each tells every agent

State = RightsCase.State


@require_safe
def centre(request: HttpRequest) -> HttpResponse:
    """What one can ask for, and how we count; no question who reads."""
    return render(request, "rights/centre.html", {"packs": packs(), "purposes": purposes().values()})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sensitive_variables("form", "told")
def ask_case(request: HttpRequest) -> HttpResponse:
    """The form. Somebody signed in needs no further link, and asks about themselves or for somebody else."""
    user = request.user if request.user.is_authenticated else None
    if request.method != "POST":
        form = CaseForm(user=user, initial={"rights": request.GET.getlist("right")})
        return render(request, "rights/ask_case.html", {"form": form})
    form = CaseForm(request.POST, user=user)
    if too_many(request, "case", rate=PER_NETWORK):
        return render(request, "rights/ask_case.html", {"form": form, "is_limited": True}, status=429)
    if not form.is_valid():
        return render(request, "rights/ask_case.html", {"form": form}, status=422)
    told = form.told()
    # Somebody signed in counts for themselves: what strangers ask for in their name takes nothing from them.
    if user is not None and too_many(request, "case-account", rate=PER_MAILBOX, key=lambda *_: str(user.pk)):
        return render(request, "rights/ask_case.html", {"form": form, "is_limited": True}, status=429)
    boxes = [*([] if user else [told.email]), *filter(None, [told.about])]
    if not any(
        too_many(request, "case-mailbox", rate=PER_MAILBOX, key=lambda *_, box=box: mailbox_key(box))
        for box in boxes
    ):
        opening.open_case(
            told,
            form.asks(),
            asker=RightsCase.Asker(form.cleaned_data["asker"]),
            channel=RightsCase.Channel(form.cleaned_data["channel"]),
            place=form.cleaned_data["place"],
            person=user,
            proof=_proof(request),
        )
    return redirect("rights:my_privacy" if user else "rights:case_sent")


@require_safe
def case_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "rights/case_sent.html")


@login_required
@require_safe
def my_privacy(request: PersonRequest) -> HttpResponse:
    """Somebody's own requests; an administrator sees their own and nobody else's."""
    cases = RightsCase.objects.of_person(request.user).prefetch_related("items", "clocks")
    rows = [
        {"case": case, "token": opening.token_of(case)} for case in cases if case.key_destroyed_at is None
    ]
    return render(request, "rights/my_privacy.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def my_case(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a request behind its private link; the button on it confirms the mailbox."""
    case = opening.case_of_link(token)
    if case is None:
        return render(request, "rights/link_ended.html", status=404)
    if request.method == "POST":
        opening.confirm(case)
        return redirect("rights:my_case", token=token)
    if case.state == State.UNCONFIRMED:
        return render(request, "rights/case_confirm.html", {"case": case})
    return _page(request, case, token)


@require_POST
@sensitive_post_parameters()
@sensitive_variables("token", "form")
def my_case_reply(request: HttpRequest, token: str) -> HttpResponse:
    case = _confirmed(token)
    if too_many(request, "case-reply", rate=PER_CASE, key=lambda *_: str(case.pk)):
        return render(request, "errors/429.html", status=429)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, case, token, reply=form, status=422)
    try:
        replying.reply(case, CaseReply.Kind(form.cleaned_data["kind"]), form.cleaned_data["words"])
    except (BadMove, Overtaken):
        return _page(request, case, token, status=409)
    return redirect("rights:my_case", token=token)


def _too_much(request: HttpRequest, case: RightsCase, what: str) -> HttpResponse | None:
    """The answer to a file that comes too often or is too large; None when it may be looked at."""
    if too_many(request, what, rate=PER_CASE, key=lambda *_: str(case.pk)):
        return render(request, "errors/429.html", status=429)
    if too_large(request):
        return render(request, "errors/413.html", status=413)
    return None


@login_required
@require_POST
@sensitive_variables("token")
def my_case_show(request: PersonRequest, token: str) -> HttpResponse:
    """Signed in, they show that the request is theirs."""
    case = _confirmed(token)
    try:
        showing.show(case, _proof(request), by=request.user)
    except (showing.NotNeeded, CannotOpen):
        raise Http404 from None
    return redirect("rights:my_case", token=token)


@require_POST
@sensitive_variables("token")
def my_case_paper(request: HttpRequest, token: str) -> HttpResponse:
    """Hand in a power of attorney, or a paper that shows whose parent somebody is."""
    case = _confirmed(token)
    if not Authority.objects.filter(case=case).exists() or case.state != State.OPEN:
        raise Http404
    if (answer := _too_much(request, case, "case-paper")) is not None:
        return answer
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, case, token, paper=form, status=422)
    try:
        papers.hand_in(case, form.cleaned_data["paper"].read())
    except papers.BadPaper:
        form.add_error("paper", "Please send a photograph or a PDF of at most 5 MB.")
        return _page(request, case, token, paper=form, status=422)
    return redirect("rights:my_case", token=token)


@require_POST
@sensitive_variables("token")
def my_case_document(request: HttpRequest, token: str) -> HttpResponse:
    """Hand in the document that was asked for; one that was not is not taken."""
    case = _confirmed(token)
    proof = get_object_or_404(IdentityProof, case=case, result=IdentityProof.Result.WAITING)
    if case.state != State.OPEN:
        raise Http404
    if (answer := _too_much(request, case, "case-document")) is not None:
        return answer
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, case, token, document=form, status=422)
    try:
        document.hand_in(proof, form.cleaned_data["picture"].read())
    except document.NotNeeded:
        raise Http404 from None
    except papers.BadPaper:
        form.add_error("picture", "Please send a picture (PNG or JPEG) of at most 5 MB.")
        return _page(request, case, token, document=form, status=422)
    return redirect("rights:my_case", token=token)


@require_POST
@sensitive_post_parameters()
@sensitive_variables("token")
def my_case_statement(request: HttpRequest, token: str) -> HttpResponse:
    """The person's own statement beside what we did not correct."""
    case = _confirmed(token)
    if not papers.may(case, Right.RECTIFY, now=timezone.now()):
        raise Http404
    if too_many(request, "case-statement", rate=PER_CASE, key=lambda *_: str(case.pk)):
        return render(request, "errors/429.html", status=429)
    form = StatementForm(request.POST, tickets=tickets_of(person_of(case)))
    if not form.is_valid():
        return _page(request, case, token, statement=form, status=422)
    item = get_object_or_404(case.items.filter(right=Right.RECTIFY), pk=form.cleaned_data["item"])
    try:
        replying.state_correction(item, form.cleaned_data["ticket"], form.cleaned_data["words"])
    except ValueError:
        raise Http404 from None
    return redirect("rights:my_case", token=token)


@require_POST
@sensitive_variables("token")
def my_case_package(request: HttpRequest, token: str) -> HttpResponse:
    """Have a fresh link mailed: whoever only found the first one gets nothing (S162)."""
    case = _confirmed(token)
    package = get_object_or_404(Package, case=case, state=Package.State.READY)
    if too_many(request, "package-link", rate="5/h", key=lambda *_: f"package:{package.pk}"):
        return render(request, "errors/429.html", status=429)
    try:
        replying.mail_package_link(package)
    except papers.NotProved:
        raise Http404 from None
    return render(request, "rights/package_sent.html", {"case": case, "token": token})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token", "content")
def package_link(request: HttpRequest, token: str) -> HttpResponse:
    """One button fetches the copy, once. A mail scanner that follows the link uses nothing up."""
    package = replying.package_of_link(token)
    if package is None:
        return render(request, "rights/link_ended.html", status=404)
    if not _may_fetch(request, package.case):
        return render(request, "rights/package_sign_in.html", status=403)
    if request.method != "POST":
        return render(request, "rights/package_fetch.html", {"package": package})
    try:
        content = replying.fetch(package, token)
    except (CannotOpen, papers.NotProved):
        content = None
    if content is None:
        return render(request, "rights/link_ended.html", status=404)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{package.case.number}.zip"'
    response["Cache-Control"] = "no-store"
    return inert(response)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def represented(request: HttpRequest, token: str) -> HttpResponse:
    """The person somebody asks for says whether that is right. Nothing about the request is shown."""
    authority = opening.authority_of_link(token)
    if authority is None:
        return render(request, "rights/link_ended.html", status=404)
    if request.method == "POST":
        said = Authority.Answer.CONFIRMED if request.POST.get("say") == "yes" else Authority.Answer.DENIED
        papers.answer(authority, said)
        return redirect("rights:represented", token=token)
    return render(request, "rights/represented.html", {"authority": authority})


@require_POST
@sensitive_variables("token")
def my_case_lift(request: HttpRequest, token: str) -> HttpResponse:
    """The person's word ends what they asked for: their tickets may be worked with again."""
    try:
        lifting.lift(_confirmed(token))
    except papers.NotProved:
        raise Http404 from None
    return redirect("rights:my_case", token=token)


def _proof(request: HttpRequest) -> RightsCase.Proof:
    """How far this session shows who they are."""
    if not request.user.is_authenticated:
        return RightsCase.Proof.NONE
    return ladder.proof_of(has_shown_factor=door.has_shown_factor(request))


def _may_fetch(request: HttpRequest, case: RightsCase) -> bool:
    """A link in a mailbox opens what an account with a second step keeps only to who is signed in to it."""
    try:
        is_guarded = ladder.is_guarded(case)
    except CannotOpen:
        return False
    return not is_guarded or (request.user == ladder.account_of(case) and door.has_shown_factor(request))


def _may_show(request: HttpRequest, case: RightsCase) -> dict[str, bool]:
    """Whether signing in would show more about this request, and whether this session does."""
    try:
        is_asked = ladder.next_step(case) == ladder.Step.SIGN_IN and case.state == State.OPEN
        user = request.user if isinstance(request.user, User) else None
        can = user is not None and showing.can_show(case, _proof(request), by=user)
    except CannotOpen:
        return {"asks_sign_in": False, "can_show": False}
    return {"asks_sign_in": is_asked and not can, "can_show": can}


def _confirmed(token: str) -> RightsCase:
    case = opening.case_of_link(token)
    if case is None or case.state == State.UNCONFIRMED:
        raise Http404
    return case


def _page(
    request: HttpRequest, case: RightsCase, token: str, status: int = 200, **forms: Any
) -> HttpResponse:
    letters = [
        {"letter": letter, "text": _text(letter)} for letter in case.letters.all() if _is_shown(letter)
    ]
    statement = None
    declined = case.items.filter(right=Right.RECTIFY, verdict__in=_NO).first()
    has_statement = any(pack.has_statement for pack in packs().applying(Right.RECTIFY, case.place))
    is_open = declined is not None and has_statement and not hasattr(declined, "correction")
    if declined is not None and is_open and papers.may(case, Right.RECTIFY, now=timezone.now()):
        tickets = tickets_of(person_of(case))
        if tickets.exists():
            statement = forms.get("statement") or StatementForm(
                tickets=tickets, initial={"item": declined.pk}
            )
    context = {
        "case": case,
        "token": token,
        "items": case.items.all(),
        "letters": letters,
        "due": case.due_on,
        "waits": case.waits.filter(answered_on=None).first(),
        "authority": Authority.objects.filter(case=case).first(),
        "package": _package(case),
        "waits_for_copy": case.items.filter(problem=carrying.COPY_FIRST).exists(),
        "is_restricting": lifting.is_restricting(case)
        and papers.may(case, Right.RESTRICT, now=timezone.now()),
        "reply": forms.get("reply") or ReplyForm(),
        "paper": forms.get("paper") or PaperForm(),
        "proof": IdentityProof.objects.filter(case=case).first(),
        "document": forms.get("document") or DocumentForm(),
        "statement": statement,
        "now": timezone.now(),
        **_may_show(request, case),
    }
    return render(request, "rights/my_case.html", context, status=status)


def _package(case: RightsCase) -> Package | None:
    """The finished copy, for who may still have it."""
    package = Package.objects.filter(case=case, state=Package.State.READY).first()
    try:
        if package is not None:
            collecting.require_proof(package)
    except papers.NotProved:
        return None
    return package


_NO = [RightsItem.Verdict.REFUSED, RightsItem.Verdict.PARTLY]


def _is_shown(letter: Any) -> bool:
    """A letter on paper is read on paper, once it is in the post."""
    return letter.channel == RightsCase.Channel.PORTAL or letter.delivered_on is not None


def _text(letter: Any) -> str:
    try:
        return writing.text_of(letter)
    except CannotOpen:
        return ""
