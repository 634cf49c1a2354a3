"""Organisations on screen: the operator's list, the members for who manages them, and everybody's own."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.accounts.models import Membership, Organisation
from desk.accounts.organisations import members
from desk.accounts.organisations.forms import NameForm
from desk.accounts.organisations.founding import NameIsTaken, end_organisation, found, rename
from desk.accounts.organisations.links import invitation_of_link
from desk.http import AgentRequest, PersonRequest, base_of, operator_required

CHANGES = {"suspend": members.suspend, "resume": members.resume, "end": members.end}


@operator_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisations(request: AgentRequest) -> HttpResponse:
    """All that have not ended, with how many belong to them, and a form for one more."""
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return redirect("accounts:organisation", found(**form.cleaned_data, by=request.user).pk)
        except NameIsTaken:
            _say_taken(form)
    administers = Q(memberships__role=Membership.Role.ADMIN, memberships__suspended_at=None)
    rows = (
        Organisation.objects.managed_by(request.user)
        .annotate(
            members=Count("memberships", distinct=True),
            administrators=Count("memberships", filter=administers, distinct=True),
        )
        .order_by("name")
    )
    context = {"rows": rows, "form": form}
    return render(request, "accounts/organisations.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def organisation(request: PersonRequest, pk: int) -> HttpResponse:
    """Members and invitations, for its administrators and the operator."""
    managed = get_object_or_404(Organisation.objects.managed_by(request.user), pk=pk)
    return _page(request, managed, NameForm(initial={"name": managed.name}))


@operator_required
@require_POST
def rename_organisation(request: AgentRequest, pk: int) -> HttpResponse:
    managed = get_object_or_404(Organisation.objects.managed_by(request.user), pk=pk)
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            rename(managed, **form.cleaned_data, by=request.user)
            return redirect("accounts:organisation", pk)
        except NameIsTaken:
            _say_taken(form)
    return _page(request, managed, form, status=422)


@operator_required
@require_POST
def end(request: AgentRequest, pk: int) -> HttpResponse:
    managed = get_object_or_404(Organisation.objects.managed_by(request.user), pk=pk)
    end_organisation(managed, by=request.user)
    messages.success(request, _("The organisation has ended. Its people keep their accounts and tickets."))
    return redirect("accounts:organisations")


@login_required
@require_POST
def change_member(request: PersonRequest, pk: int) -> HttpResponse:
    """Suspend a membership, take that back, or end it."""
    membership = get_object_or_404(Membership.objects.changeable_by(request.user), pk=pk)
    change = CHANGES.get(request.POST.get("change", ""))
    if change is None:
        return redirect("accounts:organisation", membership.organisation_id)
    try:
        change(membership, by=request.user)
    except members.LastAdministrator:
        return _last_administrator(request, membership)
    return redirect("accounts:organisation", membership.organisation_id)


@operator_required
@require_POST
def change_role(request: AgentRequest, pk: int) -> HttpResponse:
    """Make a member an administrator, or an administrator a member."""
    membership = get_object_or_404(Membership.objects.changeable_by(request.user), pk=pk)
    is_admin = request.POST.get("role") == Membership.Role.ADMIN
    try:
        role = Membership.Role.ADMIN if is_admin else Membership.Role.MEMBER
        members.set_role(membership, role, by=request.user)
    except members.LastAdministrator:
        return _last_administrator(request, membership)
    return redirect("accounts:organisation", membership.organisation_id)


@login_required
@require_POST
def take_back(request: PersonRequest, pk: int) -> HttpResponse:
    managed = Organisation.objects.managed_by(request.user)
    waiting = get_object_or_404(members.open_invitations().filter(organisation__in=managed), pk=pk)
    members.take_back(waiting, by=request.user)
    return redirect("accounts:organisation", waiting.organisation_id)


@login_required
@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """Where one belongs, who administers it and what they can see."""
    return _mine(request)


@login_required
@require_POST
def leave(request: PersonRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(request.user.memberships, pk=pk)
    try:
        members.end(membership, by=request.user)
    except members.LastAdministrator:
        return _mine(request, is_last=True, status=409)
    messages.success(request, _("You have left the organisation."))
    return redirect("accounts:my_organisations")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def invitation(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Two buttons, yes and no; a mail scanner that only follows the link changes nothing."""
    found = invitation_of_link(pk, token)
    if found is None:
        return render(request, "accounts/invitation_ended.html", status=404)
    context = {"organisation": found.organisation, "days": members.INVITED_FOR.days}
    answer = request.POST.get("answer")
    if answer == "no":
        members.take_back(found, by="invited")
        return render(request, "accounts/invitation_refused.html", context)
    if answer != "yes":
        return render(request, "accounts/invitation.html", context)
    try:
        members.join(found)
    except members.HasEnded:
        return render(request, "accounts/invitation_ended.html", status=404)
    return render(request, "accounts/invitation_taken.html", context)


def _page(request: PersonRequest, managed: Organisation, form: NameForm, status: int = 200) -> HttpResponse:
    rows = managed.memberships.select_related("user").order_by("user__email")
    changeable = Membership.objects.changeable_by(request.user).filter(organisation=managed)
    context = {
        "base": base_of(request),
        "organisation": managed,
        "members": rows,
        "changeable": set(changeable.values_list("pk", flat=True)),
        "invitations": members.open_invitations().filter(organisation=managed),
        "days": members.INVITED_FOR.days,
        "form": form,
    }
    return render(request, "accounts/organisation.html", context, status=status)


def _mine(request: PersonRequest, *, is_last: bool = False, status: int = 200) -> HttpResponse:
    admins = Membership.objects.in_force().filter(role=Membership.Role.ADMIN).select_related("user")
    rows = request.user.memberships.select_related("organisation").prefetch_related(
        Prefetch("organisation__memberships", admins.order_by("pk"), to_attr="administrators")
    )
    context = {"rows": rows.order_by("organisation__name"), "is_last": is_last}
    return render(request, "accounts/my_organisations.html", context, status=status)


def _last_administrator(request: PersonRequest, membership: Membership) -> HttpResponse:
    messages.error(
        request,
        _("Nobody else administers this organisation. Name another administrator first, or end it."),
    )
    return redirect("accounts:organisation", membership.organisation_id)


def _say_taken(form: NameForm) -> None:
    form.add_error("name", _("There is an organisation of this name already."))
