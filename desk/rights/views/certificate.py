"""Certificates, for everybody who has a number. Nothing personal is in one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from desk.accounts.tokens import absolute
from desk.rights import certificates
from desk.rights.case import PLACE_NAMES
from desk.rights.certificate_pdf import as_pdf
from desk.rights.elsewhere import requests_for
from desk.rights.forms import CheckForm
from desk.rights.models import Certificate


@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate in words, and whether what we keep still bears its signature."""
    found = get_object_or_404(Certificate, number=number)
    places = [(PLACE_NAMES.get(place, place), counts) for place, counts in found.facts["places"].items()]
    context = {
        "certificate": found,
        "facts": found.facts,
        "times": {
            what: certificates.in_words(found.facts[what]) for what in ("asked", "confirmed", "issued")
        },
        "read_back_at": certificates.in_words(found.facts["read_back"]["at"]),
        "places": places,
        "verdict": certificates.check(number),
        "elsewhere": requests_for(number, absolute(found.get_absolute_url())),
    }
    return render(request, "rights/certificate.html", context)


@require_safe
def download(request: HttpRequest, number: str) -> HttpResponse:
    found = get_object_or_404(Certificate, number=number)
    response = JsonResponse(
        certificates.as_file(found), json_dumps_params={"indent": 1, "ensure_ascii": False}
    )
    response["Content-Disposition"] = f'attachment; filename="{found.number}.json"'
    return response


@require_safe
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate as a PDF, for those who want to file or print it."""
    found = get_object_or_404(Certificate, number=number)
    response = HttpResponse(as_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Is there such a certificate, and is this copy of it unchanged?"""
    if request.method != "POST":
        return render(request, "rights/check.html", {"form": CheckForm()})
    form = CheckForm(request.POST)
    if not form.is_valid():
        return render(request, "rights/check.html", {"form": form}, status=422)
    number = form.cleaned_data["number"]
    verdict = certificates.check(number, form.cleaned_data["copy"])
    found = Certificate.objects.filter(number=number).first()
    return render(request, "rights/check.html", {"form": form, "verdict": verdict, "certificate": found})
