"""Decisions: here, everywhere in this ticket, always; two people; and who is faster."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from desk.accounts.models import User
from desk.publishing import review
from desk.publishing.deciding import (
    AlreadyDecided,
    confirm,
    decide_all,
    decide_always,
    extend,
    of_the_same_value,
)
from desk.publishing.gate import blockers
from desk.publishing.models import Part, Publication, ReviewItem
from desk.publishing.publish import request_publish
from desk.publishing.room import open_room
from desk.tickets.models import AlwaysWord, Ticket
from desk.tickets.rules import CannotAlways, value_of
from tests import people
from tests.build import a_message
from tests.desk.publishing.drafts import a_draft, findings, rendered

pytestmark = pytest.mark.django_db
HIDE, KEEP, UNDECIDED = ReviewItem.Verdict.HIDE, ReviewItem.Verdict.KEEP, ReviewItem.Verdict.UNDECIDED


@pytest.fixture
def draft(dana: User) -> Publication:
    return a_draft(by=dana)


def verdicts(items: list[ReviewItem]) -> list[str]:
    return [ReviewItem.objects.get(pk=item.pk).verdict for item in items]


def codes(publication: Publication, by: User) -> set[str]:
    return {reason.code for reason in blockers(Publication.objects.get(pk=publication.pk), by=by)}


def test_one_decision_settles_every_mention_of_a_value(draft: Publication, dana: User) -> None:
    ada, bert = findings(draft, "Ada Bell"), findings(draft, "Bert Cole")
    assert decide_all(of_the_same_value(ada[0]), HIDE, by=dana) == 3
    assert verdicts(ada) == [HIDE, HIDE, HIDE]
    assert verdicts(bert) == [UNDECIDED]


def test_mentions_of_one_value_are_one_row_with_their_number(draft: Publication, dana: User) -> None:
    findings(draft, "Ada Bell")
    findings(draft, "Bert Cole")
    groups = open_room(draft, by=dana).groups
    assert [(group.first.value, len(group.rows)) for group in groups] == [("Ada Bell", 3), ("Bert Cole", 1)]


def test_a_mention_is_decided_alone_where_it_stands(client: Client, draft: Publication, dana: User) -> None:
    ada = findings(draft, "Ada Bell")
    client.force_login(dana)
    path = reverse("publishing:decide", args=[ada[1].pk])
    client.post(path, {"verdict": "keep", "reach": "here"})
    assert verdicts(ada) == [UNDECIDED, KEEP, UNDECIDED]


def test_the_one_who_was_slower_sees_who_was_faster(client: Client, draft: Publication, dana: User) -> None:
    (bert,) = findings(draft, "Bert Cole")
    client.force_login(people.operator())
    seen = f"{bert.pk}=undecided"
    review.decide(bert, HIDE, by=dana)
    answer = client.post(
        reverse("publishing:decide", args=[bert.pk]),
        {"verdict": "keep", "reach": "here", "seen": seen},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 409
    assert "Dana Dale was faster: hidden." in answer.content.decode()
    assert verdicts([bert]) == [HIDE]


def test_when_one_mention_was_decided_meanwhile_none_is_changed(draft: Publication, dana: User) -> None:
    ada = findings(draft, "Ada Bell")
    seen = {item.pk: "undecided" for item in ada}
    review.decide(ada[2], KEEP, by=dana)
    with pytest.raises(AlreadyDecided):
        decide_all(ada, HIDE, by=people.operator(), seen=seen)
    assert verdicts(ada) == [UNDECIDED, UNDECIDED, KEEP]


def test_always_decides_here_and_goes_on_the_list_with_its_reason(draft: Publication, dana: User) -> None:
    ada = findings(draft, "Ada Bell")
    decide_always(ada[0], KEEP, by=dana, reason="A character in our manual.")
    assert verdicts(ada) == [KEEP, KEEP, KEEP]
    word = AlwaysWord.objects.get()
    assert (value_of(word), word.verdict) == ("Ada Bell", "keep")


def test_always_without_a_reason_decides_nothing(draft: Publication, dana: User) -> None:
    (bert,) = findings(draft, "Bert Cole")
    with pytest.raises(CannotAlways):
        decide_always(bert, HIDE, by=dana, reason="")
    assert verdicts([bert]) == [UNDECIDED]


@pytest.mark.parametrize(("before", "value"), [(False, "Bert Cole in"), (True, "and Bert Cole")])
def test_a_finding_grows_by_a_word(draft: Publication, dana: User, before: bool, value: str) -> None:
    (bert,) = findings(draft, "Bert Cole")
    extend(bert, by=dana, before=before)
    assert ReviewItem.objects.get(pk=bert.pk).value == value


def test_at_the_end_of_the_text_nothing_grows(draft: Publication, dana: User) -> None:
    (log,) = findings(draft, "the log.")
    with pytest.raises(review.NotReviewable, match=r"^no-more-words$"):
        extend(log, by=dana)


def test_a_kind_marked_by_the_policy_needs_two_people_to_stay_visible(
    draft: Publication, dana: User, settings: Settings
) -> None:
    settings.DESK_SECOND_PERSON = ["NATIONAL_ID"]
    (bert,) = findings(draft, "Bert Cole", "NATIONAL_ID")
    review.decide(bert, KEEP, by=dana, reason="A made-up number.")
    assert codes(draft, dana) == {"second-person"}
    bert.refresh_from_db()
    with pytest.raises(review.NotReviewable, match=r"^same-person$"):
        confirm(bert, by=dana)
    confirm(bert, by=people.operator())
    assert codes(draft, dana) == set()


def test_another_decision_needs_another_agreement(draft: Publication, dana: User, settings: Settings) -> None:
    settings.DESK_SECOND_PERSON = ["NATIONAL_ID"]
    (bert,) = findings(draft, "Bert Cole", "NATIONAL_ID")
    review.decide(bert, KEEP, by=dana, reason="A made-up number.")
    confirm(bert, by=people.operator())
    review.decide(bert, UNDECIDED, by=dana)
    review.decide(bert, KEEP, by=dana, reason="Still made up.")
    assert "second-person" in codes(draft, dana)


def test_the_database_lets_nobody_agree_with_themselves(draft: Publication, dana: User) -> None:
    (bert,) = findings(draft, "Bert Cole")
    review.decide(bert, KEEP, by=dana)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewItem.objects.update(confirmed_by=dana)


def test_a_new_message_makes_the_copy_stale_until_somebody_looked(
    client: Client, draft: Publication, dana: User
) -> None:
    message = a_message(draft.ticket)
    assert codes(draft, dana) == {"new-message"}
    client.force_login(dana)
    client.post(reverse("publishing:leave_out_news", args=[draft.pk]), {"newest": message.pk})
    assert codes(draft, dana) == set()


def test_an_addition_is_proposed_and_pulled_in(client: Client, draft: Publication, dana: User) -> None:
    message = a_message(draft.ticket)
    client.force_login(dana)
    assert f"add-news-{message.pk}" in client.get(draft.get_absolute_url()).content.decode()
    client.post(reverse("publishing:pull_message", args=[draft.pk, message.pk]))
    assert "new-message" not in codes(draft, dana)
    assert draft.parts.filter(kind=Part.Kind.WORDS, message=message).exists()


def test_keys_are_switched_off_for_the_person_who_wants_that(
    client: Client, draft: Publication, dana: User
) -> None:
    client.force_login(dana)
    client.post(reverse("publishing:switch_keys", args=[draft.pk]), {"keys": "off"})
    assert 'data-keys="off"' in client.get(draft.get_absolute_url()).content.decode()
    client.force_login(people.operator())
    assert 'data-keys="on"' in client.get(draft.get_absolute_url()).content.decode()


def test_the_list_of_copies_says_where_the_customer_has_written_again(
    client: Client, draft: Publication, dana: User
) -> None:
    client.force_login(dana)
    assert "New message" not in client.get("/desk/copies/").content.decode()
    message = a_message(draft.ticket)
    assert "New message" in client.get("/desk/copies/").content.decode()
    review.pull_message(draft, message, by=dana)
    assert "New message" not in client.get("/desk/copies/").content.decode()


def test_a_customer_who_was_not_told_stands_in_the_way(draft: Publication, dana: User) -> None:
    Ticket.objects.update(notice_version="")
    assert codes(draft, dana) == {"no-notice"}


def test_the_room_asks_the_database_as_often_for_thirty_findings_as_for_three(
    draft: Publication, dana: User
) -> None:
    findings(draft, "Ada Bell")
    with CaptureQueriesContext(connection) as few:
        rows = open_room(Publication.objects.select_related("ticket__product").get(), by=dana).groups[0].rows
        assert all(row.why for row in rows)
    for value in ("saw", "it", "So", "did", "and", "in", "the", "a", "e", "l"):
        findings(draft, value, "OTHER")
    with CaptureQueriesContext(connection) as many:
        room = open_room(Publication.objects.select_related("ticket__product").get(), by=dana)
        assert all(row.why for row in room.rows)
    assert len(room.rows) > 25
    assert len(many) == len(few)


def test_who_publishes_second_reads_who_published_first(
    client: Client, draft: Publication, dana: User
) -> None:
    seen = rendered(draft).digest
    request_publish(draft, seen=seen, by=dana)
    client.force_login(people.operator())
    answer = client.post(
        reverse("publishing:publish", args=[draft.pk]), {"seen": seen}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 409
    assert "Dana Dale was faster: this copy is being published." in answer.content.decode()
    assert Publication.objects.get().asked_by == dana
