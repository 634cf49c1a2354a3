"""A ticket with one file of each kind that can be published, from the desk to the public page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from desk.publishing import review
from desk.publishing.models import Publication
from desk.redactor import PUBLISHABLE, Kind
from desk.tickets.models import Attachment
from desk.tickets.receive import Upload
from tests import people
from tests.build import a_ticket
from tests.desk.publishing.copies import a_copy, hide_all, publish_now
from tests.journeys.browser import a_visitor, assert_nowhere_public, signed_in
from tests.journeys.test_screens import barriers
from tests.redaction.kinds import DRAWN, WRITTEN
from tests.tasks import run_tasks

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.ocr,
    pytest.mark.usefixtures("detector"),
]

VALUES = ["kim.larsen@example.org", "198.51.100.77"]


def test_one_file_of_each_kind_is_published(live_server: LiveServer, chromium: Browser) -> None:
    dana = people.dana()
    uploads = [Upload(f"kim.larsen.{kind}", make(VALUES)) for kind, make in {**DRAWN, **WRITTEN}.items()]
    ticket = a_ticket(text="One file of each kind.", uploads=uploads)
    run_tasks()
    copy = a_copy(ticket, by=dana)
    for attachment in Attachment.objects.filter(message__ticket=ticket):
        review.pull_file(copy, attachment, by=dana)
    run_tasks()
    kinds = copy.parts.exclude(attachment=None).values_list("attachment__file__kind", flat=True)
    assert set(map(Kind, kinds)) == PUBLISHABLE
    with signed_in(chromium, live_server.url, dana) as page:
        assert barriers(page, {"review": copy.get_absolute_url()}) == []
    hide_all(copy, by=dana)
    publish_now(copy, by=dana)
    assert copy.state == Publication.State.LIVE
    answers = assert_nowhere_public(VALUES, live_server.url)
    names = {re.sub("-[0-9a-f]{16}", "", path.rpartition("/")[2]) for path in answers if "/files/" in path}
    assert {
        *(f"screenshot-{number}.png" for number in range(1, 6)),
        *(f"document-{number}.pdf" for number in (1, 2)),
        *(f"document-{number}-page-{page}.png" for number in (1, 2) for page in (1, 2)),
    } == names
    with a_visitor(chromium, live_server.url) as page:
        assert barriers(page, {"issue": copy.public_path}) == []
