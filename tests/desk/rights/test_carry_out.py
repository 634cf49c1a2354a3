"""Carrying out: what was agreed goes, what was refused stays, and nothing is closed unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from desk.accounts.models import User
from desk.audit.models import Entry
from desk.files.sealing import key_path
from desk.mail import due as mail_due
from desk.mail.models import OutgoingMail
from desk.publishing import due as publishing_due
from desk.publishing import review
from desk.publishing import tasks as publishing_tasks
from desk.publishing.models import Part, Publication, ReviewItem, Revision
from desk.publishing.places import look_again
from desk.redactor import Needle
from desk.rights import due, removal
from desk.rights import tasks as removal_tasks
from desk.rights.models import AffectedPost, Certificate, Occurrence, RemovalRequest
from desk.rights.readback import visit
from desk.rights.republishing import Waiting
from tests.desk.rights.asking import (
    CHARLIE,
    asked_and_confirmed,
    carried_out,
    decide_all,
    page,
    searched,
    work,
)
from tests.desk.rights.posts import SUMMARY, a_post

pytestmark = pytest.mark.django_db(transaction=True)

State, Ground = RemovalRequest.State, Occurrence.Ground
TWICE = "Ruprecht Zwiebel wrote it. The export stops for Ruprecht Zwiebel only."


def test_s087_what_was_agreed_is_gone_from_every_post_and_the_rest_stands(client: Client, dana: User) -> None:
    posts = [a_post(by=dana), a_post(by=dana, summary=TWICE)]
    other = a_post(by=dana, summary="The export of Adelheid Winter stops.")
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana)
    request = carried_out(request, by=dana)
    assert request.state == State.CLOSED
    for post in posts:
        status, body = page(client, post)
        assert status == 200 and "Zwiebel" not in body
        assert "xport stops for" in body
    assert "Adelheid Winter" in page(client, other)[1]


def test_it_is_gone_from_lists_feed_json_and_search(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    Part.objects.filter(publication=post, kind=Part.Kind.TITLE).update(text="Zwiebel cannot export")
    Revision.objects.filter(publication=post).update(title="Zwiebel cannot export")
    request = searched(client, words="Zwiebel")
    decide_all(request, by=dana)
    carried_out(request, by=dana)
    for path in ("/public/", "/public/feed.atom", "/public/issues.json", f"/public/issues/{post.slug}.json"):
        assert "Zwiebel" not in client.get(path).content.decode()
    assert client.get("/public/issues.json", {"q": "Zwiebel"}).json()["issues"] == []


def test_agreed_posts_are_hidden_until_the_new_copy_is_public(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana)
    removal.request_carry_out(request, by=dana)
    with pytest.raises(Waiting):
        removal.carry_out(RemovalRequest.objects.get(pk=request.pk))
    assert page(client, post)[0] == 410


def test_the_old_words_are_destroyed(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana)
    carried_out(request, by=dana)
    old = post.revisions.get(number=1)
    assert (old.title, old.article, old.text) == ("", "", "")


def test_a_whole_post_that_was_agreed_is_taken_down(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    request = searched(client, scope="post", post=post.slug)
    decide_all(request, by=dana)
    request = carried_out(request, by=dana)
    post.refresh_from_db()
    assert (request.state, request.problem) == (State.CLOSED, "")
    assert (post.state, post.live) == (Publication.State.WITHDRAWN, None)
    assert page(client, post)[0] == 410
    assert Certificate.objects.get().facts["posts"] == [{"before": f"{post.pk:064d}", "after": "taken-down"}]


def test_a_whole_post_that_was_refused_is_back_as_it_was(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    request = searched(client, scope="post", post=post.slug)
    assert page(client, post)[0] == 410
    decide_all(request, by=dana, refuse=Ground.EXPRESSION)
    request = carried_out(request, by=dana)
    assert request.state == State.CLOSED
    assert SUMMARY in page(client, post)[1]


def test_words_that_were_masked_first_and_refused_are_back(client: Client, dana: User) -> None:
    """Threat 1: a forged request can mask, never delete."""
    post = a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel", post=post.slug)
    assert "Zwiebel" not in page(client, post)[1]
    decide_all(request, by=dana, refuse=Ground.THIRD_PARTY)
    request = carried_out(request, by=dana)
    assert request.state == State.CLOSED
    assert SUMMARY in page(client, post)[1]


def test_words_that_were_refused_and_never_masked_are_not_touched(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana, refuse=Ground.THIRD_PARTY)
    request = carried_out(request, by=dana)
    assert request.state == State.CLOSED
    assert post.revisions.count() == 1
    assert SUMMARY in page(client, post)[1]


@pytest.mark.parametrize("is_masked", [True, False])
def test_one_spot_goes_and_another_of_the_same_word_stays(
    client: Client, dana: User, is_masked: bool
) -> None:
    post = a_post(by=dana, summary=TWICE)
    request = searched(client, words="Ruprecht Zwiebel", post=post.slug if is_masked else "")
    first, second = request.occurrences.all()
    undecided = Occurrence.Verdict.UNDECIDED
    removal.decide(first, Occurrence.Verdict.AGREED, seen=undecided, by=dana)
    removal.decide(second, Occurrence.Verdict.REFUSED, seen=undecided, by=dana, ground=Ground.EXPRESSION)
    request = carried_out(request, by=dana)
    assert request.state == State.CLOSED
    body = page(client, post)[1]
    assert "The export stops for Ruprecht Zwiebel only." in body
    assert "Ruprecht Zwiebel wrote it" not in body


def test_nothing_found_is_answered_too(client: Client, dana: User) -> None:
    a_post(by=dana)
    request = carried_out(searched(client, words="Adelheid"), by=dana)
    assert request.state == State.CLOSED
    assert "It is not there" in mail.outbox[-1].body
    assert Certificate.objects.get().facts["places"] == {}


def test_after_closing_nothing_of_the_wish_is_left(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel", post=post.slug)
    decide_all(request, by=dana)
    request = carried_out(request, by=dana)
    due.tick(timezone.now() + timedelta(days=1, minutes=1))  # the caps count for a day
    request.refresh_from_db()
    assert (bytes(request.sealed), request.address_hash, request.network_hash) == (b"", "", "")
    assert not key_path(f"removal-{request.number}").exists()
    assert not Occurrence.objects.exclude(part=None, start=None, end=None).exists()
    rows = [
        *RemovalRequest.objects.values(),
        *Occurrence.objects.values(),
        *AffectedPost.objects.values(),
        *Certificate.objects.values(),
        *Entry.objects.values(),
        *OutgoingMail.objects.values(),
        *DBTaskResult.objects.values(),
        *ReviewItem.objects.values(),
        *Revision.objects.values(),
    ]
    everything = repr(rows)
    for value in ("Ruprecht", "Zwiebel", CHARLIE):
        assert value not in everything


def test_the_page_of_a_closed_request_shows_what_was_done(client: Client, dana: User) -> None:
    a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana)
    request = carried_out(request, by=dana)
    client.force_login(dana)
    body = client.get(request.get_absolute_url()).content.decode()
    assert request.certificate.number in body
    assert "Zwiebel" not in body and CHARLIE not in body


def test_a_value_published_meanwhile_brings_the_request_back(client: Client, dana: User) -> None:
    first = a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana)
    second = a_post(by=dana, summary="Ruprecht Zwiebel again.")
    request = carried_out(request, by=dana)
    assert (request.state, request.problem) == (State.REVIEW, "found-more")
    assert not Certificate.objects.exists()
    assert "Zwiebel" not in page(client, first)[1]
    decide_all(request, by=dana)
    request = carried_out(request, by=dana)
    assert request.state == State.CLOSED
    assert "Zwiebel" not in page(client, second)[1]
    assert Certificate.objects.get().facts["places"]["public-text"]["removed"] == 2


def test_a_copy_that_somebody_is_changing_stays_hidden_until_they_publish_it(
    client: Client, dana: User
) -> None:
    post = a_post(by=dana)
    review.reopen(Publication.objects.get(pk=post.pk))
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana)
    request = carried_out(request, by=dana)
    assert (request.state, request.problem) == (State.CARRYING_OUT, "in-review")
    assert page(client, post)[0] == 410
    assert "/desk/removals/" in mail.outbox[-1].body


def test_a_post_that_cannot_be_published_again_stays_hidden_and_the_agents_are_told_once(
    client: Client, dana: User
) -> None:
    post = a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    part = post.parts.get(kind=Part.Kind.SUMMARY)
    ReviewItem.objects.create(part=part, start=0, end=3, entity="OTHER", origin=ReviewItem.Origin.DETECTOR)
    decide_all(request, by=dana)
    mail.outbox.clear()
    request = carried_out(request, by=dana)
    assert (request.state, request.problem) == (State.CARRYING_OUT, "publish-blocked")
    assert page(client, post)[0] == 410
    due.tick(timezone.now() + timedelta(minutes=11))
    work()
    assert [message.to for message in mail.outbox] == [[dana.email]]


def test_once_the_obstacle_is_gone_trying_again_finishes_it(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    part = post.parts.get(kind=Part.Kind.SUMMARY)
    item = ReviewItem.objects.create(
        part=part, start=0, end=3, entity="OTHER", origin=ReviewItem.Origin.DETECTOR
    )
    decide_all(request, by=dana)
    request = carried_out(request, by=dana)
    item.delete()
    Publication.objects.filter(pk=post.pk).update(state=Publication.State.LIVE)  # published by a reviewer
    AffectedPost.objects.update(step=AffectedPost.Step.WANTED)
    client.force_login(dana)
    client.post(reverse("rights:carry_out", args=[request.pk]))
    work()
    request.refresh_from_db()
    assert (request.state, request.problem) == (State.CLOSED, "")


def test_a_needle_that_is_still_readable_keeps_the_post_hidden_and_the_request_open(
    client: Client, dana: User
) -> None:
    """STYLE 9: a certificate rests on what was seen afterwards."""
    post = a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana)
    removal.request_carry_out(request, by=dana)
    removal_tasks.carry_out.call(request.pk)
    publishing_tasks.publish.call(post.pk)
    Revision.objects.filter(publication=post, retired_at=None).update(text=f"left over: {SUMMARY}")
    work()
    request.refresh_from_db()
    assert (request.state, request.problem) == (State.CARRYING_OUT, "still-in-public-text")
    assert page(client, post)[0] == 410
    assert not Certificate.objects.exists()


def test_a_page_that_still_shows_it_to_a_visitor_is_hidden_again(client: Client, dana: User) -> None:
    """The stored words are clean, but a list is not: nobody gets a certificate."""
    post = a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana)
    post.ticket.product.__class__.objects.update(name="Ledger by Ruprecht Zwiebel")
    request = carried_out(request, by=dana)
    assert (request.state, request.problem) == (State.CARRYING_OUT, "read-back")
    assert page(client, post)[0] == 410
    assert not Certificate.objects.exists()
    due.tick(timezone.now() + timedelta(hours=1))
    work()
    assert page(client, post)[0] == 410, "only an agent may have it tried again"


@pytest.mark.parametrize("name", ["Page", "Reported"])
def test_a_name_that_our_own_pages_use_can_be_removed(client: Client, dana: User, name: str) -> None:
    """A person called Page stands in "Pages of this list" too, one called Reported in the status."""
    post = a_post(by=dana, summary=f"Mr {name} saw that the export stops.")
    request = searched(client, words=name)
    decide_all(request, by=dana)
    request = carried_out(request, by=dana)
    assert request.state == State.CLOSED
    assert look_again(Publication.objects.get(pk=post.pk), [Needle(name)]) == []


@pytest.mark.parametrize("crashes_after", range(6))
def test_killed_at_any_step_it_finishes_after_a_restart(
    client: Client, dana: User, crashes_after: int
) -> None:
    """The workers die after this many tasks, and the queue with them; `tick` takes it up from the rows."""
    post = a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel", post=post.slug)
    decide_all(request, by=dana)
    removal.request_carry_out(request, by=dana)
    for row in DBTaskResult.objects.filter(status="READY").order_by("enqueued_at")[:crashes_after]:
        row.task.call(*row.args_kwargs["args"])
    DBTaskResult.objects.filter(status="READY").delete()
    assert "Zwiebel" not in page(client, post)[1]
    for minutes in (3, 6, 9, 12):
        due_all(minutes)
    request.refresh_from_db()
    assert request.state == State.CLOSED
    assert page(client, post)[0] == 200
    assert Certificate.objects.count() == 1


def due_all(minutes: int) -> None:
    """What the tick finds so many minutes later, done."""
    now = timezone.now() + timedelta(minutes=minutes)
    for app in (mail_due, publishing_due, due):
        app.tick(now)
    work()


def test_closing_twice_gives_one_certificate_and_one_letter(client: Client, dana: User) -> None:
    a_post(by=dana)
    request = searched(client, words="Adelheid")
    removal.request_carry_out(request, by=dana)
    removal_tasks.carry_out.call(request.pk)
    removal_tasks.carry_out.call(request.pk)
    assert Certificate.objects.count() == 1
    assert OutgoingMail.objects.filter(template="removal_done").count() == 1


def test_a_key_that_a_crash_left_behind_is_destroyed_by_tick(client: Client, dana: User) -> None:
    request = carried_out(searched(client, words="Adelheid"), by=dana)
    path = key_path(f"removal-{request.number}")
    path.write_bytes(b"left")
    RemovalRequest.objects.update(key_destroyed_at=None)
    due.tick(timezone.now())
    assert not path.exists()


def test_a_request_whose_key_is_gone_is_not_taken_as_nothing_found(client: Client, dana: User) -> None:
    """Fail closed: not being able to look is not having found nothing."""
    a_post(by=dana)
    request = searched(client, words="Adelheid")
    key_path(f"removal-{request.number}").unlink()
    request = carried_out(request, by=dana)
    assert (request.state, request.problem) == (State.CARRYING_OUT, "unreadable")
    assert not Certificate.objects.exists()


def test_the_public_page_looks_like_any_other_redaction(client: Client, dana: User) -> None:
    """Threat 21: no reason, no date of it, no person."""
    post = a_post(by=dana)
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana)
    request = carried_out(request, by=dana)
    body = page(client, post)[1]
    assert "[text hidden]" in body
    for tell in (request.number, request.code, "removal:", "on request"):
        assert tell not in body


def test_the_visitor_of_the_read_back_is_nobody(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    answer = visit(post.public_path)
    assert answer.status == 200
    assert SUMMARY in answer.words
    assert visit("/desk/removals/").status == 302


def test_a_second_request_waits_while_the_post_is_published_for_the_first(client: Client, dana: User) -> None:
    post = a_post(by=dana, summary=f"{SUMMARY} Adelheid Winter agrees.")
    first = asked_and_confirmed(client, words="Ruprecht Zwiebel", post=post.slug)
    second = asked_and_confirmed(client, words="Adelheid Winter", post=post.slug)
    removal_tasks.search.call(first.pk)
    removal_tasks.show_again.call(first.pk)  # asks for publishing
    removal_tasks.search.call(second.pk)
    second.refresh_from_db()
    assert second.state == State.SEARCHING
    work()
    second.refresh_from_db()
    assert second.state == State.REVIEW
    status, body = page(client, post)
    assert status == 200
    assert "Zwiebel" not in body and "Adelheid" not in body


def test_a_refusal_while_the_masked_copy_is_still_being_published_waits_too(
    client: Client, dana: User
) -> None:
    post = a_post(by=dana)
    request = asked_and_confirmed(client, words="Ruprecht Zwiebel", post=post.slug)
    removal_tasks.search.call(request.pk)
    removal_tasks.show_again.call(request.pk)
    decide_all(request, by=dana, refuse=Ground.THIRD_PARTY)
    request = carried_out(request, by=dana)
    assert (request.state, request.problem) == (State.CLOSED, "")
    assert SUMMARY in page(client, post)[1]


def test_posts_made_anew_are_toured_together_once_they_are_shown(client: Client, dana: User) -> None:
    posts = [a_post(by=dana), a_post(by=dana, summary=TWICE)]
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana)
    carried_out(request, by=dana)
    tours = DBTaskResult.objects.filter(task_path__endswith=".tour_posts")
    assert [sorted(tour.args_kwargs["args"]) for tour in tours] == [[post.pk for post in posts]]
    assert not Revision.objects.filter(retired_at=None, toured_at=None).exists()
