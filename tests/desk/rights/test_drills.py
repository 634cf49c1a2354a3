"""Drills of a leak: whom it would concern, by which clock, in which words (S102)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from desk.accounts.organisations.members import invite
from desk.audit.models import Entry
from desk.files.store import destroy
from desk.mail.models import OutgoingMail
from desk.rights.personal.models import RightsCase
from desk.rights.registers import breach
from desk.rights.registers.models import BreachDrill
from desk.tickets.models import Attachment
from desk.tickets.receive import Upload
from tests import people
from tests.build import a_ticket
from tests.desk.rights.cases import of_account
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)

Leak = BreachDrill.Leak
GUEST = "guest.gray@example.org"
LOG = Upload("lamp.log", b"lamp on")


def test_a_leaked_database_concerns_everybody_with_an_account_or_a_ticket() -> None:
    alice = people.alice()
    a_ticket(GUEST)
    assert breach.concerned(Leak.DATABASE) == sorted([alice.email, GUEST])


def test_a_leaked_database_concerns_those_who_were_invited_and_have_not_answered() -> None:
    invite(people.birch(), GUEST, by=people.operator())
    assert GUEST in breach.concerned(Leak.DATABASE)


def test_the_page_marks_each_term_that_is_not_certain(client: Client) -> None:
    a_ticket(GUEST)
    drill = breach.begin(Leak.DATABASE, by=people.operator())
    client.force_login(people.operator())
    page = client.get(reverse("rights:drill", args=[drill.pk])).content.decode()
    uncertain = [one for one in breach.due_of(drill, [GUEST]) if not one.duty.is_certain]
    assert 0 < len(uncertain) < len(breach.duties())
    assert page.count(">not certain</span>") == len(uncertain)


def test_sealed_files_without_their_keys_concern_nobody() -> None:
    a_ticket(uploads=[LOG])
    drill = breach.begin(Leak.FILES, by=people.operator())
    assert breach.concerned(Leak.FILES) == []
    assert breach.due_of(drill, []) == []


def test_files_with_their_keys_concern_those_who_sent_some_that_are_still_there() -> None:
    people.bob()
    a_ticket(people.alice(), uploads=[LOG])
    a_ticket(GUEST, uploads=[LOG])
    assert breach.concerned(Leak.FILES_AND_KEYS) == sorted([people.alice().email, GUEST])
    destroy(Attachment.objects.get(message__ticket__guest__email=GUEST).file)
    assert breach.concerned(Leak.FILES_AND_KEYS) == [people.alice().email]


def test_mails_that_have_left_concern_nobody_any_more() -> None:
    a_ticket(GUEST)
    assert GUEST in breach.concerned(Leak.MAIL)
    run_tasks("mail")
    OutgoingMail.objects.exclude(state="sent").update(state="sent")
    assert breach.concerned(Leak.MAIL) == []


def test_public_copies_are_no_leak() -> None:
    assert breach.concerned(Leak.PUBLIC) == []


def test_who_said_where_they_live_has_the_clock_of_their_law_and_others_have_all() -> None:
    """S005: unknown is the strictest."""
    of_account(people.alice(), "access", place="NZ")
    drill = breach.begin(Leak.DATABASE, by=people.operator())
    only_alice = {one.duty.code for one in breach.due_of(drill, [people.alice().email])}
    assert only_alice == {"house", "nz-authority"}
    anybody = {one.duty.code for one in breach.due_of(drill, [GUEST])}
    assert anybody == {duty.code for duty in breach.duties()}


def test_a_part_of_a_country_has_the_law_of_the_whole_too() -> None:
    covering = {duty.code for duty in breach.duties() if duty.covers("US-CA")}
    assert covering == {"house", "us-ca-people", "us-people"}
    assert "us-ca-people" not in {duty.code for duty in breach.duties() if duty.covers("US-NY")}


def test_terms_count_from_the_moment_we_know_the_earliest_first() -> None:
    drill = breach.begin(Leak.DATABASE, by=people.operator())
    due = breach.due_of(drill, [GUEST])
    assert due[0].by == drill.began_at + timedelta(hours=72)
    assert [one.by for one in due] == sorted(one.by for one in due)


def test_no_term_of_ours_is_later_than_a_law() -> None:
    house = next(duty for duty in breach.duties() if duty.code == "house")
    assert house.hours <= min(duty.hours for duty in breach.duties())
    assert all(duty.whom in ("authority", "people") and duty.source for duty in breach.duties())


def test_the_operator_sees_people_terms_and_drafts_and_nothing_is_sent(client: Client) -> None:
    a_ticket(GUEST)
    client.force_login(people.operator())
    run_tasks("mail")
    before = len(mail.outbox)
    answer = client.post(reverse("rights:drills"), {"leak": "database"}, follow=True)
    page = answer.content.decode()
    assert GUEST in page and "72 hours" in page and "Notice of a personal data breach" in page
    run_tasks("mail")
    assert len(mail.outbox) == before


def test_the_row_and_the_audit_keep_numbers_only(client: Client) -> None:
    """Threat 6."""
    a_ticket(GUEST)
    client.force_login(people.operator())
    client.post(reverse("rights:drills"), {"leak": "database"}, follow=True)
    entries = Entry.objects.filter(verb__startswith="drill.")
    kept = f"{list(BreachDrill.objects.values())}{list(entries.values())}"
    assert "drill.begun" in kept and "drill.seen" in kept
    assert GUEST not in kept and "gray" not in kept


def test_how_long_it_took_stays_written(client: Client) -> None:
    operator = people.operator()
    client.force_login(operator)
    drill = breach.begin(Leak.DATABASE, by=operator)
    client.post(reverse("rights:drill_end", args=[drill.pk]))
    drill.refresh_from_db()
    ended = drill.ended_at
    assert ended is not None
    client.post(reverse("rights:drill_end", args=[drill.pk]))
    drill.refresh_from_db()
    assert drill.ended_at == ended


def test_a_leak_of_a_place_that_is_none_is_refused(client: Client) -> None:
    client.force_login(people.operator())
    assert client.post(reverse("rights:drills"), {"leak": "moon"}).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        BreachDrill.objects.create(leak="moon", people=0, run_by=people.operator())


def test_where_somebody_lives_is_asked_of_their_newest_request() -> None:
    of_account(people.alice(), "access", place="NZ")
    of_account(people.alice(), "rectify", place="DE")
    assert RightsCase.objects.count() == 2
    drill = breach.begin(Leak.DATABASE, by=people.operator())
    codes = {one.duty.code for one in breach.due_of(drill, [people.alice().email])}
    assert codes == {"house", "eu-authority", "eu-people"}
