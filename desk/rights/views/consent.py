"""Texts, preferences and mails to many: what everybody reads, what each decides, what the operator writes."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.accounts.forms import AnonymousForm
from desk.accounts.tokens import absolute
from desk.http import AgentRequest, PersonRequest, operator_required, too_many
from desk.mail.classes import mandatory
from desk.mail.mailbox import mailbox_key
from desk.publishing.following import follows_of
from desk.rights.consent import mailing, texts
from desk.rights.consent.ledger import allows_for, say_for
from desk.rights.consent.models import Broadcast, ConsentEvent, PolicyText
from desk.rights.consent.objecting import PUBLIC_COPY, stop_publishing
from desk.rights.consent.purposes import Basis, optional

Word = ConsentEvent.Word


class AddressForm(AnonymousForm):
    email = forms.EmailField(
        label="Your e-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class PolicyForm(forms.Form):
    kind = forms.ChoiceField(label="Which text", choices=PolicyText.Kind)
    version = forms.SlugField(max_length=40, label="Version", help_text="Such as 2026-12.")
    text = forms.CharField(
        label="The text, as people will read it", widget=forms.Textarea(attrs={"rows": 20})
    )
    effective_on = forms.DateField(label="Counts from", widget=forms.DateInput(attrs={"type": "date"}))
    is_material = forms.BooleanField(
        required=False,
        label="It changes something that matters to people: tell everybody by mail",
    )


class BroadcastForm(forms.Form):
    kind = forms.ChoiceField(label="What it is", choices=Broadcast.Kind)
    title = forms.CharField(max_length=120, label="Subject of the mail")
    words = forms.CharField(max_length=8000, label="Words", widget=forms.Textarea(attrs={"rows": 10}))


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """Every version there ever was, newest first."""
    today = timezone.now().date()
    return render(
        request,
        "rights/policies.html",
        {"texts": PolicyText.objects.all(), "privacy": texts.current(PolicyText.Kind.PRIVACY, today=today)},
    )


@require_safe
def policy(request: HttpRequest, kind: str, version: str) -> HttpResponse:
    """One version, and what is different from the one before it."""
    found = get_object_or_404(PolicyText, kind=kind, version=version)
    earlier = PolicyText.objects.filter(kind=kind, effective_on__lte=found.effective_on).exclude(pk=found.pk)
    before = earlier.first()
    lines = texts.compare(before.text, found.text) if before is not None else []
    return render(request, "rights/policy.html", {"policy": found, "before": before, "lines": lines})


@login_required
@require_POST
def policy_read(request: PersonRequest, pk: int) -> HttpResponse:
    """They say that they have read it; nothing else changes by that (S146)."""
    found = get_object_or_404(PolicyText, pk=pk)
    texts.acknowledge(request.user.email, found, language=get_language() or "en")
    return redirect("rights:my_privacy")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("form")
def preferences_ask(request: HttpRequest) -> HttpResponse:
    """Have the link to one's own preferences mailed; the answer is the same for every address."""
    if request.user.is_authenticated:
        return redirect(mailing.preferences_path(request.user.email))
    form = AddressForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(
            request, "rights/preferences_ask.html", {"form": form}, status=422 if form.is_bound else 200
        )
    email = form.cleaned_data["email"].strip().lower()
    if too_many(request, "preferences", rate="20/h"):
        return render(request, "errors/429.html", status=429)
    if not too_many(request, "preferences-mailbox", rate="3/d", key=lambda *_: mailbox_key(email)):
        mailing.mail_preferences_link(email)
    return redirect("rights:case_sent")


@csrf_exempt  # a mail program sends its one-click POST without a cookie (RFC 8058); the token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token", "mailbox")
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """All switches of one mailbox. Looking changes nothing; one press gives, one takes back (S055, S063)."""
    mailbox = mailing.mailbox_of_token(token)
    if mailbox is None:
        return render(request, "rights/link_ended.html", status=404)
    if request.method == "POST":
        if request.POST.get("List-Unsubscribe") == "One-Click":
            say_for(mailbox, "news", Word.WITHDRAWN, channel=ConsentEvent.Channel.MAIL)
            return HttpResponse(status=200)
        _switch(mailbox, request.POST.get("purpose", ""), request.POST.get("say", ""))
        return redirect("rights:preferences", token=token)
    user = request.user
    own = user.email if user.is_authenticated and mailbox_key(user.email) == mailbox else ""
    context = {
        "token": token,
        "rows": [{"purpose": one, "is_on": allows_for(mailbox, one.code)} for one in optional()],
        "mandatory": mandatory(),
        "follows": follows_of(own).select_related("publication") if own else [],
    }
    return render(request, "rights/preferences.html", context)


@operator_required
@require_http_methods(["GET", "HEAD", "POST"])
def policy_add(request: AgentRequest) -> HttpResponse:
    """A new version; what matters to people is mailed to everybody in the same step."""
    form = PolicyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "rights/policy_add.html", {"form": form}, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    if PolicyText.objects.filter(kind=given["kind"], version=given["version"]).exists():
        form.add_error("version", "There is such a version. A version is never changed; choose another name.")
        return render(request, "rights/policy_add.html", {"form": form}, status=422)
    added = texts.add_version(
        PolicyText.Kind(given["kind"]),
        given["version"],
        given["text"],
        effective_on=given["effective_on"],
        is_material=given["is_material"],
        by=request.user,
    )
    if added.is_material:
        title = f"Our {added.get_kind_display().lower()} changes"
        words = f"It counts from {added.effective_on:%d %B %Y}. What changes: {_absolute(added)}"
        mailing.broadcast(Broadcast.Kind.NOTICE, title, words, by=request.user)
    return redirect(added)


@operator_required
@require_http_methods(["GET", "HEAD", "POST"])
def broadcasts(request: AgentRequest) -> HttpResponse:
    """Mails to many, with what became of them."""
    form = BroadcastForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        mailing.broadcast(Broadcast.Kind(given["kind"]), given["title"], given["words"], by=request.user)
        messages.success(request, "It is on its way.")
        return redirect("rights:broadcasts")
    rows = [{"row": row, "report": mailing.report(row)} for row in Broadcast.objects.all()[:50]]
    context = {"form": form, "rows": rows}
    return render(request, "rights/broadcasts.html", context, status=422 if form.is_bound else 200)


def _switch(mailbox: str, code: str, said: str) -> None:
    purpose = next((one for one in optional() if one.code == code), None)
    if purpose is None or said not in ("yes", "no"):
        raise Http404
    if purpose.basis == Basis.CONSENT:
        word = Word.GIVEN if said == "yes" else Word.WITHDRAWN
    else:
        word = Word.LIFTED if said == "yes" else Word.OBJECTED
    say_for(mailbox, code, word, channel=ConsentEvent.Channel.PAGE)
    if word == Word.OBJECTED and code == PUBLIC_COPY:
        stop_publishing([mailbox])


def _absolute(found: PolicyText) -> str:
    return absolute(found.get_absolute_url())
