"""The demo fills an empty desk, once."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.utils import timezone

from desk.accounts.models import Membership, User
from desk.demo.tickets import STORIES, Story
from desk.redactor import sniff
from desk.tickets.models import Message, Product, Scan, Ticket

pytestmark = pytest.mark.django_db


def test_it_adds_the_people_that_up_prints_links_for() -> None:
    call_command("demo", verbosity=0)
    assert User.objects.get(email="dana@example.com").is_agent
    assert User.objects.get(email="operator@example.com").is_operator
    erin = Membership.objects.get(user__email="erin@example.com")
    alice = Membership.objects.get(user__email="alice@example.com")
    assert (erin.role, alice.role) == ("admin", "member")
    assert erin.organisation == alice.organisation


def test_a_second_time_changes_nothing() -> None:
    for _ in range(2):
        call_command("demo", verbosity=0)
    assert (Ticket.objects.count(), User.objects.count()) == (5, 6)


def test_a_desk_that_is_in_use_is_left_alone() -> None:
    Product.objects.create(name="Our own")
    call_command("demo", verbosity=0)
    assert not Ticket.objects.exists()


def test_somebody_who_has_an_account_keeps_it() -> None:
    dana = User.objects.create_user("dana@example.com", name="Another Dana", is_agent=True)
    call_command("demo", verbosity=0)
    assert User.objects.get(email="dana@example.com") == dana


def test_the_tickets_came_through_the_front_door() -> None:
    call_command("demo", verbosity=0)
    words = Message.objects.exclude(kind=Message.Kind.NOTE)
    assert Scan.objects.filter(message__in=words).count() == words.count()
    assert Message.objects.get(cards_cut=1).text.count("[card number removed]") == 1


def test_the_tickets_show_every_state_and_both_choices_about_publishing() -> None:
    call_command("demo", verbosity=0)
    assert set(Ticket.objects.values_list("state", flat=True)) == set(Ticket.State.values)
    assert set(Ticket.objects.values_list("publish", flat=True)) == set(Ticket.Publish.values)


def test_the_messages_of_a_ticket_stand_in_their_order_and_none_comes_from_the_future() -> None:
    call_command("demo", verbosity=0)
    for ticket in Ticket.objects.all():
        times = list(ticket.messages.order_by("pk").values_list("created_at", flat=True))
        assert times == sorted(times)
        assert times[-1] < timezone.now()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.subject)
def test_its_files_are_pictures_and_logs(story: Story) -> None:
    for upload in story.uploads():
        assert sniff(upload.content) in ("png", "text")
