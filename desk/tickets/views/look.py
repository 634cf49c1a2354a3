"""The first look at unsent words and pictures: each post is answered and forgotten."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from desk.files.given import inert
from desk.http import partial, too_large, too_many
from desk.redactor import CannotRead, CannotRedact
from desk.tickets.first_look import look_at_picture, look_at_words
from desk.tickets.forms import LONGEST_WORDS, FirstLookForm


@require_POST
@sensitive_post_parameters("text")
@sensitive_variables("form", "look")
def words(request: HttpRequest) -> HttpResponse:
    """The fragment with private and public side by side, or one sentence that says why there is none."""
    if too_many(request, "first-look", rate="60/m"):
        return _trouble(request, "too-often", status=429)
    form = FirstLookForm(request.POST)
    if not form.is_valid():
        return _trouble(request, "too-long", status=422)
    try:
        look = look_at_words(form.cleaned_data["text"])
    except CannotRedact:
        return _trouble(request, "unavailable", status=503)
    return partial(request, "tickets/_first_look.html", {"look": look})


@require_POST
@sensitive_variables("file", "covered")
def picture(request: HttpRequest) -> HttpResponse:
    """The covered picture, the header `Boxes` says how often; an answer without it says why by its status."""
    if too_large(request):
        return HttpResponse(status=413)
    if too_many(request, "first-look-picture", rate="20/m"):
        return HttpResponse(status=429)
    file = request.FILES.get("picture")
    if file is None:
        return HttpResponse(status=422)
    try:
        covered = look_at_picture(file.read())
    except CannotRead:
        return HttpResponse(status=422)
    except CannotRedact:
        return HttpResponse(status=503)
    response = HttpResponse(covered.content, content_type="image/png")
    response["Boxes"] = str(covered.boxes)
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return inert(response)


def _trouble(request: HttpRequest, code: str, *, status: int) -> HttpResponse:
    return partial(
        request, "tickets/_first_look.html", {"trouble": code, "most": LONGEST_WORDS}, status=status
    )
