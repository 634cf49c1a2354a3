"""The one way out: what was reviewed, verified on the output bytes, and nothing else."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from desk.accounts.models import User
from desk.publishing import review
from desk.publishing import tasks as publishing_tasks
from desk.publishing.models import Part, Publication, ReviewItem, Revision
from desk.publishing.publish import Blocked, request_publish, withdraw
from desk.states import Overtaken
from desk.tickets.models import Ticket
from tests.desk.publishing.copies import a_copy, hide_all, items_of, preview_of, publish_now, published
from tests.tasks import run_tasks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("detector")]


def codes(blocked: pytest.ExceptionInfo[Blocked]) -> set[str]:
    return {reason.code for reason in blocked.value.reasons}


def test_what_was_hidden_is_in_no_public_byte(ticket: Ticket, dana: User, client: Client) -> None:
    publication = published(ticket, by=dana)
    assert publication.state == Publication.State.LIVE
    for path in (
        publication.public_path,
        "/public/",
        "/public/feed.atom",
        f"/public/issues/{publication.slug}.json",
    ):
        body = client.get(path).content.decode()
        assert "alice.archer@example.com" not in body
        assert "Alice Archer" not in body
    assert "[e-mail address 1]" in client.get(publication.public_path).content.decode()


def test_the_preview_is_the_published_article(ticket: Ticket, dana: User, client: Client) -> None:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    seen = preview_of(publication)
    publish_now(publication, by=dana)
    assert publication.live is not None
    assert publication.live.article == seen.article
    assert seen.article in client.get(publication.public_path).content.decode()


def test_it_refuses_while_a_finding_is_undecided(ticket: Ticket, dana: User) -> None:
    publication = a_copy(ticket, by=dana)
    with pytest.raises(Blocked) as blocked:
        request_publish(publication, seen=preview_of(publication).digest, by=dana)
    assert codes(blocked) == {"undecided"}


def test_it_refuses_another_preview_than_the_one_that_was_seen(ticket: Ticket, dana: User) -> None:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    publication.refresh_from_db()
    with pytest.raises(Blocked) as blocked:
        request_publish(publication, seen="0" * 64, by=dana)
    assert "not-what-you-saw" in codes(blocked)


def test_it_refuses_when_the_message_changed_after_review(ticket: Ticket, dana: User) -> None:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    publication.refresh_from_db()
    ticket.messages.update(text="Something else by now")
    with pytest.raises(Blocked) as blocked:
        request_publish(publication, seen=preview_of(publication).digest, by=dana)
    assert "source-changed" in codes(blocked)


def test_it_refuses_when_the_customer_says_publish_nothing(ticket: Ticket, dana: User) -> None:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    Ticket.objects.filter(pk=ticket.pk).update(publish=Ticket.Publish.NOTHING)
    publication = Publication.objects.get(pk=publication.pk)
    with pytest.raises(Blocked) as blocked:
        request_publish(publication, seen=preview_of(publication).digest, by=dana)
    assert codes(blocked) == {"customer-lock"}


def test_it_refuses_an_unscanned_part(ticket: Ticket, dana: User) -> None:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    publication.parts.filter(kind=Part.Kind.WORDS).update(scanned=Part.Scanned.WAITING)
    publication.refresh_from_db()
    with pytest.raises(Blocked) as blocked:
        request_publish(publication, seen=preview_of(publication).digest, by=dana)
    assert "waiting" in codes(blocked)


def test_it_refuses_parts_scanned_under_other_rules(ticket: Ticket, dana: User) -> None:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    publication.parts.update(policy_digest="f" * 64)
    publication.refresh_from_db()
    with pytest.raises(Blocked) as blocked:
        request_publish(publication, seen=preview_of(publication).digest, by=dana)
    assert "policy-changed" in codes(blocked)


def test_without_a_detector_nothing_is_scanned_and_nothing_published(ticket: Ticket, dana: User) -> None:
    here, settings.DETECTOR_URL = settings.DETECTOR_URL, "http://127.0.0.1:9"
    try:
        publication = a_copy(ticket, by=dana)
        assert not items_of(publication).exists()
        assert publication.parts.filter(scanned=Part.Scanned.WAITING).count() == 4
        with pytest.raises(Blocked) as blocked:
            request_publish(publication, seen="", by=dana)
        assert "waiting" in codes(blocked)
    finally:
        settings.DETECTOR_URL = here
    run_tasks(ahead=True)
    assert not publication.parts.filter(scanned=Part.Scanned.WAITING).exists()
    assert items_of(publication).exists()


def test_a_detector_that_misses_canaries_publishes_nothing(
    ticket: Ticket, dana: User, client: Client
) -> None:
    here, settings.DESK_POLICY = settings.DESK_POLICY, {"threshold": 1.0}
    try:
        publication = a_copy(ticket, by=dana)
        hide_all(publication, by=dana)
        publish_now(publication, by=dana)
    finally:
        settings.DESK_POLICY = here
    assert publication.blocked == ["canary-survived"]
    assert client.get(publication.public_path).status_code == 404


def test_two_reviewers_publish_once(ticket: Ticket, dana: User) -> None:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    mine, theirs = (Publication.objects.get(pk=publication.pk) for _ in range(2))
    seen = preview_of(publication).digest
    request_publish(mine, seen=seen, by=dana)
    with pytest.raises((Overtaken, Blocked)):
        request_publish(theirs, seen=seen, by=dana)
    run_tasks()
    assert publication.revisions.count() == 1


def test_a_decision_between_gate_and_commit_wins(ticket: Ticket, dana: User) -> None:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    publication.refresh_from_db()
    request_publish(publication, seen=preview_of(publication).digest, by=dana)
    Publication.objects.get(pk=publication.pk).touch()  # as a removal would, in the same moment
    stale = Publication.objects.get(pk=publication.pk)
    Publication.objects.filter(pk=publication.pk).update(edition=stale.edition + 1)
    with pytest.raises(Overtaken):
        stale.move(Publication.State.LIVE)
    assert Publication.objects.get(pk=publication.pk).state == Publication.State.PUBLISHING


def test_the_task_starts_over_after_a_crash(ticket: Ticket, dana: User) -> None:
    publication = a_copy(ticket, by=dana)
    hide_all(publication, by=dana)
    publication.refresh_from_db()
    request_publish(publication, seen=preview_of(publication).digest, by=dana)
    run_tasks()
    publishing_tasks.publish.call(publication.pk)  # the same task once more
    assert publication.revisions.count() == 1


def test_a_value_hidden_in_one_place_and_open_in_another_is_asked_about(ticket: Ticket, dana: User) -> None:
    publication = a_copy(ticket, by=dana, summary="Export stops for zorblax users; a zorblax told us.")
    part = publication.parts.get(kind=Part.Kind.SUMMARY)
    at = part.text.index("zorblax")
    review.mark(part, review.Span(at, at + len("zorblax")), "USERNAME", by=dana)
    asked = items_of(publication).get(rule="ticket.same-value")
    assert asked.verdict == ReviewItem.Verdict.UNDECIDED
    assert asked.start is not None and asked.start > at


def test_keeping_something_severe_visible_needs_a_reason(ticket: Ticket, dana: User) -> None:
    publication = a_copy(ticket, by=dana)
    item = items_of(publication).first()
    assert item is not None
    ReviewItem.objects.filter(pk=item.pk).update(entity="SECRET")
    item = items_of(publication).get(pk=item.pk)
    with pytest.raises(review.NeedsReason):
        review.decide(item, ReviewItem.Verdict.KEEP, by=dana)
    review.decide(item, ReviewItem.Verdict.KEEP, by=dana, reason="A value from our own manual.")
    assert items_of(publication).get(pk=item.pk).verdict == ReviewItem.Verdict.KEEP


def test_republishing_empties_the_old_revision(ticket: Ticket, dana: User) -> None:
    publication = published(ticket, by=dana)
    review.write(publication, {Part.Kind.STEPS: "Press Export once."}, by=dana)
    run_tasks()
    hide_all(publication, by=dana)
    publish_now(publication, by=dana)
    old, new = publication.revisions.order_by("number")
    assert (old.title, old.article, old.text) == ("", "", "")
    assert publication.live == new
    assert "Press Export once." in new.text


def test_placeholders_stay_the_same_in_later_revisions(ticket: Ticket, dana: User) -> None:
    publication = published(ticket, by=dana)
    labels = dict(publication.labels)
    review.write(publication, {Part.Kind.SUMMARY: "Alice Archer sees it, Bernd Bauer does too."}, by=dana)
    run_tasks()
    hide_all(publication, by=dana)
    publish_now(publication, by=dana)
    assert labels.items() <= publication.labels.items()


def test_labels_hold_no_values(ticket: Ticket, dana: User) -> None:
    publication = published(ticket, by=dana)
    assert "Archer" not in str(publication.labels)
    assert "example.com" not in str(publication.labels)


def test_a_withdrawn_post_answers_410_like_a_held_one(ticket: Ticket, dana: User, client: Client) -> None:
    publication = published(ticket, by=dana)
    publication.holds.create(code="removal:1")
    held = client.get(publication.public_path)
    publication.holds.all().delete()
    withdraw(publication, by=dana)
    gone = client.get(publication.public_path)
    assert (held.status_code, gone.status_code) == (410, 410)
    assert held.content == gone.content


@pytest.mark.parametrize(
    "lie",
    [
        {"undecided": 1},
        {"unscanned": 1},
        {"problems": 1},
        {"seen": "another"},
        {"digest": ""},
        {"verified_at": None},
    ],
)
def test_the_database_refuses_an_unreviewed_revision(
    ticket: Ticket, dana: User, lie: dict[str, object]
) -> None:
    publication = review.start_review(ticket, by=dana)
    honest = {
        "publication": publication,
        "number": 1,
        "title": "t",
        "article": "a",
        "text": "x",
        "digest": "d",
        "seen": "d",
        "reviewed_by": dana,
        "policy_digest": "p",
        "undecided": 0,
        "unscanned": 0,
        "problems": 0,
        "verified_at": timezone.now(),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(**{**honest, **lie})
    assert Revision.objects.create(**honest).pk
