"""The operator's own page: the last leak tours, and a button for the next one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk.audit.record import record
from desk.http import AgentRequest, operator_required
from desk.publishing.models import LeakTour, Publication
from desk.publishing.tasks import tour_everything

SHOWN = 10


@operator_required
@require_safe
def watch(request: AgentRequest) -> HttpResponse:
    """The last tours with what they found, and the posts that are hidden now."""
    tours = list(LeakTour.objects.all()[:SHOWN])
    numbers = {row["post"] for tour in tours for row in (*tour.leaks, *tour.unread)}
    context = {
        "tours": tours,
        "posts": Publication.objects.filter(pk__in=numbers).select_related("ticket"),
        "held": Publication.objects.filter(holds__isnull=False).distinct().select_related("ticket"),
        "is_under_way": bool(tours) and tours[0].ended_at is None,
    }
    return render(request, "publishing/watch.html", context)


@operator_required
@require_POST
def start_tour(request: AgentRequest) -> HttpResponse:
    """Have a worker begin a tour of everything."""
    record("leak-tour.asked", request.user, by=request.user)
    tour_everything.enqueue()
    messages.success(request, _("A tour is on its way. Its result appears here."))
    return redirect("publishing:watch")
