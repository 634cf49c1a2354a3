"""Today's rules over what is published: news is proposed, nothing changes by itself."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from desk.accounts.models import User
from desk.publishing.due import tick
from desk.publishing.models import Publication, ReviewItem
from desk.publishing.rescan import rescan_published
from desk.tickets.models import AlwaysWord, Product, Ticket
from desk.tickets.rules import always
from tests.desk.publishing.copies import items_of, published
from tests.desk.rights.asking import no_detector
from tests.tasks import run_tasks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("detector")]


@pytest.fixture
def post(ticket: Ticket, dana: User) -> Publication:
    return published(ticket, by=dana)


def test_the_same_rules_propose_nothing(post: Publication) -> None:
    assert rescan_published().proposed == ()
    assert Publication.objects.get().state == Publication.State.LIVE


def test_what_is_new_waits_for_a_person_while_the_public_reads_on(post: Publication, client: Client) -> None:
    items_of(post).filter(entity="PHONE_NUMBER").delete()  # as if yesterday's rules had not known phones
    before = client.get(post.public_path).content
    assert rescan_published().proposed == (post.pk,)
    run_tasks()
    assert items_of(post).filter(verdict=ReviewItem.Verdict.UNDECIDED, entity="PHONE_NUMBER").count() == 1
    assert Publication.objects.get().state == Publication.State.DRAFT
    assert client.get(post.public_path).content == before


def test_other_rules_without_news_only_renew_the_scan(post: Publication) -> None:
    here, settings.DESK_POLICY = settings.DESK_POLICY, {"version": "another"}
    try:
        assert rescan_published().proposed == ()
    finally:
        settings.DESK_POLICY = here
    assert post.parts.exclude(policy_digest=post.live.policy_digest).count() == post.parts.count()  # type: ignore[union-attr]


def test_a_renamed_product_is_proposed_and_never_published_by_itself(post: Publication, dana: User) -> None:
    words = post.revisions.values("number", "title", "article", "text", "digest")
    before = words.get()
    always("second page", "OTHER", AlwaysWord.Verdict.HIDE, by=dana, reason="A test.")
    Product.objects.update(name="Lantern Pro")
    assert rescan_published().proposed == (post.pk,)
    run_tasks()
    tick(timezone.now())
    run_tasks()
    assert items_of(post).filter(verdict=ReviewItem.Verdict.UNDECIDED).exists()
    assert words.get() == before  # the page names the product anew, its words are the same


def test_without_a_detector_it_says_so(post: Publication) -> None:
    with no_detector(), pytest.raises(CommandError, match="detector-unavailable"):
        call_command("rescan")
