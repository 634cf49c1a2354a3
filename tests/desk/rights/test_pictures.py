"""Values that stand in pixels: found, covered, read again by optical readers, with the real detector."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.accounts.models import User
from desk.publishing import due as publishing_due
from desk.publishing import review
from desk.publishing import tasks as publishing_tasks
from desk.publishing.models import Publication, PublicFile
from desk.redactor import Needle, find_in_words, scan_image, settings_policy
from desk.rights import due, removal
from desk.rights import tasks as removal_tasks
from desk.rights.models import Certificate, Occurrence, RemovalRequest
from desk.tickets.models import Attachment
from desk.tickets.receive import Upload
from tests.build import a_screenshot, a_ticket
from tests.desk.publishing.copies import a_copy, hide_all, publish_now
from tests.desk.rights.asking import asked_and_confirmed, decide_all, no_detector, page
from tests.tasks import run_tasks

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.ocr,
    pytest.mark.usefixtures("detector"),
]

State, Ground = RemovalRequest.State, Occurrence.Ground
BADGE = "Wimpel-Nord"  # a badge no detector can know


@pytest.fixture
def post(db: None, dana: User) -> Publication:
    """A published post whose words and whose picture both show the badge."""
    picture = a_screenshot("Ledger 4.2 - Settings", f"Badge       {BADGE}", "Export stopped on page 2 of 7")
    ticket = a_ticket(text=f"The export stops for {BADGE} only.", uploads=[Upload("shot.png", picture)])
    run_tasks()
    publication = a_copy(ticket, by=dana)
    for attachment in Attachment.objects.filter(message__ticket=ticket):
        review.pull_file(publication, attachment, by=dana)
    run_tasks()
    for item in review.ReviewItem.objects.filter(part__publication=publication):
        review.decide(item, review.Verdict.KEEP, by=dana, reason="Nothing personal.")
    hide_all(publication, by=dana)
    publish_now(publication, by=dana)
    assert publication.state == Publication.State.LIVE, publication.blocked
    return publication


def shows_badge(client: Client, post: Publication) -> bool:
    """Whether an optical reader sees the badge in a picture that a visitor gets."""
    for public in PublicFile.objects.filter(revision__live_publication=post):
        response = client.get(reverse("public:file", args=[post.slug, public.name]))
        assert response.status_code == 200
        if find_in_words(scan_image(response.content, settings_policy()).words, [Needle(BADGE)]):
            return True
    return False


def test_s087_a_badge_is_found_in_words_and_pixels_and_goes_from_both(
    client: Client, dana: User, post: Publication
) -> None:
    assert shows_badge(client, post)
    request = asked_and_confirmed(client, words=BADGE)
    run_tasks(ahead=True)
    assert sorted({one.place for one in request.occurrences.all()}) == ["public-pictures", "public-text"]
    client.force_login(dana)
    body = client.get(request.get_absolute_url()).content.decode()
    address = reverse("rights:picture", args=[request.occurrences.get(place="public-pictures").pk])
    assert address in body
    assert client.get(address)["Content-Type"] == "image/png"
    client.logout()
    decide_all(request, by=dana)
    request.refresh_from_db()
    removal.request_carry_out(request, by=dana)
    run_tasks(ahead=True)
    request.refresh_from_db()
    assert (request.state, request.problem) == (State.CLOSED, "")
    assert not shows_badge(client, post)
    status, words = page(client, post)
    assert status == 200 and BADGE not in words and "The export stops for" in words
    assert Certificate.objects.get().facts["read_back"]["files"] == 1


def test_a_picture_masked_first_and_refused_is_readable_again(
    client: Client, dana: User, post: Publication
) -> None:
    request = asked_and_confirmed(client, words=BADGE, post=post.slug)
    assert page(client, post)[0] == 410
    run_tasks(ahead=True)
    assert page(client, post)[0] == 200
    assert not shows_badge(client, post)
    client.force_login(dana)
    body = client.get(request.get_absolute_url()).content.decode()
    part = request.occurrences.get(place="public-pictures").part_id
    assert reverse("publishing:original", args=[part]) in body, "the public picture is covered there"
    client.logout()
    decide_all(request, by=dana, refuse=Ground.NOT_PERSONAL)
    request.refresh_from_db()
    removal.request_carry_out(request, by=dana)
    run_tasks(ahead=True)
    request.refresh_from_db()
    assert (request.state, request.problem) == (State.CLOSED, "")
    assert shows_badge(client, post)


def test_without_a_detector_nobody_looks_again_so_nothing_is_closed_or_shown(
    client: Client, dana: User, post: Publication
) -> None:
    """Fail closed, and finished once the detector is back."""
    request = asked_and_confirmed(client, words=BADGE, post=post.slug)
    with no_detector():
        run_tasks(ahead=True, failures=True)
        assert page(client, post)[0] == 410
        decide_all(request, by=dana)
        request.refresh_from_db()
        removal.request_carry_out(request, by=dana)
        run_tasks(ahead=True, failures=True)
        request.refresh_from_db()
        assert request.state == State.CARRYING_OUT
        assert page(client, post)[0] == 410
        assert not Certificate.objects.exists()
    assert settings.DETECTOR_URL
    tick_all(minutes=5)
    tick_all(minutes=10)
    request.refresh_from_db()
    assert (request.state, request.problem) == (State.CLOSED, "")
    assert page(client, post)[0] == 200
    assert not shows_badge(client, post)


def test_the_detector_dies_between_publishing_and_the_second_look(
    client: Client, dana: User, post: Publication
) -> None:
    request = asked_and_confirmed(client, words=BADGE)
    run_tasks(ahead=True)
    decide_all(request, by=dana)
    request.refresh_from_db()
    removal.request_carry_out(request, by=dana)
    removal_tasks.carry_out.call(request.pk)
    publishing_tasks.publish.call(post.pk)  # the masked copy is live; nobody has looked again yet
    with no_detector():
        run_tasks(ahead=True, failures=True)
        request.refresh_from_db()
        assert request.state == State.CARRYING_OUT
        assert page(client, post)[0] == 410
    tick_all(minutes=5)
    request.refresh_from_db()
    assert request.state == State.CLOSED


def test_nobody_is_answered_before_the_old_picture_is_destroyed(
    client: Client, dana: User, post: Publication
) -> None:
    old = PublicFile.objects.get(revision__live_publication=post).file
    request = asked_and_confirmed(client, words=BADGE)
    run_tasks(ahead=True)
    decide_all(request, by=dana)
    request.refresh_from_db()
    removal.request_carry_out(request, by=dana)
    run_tasks("publish", "mail", ahead=True, failures=True)  # everything but the queue that destroys
    request.refresh_from_db()
    assert request.state == State.CARRYING_OUT
    assert storages["public"].exists(old.key)
    tick_all(minutes=5)
    tick_all(minutes=10)
    request.refresh_from_db()
    assert request.state == State.CLOSED
    assert not storages["public"].exists(old.key)


def tick_all(*, minutes: int) -> None:
    now = timezone.now() + timedelta(minutes=minutes)
    publishing_due.tick(now)
    due.tick(now)
    run_tasks(ahead=True, failures=True)
