"""What an agent does beside the review: set the facts, comment for the team, keep the list of labels."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.http import AgentRequest, agent_required, operator_required
from desk.publishing.facts import add_label, remove_label, set_facts
from desk.publishing.forms import FactsForm, LabelForm, TeamCommentForm, facts_form
from desk.publishing.models import Label, Part, Publication
from desk.publishing.review import NotReviewable, add_comment
from desk.states import Overtaken


def beside(publication: Publication, **given: Any) -> dict[str, Any]:
    """What templates/publishing/_facts.html needs; `given` are forms to show instead of fresh ones."""
    return {"facts_form": facts_form(publication), "team_form": TeamCommentForm(), **given}


@agent_required
@require_POST
def facts(request: AgentRequest, pk: int) -> HttpResponse:
    publication = _publication(request, pk)
    form = FactsForm(request.POST)
    if not form.is_valid():
        return _again(request, publication, facts_form=form)
    set_facts(publication, form.facts(), by=request.user)
    messages.success(request, _("Status, versions and labels are set."))
    return redirect(publication)


@agent_required
@require_POST
def team_comment(request: AgentRequest, pk: int) -> HttpResponse:
    """A comment by the support team: a part of the copy, scanned and reviewed before it is public."""
    publication = _publication(request, pk)
    form = TeamCommentForm(request.POST)
    if not form.is_valid():
        return _again(request, publication, team_form=form)
    try:
        add_comment(publication, Part.Kind.ANSWER, form.cleaned_data["text"], by=request.user)
    except NotReviewable:
        messages.error(request, _("The copy is being published right now. Try again in a moment."))
    except Overtaken:
        return render(request, "errors/409.html", status=409)
    else:
        messages.success(request, _("The comment is in the copy. Review it, then publish the copy again."))
    return redirect(publication)


@operator_required
@require_http_methods(["GET", "HEAD", "POST"])
def labels(request: AgentRequest) -> HttpResponse:
    """The closed list of labels, and one more."""
    form = LabelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        add_label(form.cleaned_data["name"], by=request.user)
        return redirect("publishing:labels")
    context = {"labels": Label.objects.all(), "form": form}
    return render(request, "publishing/labels.html", context, status=422 if form.is_bound else 200)


@operator_required
@require_POST
def drop_label(request: AgentRequest, pk: int) -> HttpResponse:
    remove_label(get_object_or_404(Label, pk=pk), by=request.user)
    return redirect("publishing:labels")


def _again(request: AgentRequest, publication: Publication, **forms: Any) -> HttpResponse:
    """The form once more, on a page of its own, with what is wrong beside each field."""
    context = {"publication": publication, **beside(publication, **forms)}
    return render(request, "publishing/facts.html", context, status=422)


def _publication(request: AgentRequest, pk: int) -> Publication:
    publications = Publication.objects.reviewable_by(request.user).select_related("ticket")
    return get_object_or_404(publications, pk=pk)
