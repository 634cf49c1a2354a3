"""Drills of a leak, for the operator."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.audit.record import record
from desk.http import AgentRequest, operator_required
from desk.rights.registers import breach
from desk.rights.registers.models import BreachDrill

PER_PAGE = 50


class DrillForm(forms.Form):
    leak = forms.ChoiceField(label="What leaks?", choices=BreachDrill.Leak, widget=forms.RadioSelect)


@operator_required
@require_http_methods(["GET", "HEAD", "POST"])
def drills(request: AgentRequest) -> HttpResponse:
    """Drills so far, and the form that begins one."""
    form = DrillForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        drill = breach.begin(BreachDrill.Leak(form.cleaned_data["leak"]), by=request.user)
        return redirect("rights:drill", drill.pk)
    context = {"form": form, "drills": BreachDrill.objects.all()[:50]}
    return render(request, "rights/drills.html", context, status=422 if form.errors else 200)


@operator_required
@require_safe
@sensitive_variables("addresses")
def drill(request: AgentRequest, pk: int) -> HttpResponse:
    """One drill: terms, people, drafts, as they are today. That it was looked at is recorded."""
    found = get_object_or_404(BreachDrill, pk=pk)
    record("drill.seen", found, by=request.user)
    addresses = breach.concerned(BreachDrill.Leak(found.leak))
    context = {
        "drill": found,
        "meaning": breach.MEANING[BreachDrill.Leak(found.leak)],
        "due": breach.due_of(found, addresses),
        "count": len(addresses),
        "page": Paginator(addresses, PER_PAGE).get_page(request.GET.get("page")),
        "drafts": breach.drafts_of(found, len(addresses)),
    }
    return render(request, "rights/drill.html", context)


@operator_required
@require_POST
def drill_end(request: AgentRequest, pk: int) -> HttpResponse:
    breach.end(get_object_or_404(BreachDrill, pk=pk), by=request.user)
    return redirect("rights:drills")
