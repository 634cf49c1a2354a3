"""What is left in a copy, how much that is, and who may take it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from desk.accounts.models import User
from desk.publishing import review
from desk.publishing.deciding import accept_risk
from desk.publishing.gate import blockers
from desk.publishing.models import NearMiss, Part, Publication, ReviewItem
from desk.publishing.residual import Level, residual_risk
from desk.states import Overtaken
from desk.tickets.models import Attachment
from desk.tickets.receive import Upload
from tests import people
from tests.build import a_screenshot, a_ticket, checked
from tests.desk.publishing.drafts import a_draft, findings, rendered
from tests.desk.rights.posts import a_post

pytestmark = pytest.mark.django_db
KEEP, HIDE = ReviewItem.Verdict.KEEP, ReviewItem.Verdict.HIDE


@pytest.fixture
def draft(dana: User) -> Publication:
    return a_draft(by=dana)


def keep(publication: Publication, value: str, entity: str, *, by: User) -> None:
    for item in findings(publication, value, entity):
        review.decide(item, KEEP, by=by, reason="An example of our manual.")


def near(publication: Publication, value: str, entity: str, *, is_listed: bool = False) -> NearMiss:
    part = publication.parts.get(kind=Part.Kind.SUMMARY)
    at = part.text.index(value)
    return NearMiss.objects.create(
        part=part, start=at, end=at + len(value), entity=entity, score=0.4, rule="r", is_listed=is_listed
    )


def reasons(publication: Publication) -> dict[str, int]:
    return {reason.code: reason.count for reason in residual_risk(publication).reasons}


def is_blocked(publication: Publication, digest: str, by: User) -> bool:
    fresh = Publication.objects.get(pk=publication.pk)
    return "risk" in {reason.code for reason in blockers(fresh, seen=digest, by=by)}


def test_a_copy_in_which_nothing_was_kept_has_no_known_risk(draft: Publication, dana: User) -> None:
    for item in findings(draft, "Ada Bell"):
        review.decide(item, HIDE, by=dana)
    assert residual_risk(draft).reasons == ()
    assert residual_risk(draft).level == Level.LOW


def test_what_is_kept_of_high_severity_raises_the_level(draft: Publication, dana: User) -> None:
    keep(draft, "Bert Cole", "SECRET", by=dana)
    assert (reasons(draft), residual_risk(draft).level) == ({"kept-severe": 1}, Level.MEDIUM)
    keep(draft, "Springfield", "SECRET", by=dana)
    assert residual_risk(draft).level == Level.HIGH


def test_name_organisation_and_place_together_point_to_one(draft: Publication, dana: User) -> None:
    keep(draft, "Bert Cole", "PERSON", by=dana)
    keep(draft, "Springfield", "LOCATION", by=dana)
    assert "points-to-one" not in reasons(draft)
    keep(draft, "the log", "ORGANIZATION", by=dana)
    assert "points-to-one" in reasons(draft)


def test_a_near_miss_counts_until_it_is_hidden(client: Client, draft: Publication, dana: User) -> None:
    miss = near(draft, "Springfield", "SECRET")
    near(draft, "the log", "SECRET", is_listed=True)
    assert reasons(draft) == {"near-severe": 1}
    client.force_login(dana)
    client.post(reverse("publishing:hide_near_miss", args=[miss.pk]))
    assert reasons(draft) == {}
    assert ReviewItem.objects.get().value == "Springfield"


def test_a_near_miss_in_a_picture_is_hidden_by_its_box(client: Client, dana: User) -> None:
    ticket = a_ticket(uploads=[Upload("a.png", a_screenshot("Account"))])
    publication = review.start_review(ticket, by=dana)
    checked(Attachment.objects.get())
    picture = review.pull_file(publication, Attachment.objects.get(), by=dana)
    Part.objects.filter(pk=picture.pk).update(width=100, height=50)
    box = {"left": 5, "top": 6, "right": 50, "bottom": 20}
    miss = NearMiss.objects.create(part=picture, entity="PERSON", score=0.4, rule="r", **box)
    assert reasons(publication) == {"near-miss": 1}
    client.force_login(dana)
    assert "Dotted box ?1" in client.get(publication.get_absolute_url()).content.decode()
    client.post(reverse("publishing:hide_near_miss", args=[miss.pk]))
    assert ReviewItem.objects.filter(verdict=HIDE, **box).exists()
    assert reasons(publication) == {}


def test_near_misses_are_shown_with_what_speaks_against_them(
    client: Client, draft: Publication, dana: User
) -> None:
    near(draft, "Springfield", "LOCATION")
    near(draft, "the log", "ORGANIZATION", is_listed=True)
    client.force_login(dana)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "Too unsure" in page
    assert "On a list of words to keep" in page


def test_a_language_without_name_models_is_a_reason(draft: Publication) -> None:
    draft.parts.filter(kind=Part.Kind.SUMMARY).update(risks=["names-not-covered"])
    assert reasons(draft) == {"names-not-covered": 1}


def test_more_than_one_person_may_take_needs_another_one_for_this_very_copy(
    draft: Publication, dana: User
) -> None:
    keep(draft, "Bert Cole", "SECRET", by=dana)
    keep(draft, "Springfield", "SECRET", by=dana)
    seen = rendered(draft).digest
    assert is_blocked(draft, seen, dana)
    accept_risk(draft, seen=seen, by=dana)
    assert is_blocked(draft, seen, dana)
    accept_risk(draft, seen=seen, by=people.operator())
    assert not is_blocked(draft, seen, dana)
    keep(draft, "the log", "SECRET", by=dana)
    assert is_blocked(draft, rendered(draft).digest, dana)


def test_nobody_accepts_a_copy_that_is_not_the_one_of_now(draft: Publication, dana: User) -> None:
    seen = rendered(draft).digest
    draft.touch()
    with pytest.raises(Overtaken):
        accept_risk(draft, seen=seen, by=dana)


def test_the_database_refuses_a_risky_revision_of_one_person(dana: User) -> None:
    live = a_post(by=dana).live
    assert live is not None
    for accepted_by in (None, dana):
        with pytest.raises(IntegrityError), transaction.atomic():
            live.is_risky, live.risk_accepted_by = True, accepted_by
            live.save()
    live.risk_accepted_by = people.operator()
    live.save()


def test_the_gate_lists_what_is_left_beside_the_button(
    client: Client, draft: Publication, dana: User
) -> None:
    keep(draft, "Bert Cole", "SECRET", by=dana)
    client.force_login(dana)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "Some risk" in page
    assert "Kept visible although of high severity: 1" in page
