"""Deactivated by its owner, opened again in time, emptied after that: S114, S115, S118, S147."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.accounts import closing
from desk.accounts.closing import GRACE, deactivate, reactivate
from desk.accounts.models import User
from desk.accounts.personal_data import GONE
from desk.accounts.tokens import sign_in_path
from desk.audit.models import Entry
from desk.publishing.models import Publication
from desk.rights.due import tick
from desk.rights.retention import holds
from desk.rights.retention.classes import classes
from desk.rights.retention.models import LegalHold
from desk.tickets.models import Ticket
from desk.tickets.personal_data import REMOVED
from tests import people
from tests.build import a_ticket
from tests.desk.rights.posts import a_post
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)


def closed(days: int = 0) -> User:
    """Alice, whose account was deactivated so many days ago."""
    alice = people.alice()
    deactivate(alice)
    User.objects.filter(pk=alice.pk).update(deactivated_at=timezone.now() - timedelta(days=days))
    return User.objects.get(pk=alice.pk)


def test_it_says_first_what_stops_and_changes_nothing(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert b"90 days" in client.get("/my/account/").content
    assert User.objects.get(pk=alice.pk).is_active


def test_one_press_deactivates_and_ends_every_session(client: Client, alice: User) -> None:
    elsewhere = Client()
    for one in (client, elsewhere):
        one.force_login(alice)
    assert client.post("/my/account/").status_code == 200
    for one in (client, elsewhere):
        assert one.get(reverse("tickets:my")).status_code == 302
    assert Entry.objects.filter(verb="person.deactivated", actor=f"user:{alice.pk}").exists()


def test_the_team_still_reads_their_tickets_and_sees_why_nobody_answers(client: Client) -> None:
    """S118."""
    ticket = a_ticket(people.alice())
    closed()
    client.force_login(people.dana())
    page = client.get(f"/desk/tickets/{ticket.pk}/").content.decode()
    assert "The export stops" in page and "account deactivated" in page


def test_within_the_grace_their_own_sign_in_link_opens_it_again_with_its_tickets(client: Client) -> None:
    """S115: by the mailbox alone, and only by a press."""
    ticket = a_ticket(people.alice())
    alice = closed(days=GRACE.days - 1)
    client.post("/sign-in/", {"email": alice.email})
    run_tasks("mail")
    assert "/sign-in/" in str(mail.outbox[-1].body)
    link = sign_in_path(alice)
    assert b"Open my account again" in client.get(link).content
    assert not User.objects.get(pk=alice.pk).is_active
    client.post(link)
    assert ticket.subject in client.get(f"/my/tickets/{ticket.pk}/").content.decode()
    assert User.objects.get(pk=alice.pk).deactivated_at is None


def test_after_the_grace_there_is_no_way_back(client: Client) -> None:
    alice = closed(days=GRACE.days + 1)
    link = sign_in_path(alice)
    client.post("/sign-in/", {"email": alice.email})
    run_tasks("mail")
    assert mail.outbox == []
    assert client.post(link).status_code == 404
    assert not reactivate(alice)


def test_whom_the_operator_shut_out_cannot_let_themselves_in(client: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert client.post(sign_in_path(User.objects.get(pk=alice.pk))).status_code == 404
    deactivate(alice)
    assert User.objects.get(pk=alice.pk).deactivated_at is None


@pytest.mark.parametrize("who", ["dana", "operator"])
def test_who_works_here_does_not_close_their_own_account(client: Client, who: str) -> None:
    user = getattr(people, who)()
    client.force_login(user)
    assert client.post("/my/account/").status_code == 403
    with pytest.raises(closing.WorksHere):
        deactivate(user)
    assert User.objects.get(pk=user.pk).is_active


def test_after_the_grace_it_is_emptied_with_its_solved_tickets() -> None:
    """S114."""
    ticket = a_ticket(people.alice())
    alice = closed(days=GRACE.days + 1)
    tick(timezone.now())
    assert User.objects.get(pk=alice.pk).email == alice.email  # what is not solved is finished first
    Ticket.objects.filter(pk=ticket.pk).update(state=Ticket.State.SOLVED)
    tick(timezone.now())
    tick(timezone.now())
    assert Ticket.objects.get(pk=ticket.pk).subject == REMOVED
    gone = User.objects.get(pk=alice.pk)
    assert gone.email.endswith(GONE) and gone.name == ""


def test_a_public_copy_keeps_no_name_of_who_has_left() -> None:
    copy = a_post(by=people.dana())
    ticket = copy.ticket
    Ticket.objects.filter(pk=ticket.pk).update(state=Ticket.State.SOLVED)
    alice = closed(days=GRACE.days + 1)
    assert ticket.requester == alice
    tick(timezone.now())
    gone = User.objects.get(pk=alice.pk)
    assert gone.email.endswith(GONE) and gone.name == ""
    assert Publication.objects.get(pk=copy.pk).live_id is not None


def test_a_legal_hold_keeps_the_account_of_who_has_left() -> None:
    """S033."""
    ticket = a_ticket(people.alice())
    Ticket.objects.filter(pk=ticket.pk).update(state=Ticket.State.SOLVED)
    review_on = timezone.now().date() + timedelta(days=30)
    holds.place(ticket, LegalHold.Reason.CLAIM, review_on=review_on, by=people.operator())
    alice = closed(days=GRACE.days + 1)
    tick(timezone.now())
    assert User.objects.get(pk=alice.pk).name == alice.name


def test_within_the_grace_nothing_is_emptied() -> None:
    ticket = a_ticket(people.alice())
    Ticket.objects.filter(pk=ticket.pk).update(state=Ticket.State.SOLVED)
    alice = closed(days=GRACE.days - 1)
    tick(timezone.now())
    assert Ticket.objects.get(pk=ticket.pk).subject == ticket.subject
    assert User.objects.get(pk=alice.pk).name == alice.name


def test_the_page_about_what_is_kept_tells_the_same_grace() -> None:
    assert classes()["deactivated"].period == GRACE


def test_an_account_cannot_be_active_and_deactivated(alice: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=alice.pk).update(deactivated_at=timezone.now())
