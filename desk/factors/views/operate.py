"""The operator removes the second step of somebody who lost everything."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from desk.accounts.models import User
from desk.factors.changing import NotPossible, Reason, remove_all
from desk.factors.door import is_fresh
from desk.factors.forms import RemoveAllForm
from desk.http import AgentRequest, operator_required
from desk.states import Overtaken

OWN = "Your own you cannot remove here. Use a recovery code, or ask another operator."


@require_http_methods(["GET", "HEAD", "POST"])
@operator_required
@sensitive_post_parameters()
@sensitive_variables("form", "person")
def remove_second_step(request: AgentRequest) -> HttpResponse:
    """Asks for a fresh proof of the operator, too: it opens somebody's account to who holds their mailbox."""
    if request.method != "POST":
        return render(request, "factors/remove_second_step.html", {"form": RemoveAllForm()})
    if not is_fresh(request):
        return redirect("accounts:prove")
    form = RemoveAllForm(request.POST)
    if form.is_valid():
        person = User.objects.filter(email=form.cleaned_data["email"].strip().lower()).first()
        try:
            count = remove_all(person, Reason(form.cleaned_data["reason"]), by=request.user) if person else 0
        except NotPossible:
            form.add_error("email", OWN)
        except Overtaken:
            form.add_error(None, "Something about this account changed at the same moment. Look again.")
        else:
            if count:
                messages.success(request, "It is removed, and the person was told by mail.")
                return redirect("accounts:remove_second_step")
            form.add_error("email", "Nobody with this address has a second step.")
    return render(request, "factors/remove_second_step.html", {"form": form}, status=422)
