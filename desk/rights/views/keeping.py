"""How long things are kept, where they lie, who looked; and what the operator writes down about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.audit.record import record
from desk.http import AgentRequest, PersonRequest, agent_required, operator_required
from desk.rights.agenda import agenda, by_day
from desk.rights.consent.purposes import purposes
from desk.rights.registers.looks import looks_at
from desk.rights.registers.models import Disclosure, SubProcessor, Transfer
from desk.rights.registers.where import spots
from desk.rights.retention import holds
from desk.rights.retention.classes import classes
from desk.rights.retention.models import Disposal, LegalHold
from desk.tickets.models import Ticket

DAY = forms.DateInput(attrs={"type": "date"})


class HoldForm(forms.Form):
    ticket = forms.RegexField(r"(?:T-)?\d{1,9}", label="Ticket", help_text="Such as T-12.")
    reason = forms.ChoiceField(label="Why it must be kept", choices=LegalHold.Reason)
    review_on = forms.DateField(label="Ask again on", help_text="Within a year.", widget=DAY)


class DisclosureForm(forms.ModelForm[Disclosure]):
    class Meta:
        model = Disclosure
        fields = (
            "authority",
            "instrument",
            "ground",
            "scope",
            "answer",
            "is_told",
            "silent_until",
            "disclosed_on",
        )
        widgets = {"silent_until": DAY, "disclosed_on": DAY}
        labels = {
            "authority": "To whom",
            "instrument": "By what paper",
            "ground": "On what ground",
            "scope": "What kinds of data, without the data",
            "answer": "What we did",
            "is_told": "The person was told",
            "silent_until": "They may not be told before",
            "disclosed_on": "On which day",
        }


class SubProcessorForm(forms.ModelForm[SubProcessor]):
    class Meta:
        model = SubProcessor
        fields = ("name", "service", "region", "agreement", "since", "until")
        widgets = {"since": DAY, "until": DAY}
        labels = {"agreement": "Processing agreement (date and version)", "service": "What they do for us"}


class TransferForm(forms.ModelForm[Transfer]):
    class Meta:
        model = Transfer
        fields = ("source", "target", "mechanism", "what")
        labels = {"source": "From", "target": "To", "mechanism": "What makes it lawful", "what": "What data"}


FORMS: dict[str, type[forms.ModelForm[Any]]] = {
    "disclosure": DisclosureForm,
    "sub-processor": SubProcessorForm,
    "transfer": TransferForm,
}


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """How long what is kept and where it lies, from the tables and settings in force (S029, S077, S110)."""
    context = {
        "classes": classes().values(),
        "purposes": purposes().values(),
        "spots": spots(),
        "sub_processors": SubProcessor.objects.filter(until=None),
        "transfers": Transfer.objects.all(),
        "disclosures": [
            {"ground": label, "band": _band(Disclosure.objects.filter(ground=value).count())}
            for value, label in Disclosure.Ground.choices
        ],
    }
    return render(request, "rights/kept.html", context)


@login_required
@require_safe
def looks(request: PersonRequest) -> HttpResponse:
    """When our staff looked at something of the person who asks."""
    return render(request, "rights/looks.html", {"looks": looks_at(request.user)})


@agent_required
@require_safe
def due(request: AgentRequest) -> HttpResponse:
    """The calendar of what is due."""
    today = timezone.now().date()
    context = {
        "days": by_day(agenda(request.user)).items(),
        "today": today,
        "soon": today + timedelta(days=3),
    }
    return render(request, "rights/due.html", context)


@operator_required
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: AgentRequest) -> HttpResponse:
    """Legal holds and the log of disposals; the form places a hold."""
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        number = int(form.cleaned_data["ticket"].removeprefix("T-"))
        ticket = Ticket.objects.filter(pk=number).first()
        reason = LegalHold.Reason(form.cleaned_data["reason"])
        if ticket is None:
            form.add_error("ticket", "There is no such ticket.")
        else:
            try:
                holds.place(ticket, reason, review_on=form.cleaned_data["review_on"], by=request.user)
                return redirect("rights:retention")
            except holds.BadReview:
                form.add_error("review_on", "Choose a day after today and within a year.")
    context = {
        "form": form,
        "holds": LegalHold.objects.filter(lifted_at=None).select_related("ticket"),
        "disposals": Disposal.objects.all()[:50],
        "classes": classes().values(),
        "today": timezone.now().date(),
    }
    return render(request, "rights/retention.html", context, status=422 if form.errors else 200)


@operator_required
@require_POST
def hold_lift(request: AgentRequest, pk: int) -> HttpResponse:
    holds.lift(get_object_or_404(LegalHold, pk=pk, lifted_at=None), by=request.user)
    return redirect("rights:retention")


@operator_required
@require_http_methods(["GET", "HEAD", "POST"])
def registers(request: AgentRequest) -> HttpResponse:
    """Disclosures, sub-processors and transfers, with a form for each; `kind` says which was sent."""
    sent = request.POST.get("kind", "") if request.method == "POST" else ""
    if sent and sent not in FORMS:
        raise Http404
    shown = {kind: form(request.POST if kind == sent else None, prefix=kind) for kind, form in FORMS.items()}
    if sent and shown[sent].is_valid():
        row = shown[sent].save(commit=False)
        if isinstance(row, Disclosure):
            row.written_by = request.user
        row.save()
        record("register.written", row, by=request.user)
        return redirect("rights:registers")
    context = {
        "forms": shown.items(),
        "disclosures": Disclosure.objects.select_related("written_by", "reviewed_by"),
        "sub_processors": SubProcessor.objects.all(),
        "transfers": Transfer.objects.all(),
        "me": request.user,
    }
    return render(request, "rights/registers.html", context, status=422 if sent else 200)


@operator_required
@require_POST
def disclosure_review(request: AgentRequest, pk: int) -> HttpResponse:
    """A second person has looked at a disclosure."""
    mine = Disclosure.objects.filter(pk=pk, reviewed_by=None).exclude(written_by=request.user)
    if not mine.update(reviewed_by=request.user, reviewed_at=timezone.now()):
        messages.error(request, "Somebody other than its writer has to review it.")
    else:
        record("register.reviewed", Disclosure.objects.get(pk=pk), by=request.user)
    return redirect("rights:registers")


def _band(count: int) -> str:
    """Counts as bands, so that one case does not point to one person (S138)."""
    return "none" if count == 0 else "1 to 9" if count < 10 else "10 to 99" if count < 100 else "100 or more"
