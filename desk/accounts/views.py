"""The front page, signing out, closing an account, and the pages that say what went wrong."""

from __future__ import annotations

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.accounts.closing import GRACE, WorksHere, deactivate
from desk.audit.record import record
from desk.http import PersonRequest


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/front.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: PersonRequest) -> HttpResponse:
    """Deactivate one's own account: what stops, what stays, and until when one may come back."""
    status = 200
    if request.method == "POST":
        try:
            deactivate(request.user)
            logout(request)
            return render(request, "accounts/closed.html", {"days": GRACE.days})
        except WorksHere:
            status = 403
    works_here = request.user.is_agent or request.user.is_operator
    context = {"days": GRACE.days, "works_here": works_here}
    return render(request, "accounts/close.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        record("person.signed-out", request.user, by=request.user)
    logout(request)
    return redirect("accounts:front")


@login_required
def home(request: PersonRequest) -> HttpResponse:
    """Agents to their queue, everybody else to their own tickets."""
    return redirect("tickets:queue" if request.user.is_agent else "tickets:my")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without a request context: what broke may be the database that it would ask who is signed in."""
    return render(None, "errors/500.html", status=500)
