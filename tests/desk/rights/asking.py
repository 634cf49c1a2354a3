"""Requests for tests, made through the form, the mail and the verbs that people use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from desk.accounts.models import User
from desk.publishing.models import Publication
from desk.rights import removal
from desk.rights.models import Occurrence, RemovalRequest
from tests.people import operator
from tests.tasks import run_tasks

CHARLIE = "charlie.cole@example.org"


def ask(
    client: Client,
    *,
    words: str = "",
    post: str = "",
    scope: str = "words",
    email: str = CHARLIE,
    network: str = "192.0.2.7",
    **more: str,
) -> HttpResponse:
    """Send the form as a visitor from this network."""
    fields = {"email": email, "scope": scope, "words": words, "post": post, **more}
    return client.post(reverse("rights:ask"), fields, REMOTE_ADDR=network)  # type: ignore[return-value]


def last_link() -> str:
    """The path of the confirmation link in the newest mail that has one; the mails are posted first."""
    run_tasks("mail")
    for message in reversed(mail.outbox):
        if found := re.search(r"/removal/confirm/[\w-]+/", str(message.body)):
            return found[0]
    raise AssertionError("no confirmation link was mailed")


def confirm(client: Client) -> RemovalRequest:
    """Press the button behind the newest link; no task has run yet."""
    client.post(last_link())
    return RemovalRequest.objects.latest("pk")


def work() -> None:
    """The workers do everything but scan tickets, which needs the detector; what waits for later too."""
    run_tasks("default", "publish", "mail", ahead=True)


def asked_and_confirmed(
    client: Client, *, words: str = "", post: str = "", scope: str = "words", email: str = CHARLIE
) -> RemovalRequest:
    ask(client, words=words, post=post, scope=scope, email=email)
    return confirm(client)


def searched(client: Client, *, words: str = "", post: str = "", scope: str = "words") -> RemovalRequest:
    """A confirmed request with its search done, and its post back with the words masked."""
    request = asked_and_confirmed(client, words=words, post=post, scope=scope)
    work()
    request.refresh_from_db()
    return request


def decide_all(
    request: RemovalRequest,
    *,
    by: User,
    refuse: Occurrence.Ground | None = None,
    only: str = "",
) -> None:
    """Agree to every undecided occurrence, or refuse every one, or those of one place (`only`)."""
    verdict = Occurrence.Verdict.REFUSED if refuse else Occurrence.Verdict.AGREED
    for occurrence in request.occurrences.filter(verdict=Occurrence.Verdict.UNDECIDED):
        if not only or occurrence.place == only:
            removal.decide(occurrence, verdict, seen=Occurrence.Verdict.UNDECIDED, by=by, ground=refuse)


def carried_out(request: RemovalRequest, *, by: User) -> RemovalRequest:
    """The decisions carried out by the workers, as far as they get; a contested one is signed by a second."""
    request.refresh_from_db()
    removal.request_carry_out(request, by=by)
    if request.state == RemovalRequest.State.REVIEW:
        removal.request_carry_out(request, by=operator())
    work()
    request.refresh_from_db()
    return request


@contextmanager
def no_detector() -> Iterator[None]:
    """Nothing answers where the detector should be."""
    here, settings.DETECTOR_URL = settings.DETECTOR_URL, "http://127.0.0.1:9"
    try:
        yield
    finally:
        settings.DETECTOR_URL = here


def page(client: Client, publication: Publication) -> tuple[int, str]:
    """Status and body of the public page."""
    response = client.get(publication.public_path)
    return response.status_code, response.content.decode()
