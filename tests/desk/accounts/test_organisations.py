"""Organisations: made, named and ended by the operator; members come in by their own press, and leave."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk.accounts.due import tick
from desk.accounts.models import Invitation, Membership, Organisation, User
from desk.accounts.organisations import members
from desk.accounts.organisations.founding import NameIsTaken, end_organisation, found, rename
from desk.accounts.organisations.links import invitation_path
from desk.accounts.organisations.members import INVITED_FOR, LastAdministrator
from desk.accounts.personal_data import Accounts, Person
from desk.audit.models import Entry
from desk.files.models import Tombstone
from desk.files.tombstones import bury
from desk.mail.mailbox import address_key
from desk.mail.models import OutgoingMail
from desk.rights.retention.replay import replay
from desk.tickets.dictionary import needles_of
from desk.tickets.models import Ticket
from tests import people
from tests.build import a_ticket
from tests.journeys.browser import link_in_last_mail
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)
ROBIN = "robin.reed@example.org"  # has no account


@pytest.fixture
def as_erin(erin: User) -> Client:
    client = Client()
    client.force_login(erin)
    return client


@pytest.fixture
def as_operator() -> Client:
    client = Client()
    client.force_login(people.operator())
    return client


def invite(client: Client, email: str = ROBIN) -> int:
    """Send the form; the status of the answer."""
    return client.post(reverse("accounts:invite", args=[people.birch().pk]), {"email": email}).status_code


def mailed_link(email: str = ROBIN) -> str:
    run_tasks("mail")
    return link_in_last_mail(email, "/invitation/")


def change(client: Client, who: User, what: str) -> int:
    path = reverse("accounts:change_member", args=[who.memberships.get().pk])
    return client.post(path, {"change": what}).status_code


def belongs(email: str) -> bool:
    return Membership.objects.filter(user__email=email, organisation=people.birch()).exists()


# The operator


def test_the_operator_makes_one_and_its_first_administrator_comes_by_mail(as_operator: Client) -> None:
    as_operator.post(reverse("accounts:organisations"), {"name": "Cedar Works"})
    cedar = Organisation.objects.get(name="Cedar Works")
    as_operator.post(reverse("accounts:invite", args=[cedar.pk]), {"email": ROBIN})
    Client().post(mailed_link(), {"answer": "yes"})
    membership = Membership.objects.get(organisation=cedar, user__email=ROBIN)
    as_operator.post(reverse("accounts:change_role", args=[membership.pk]), {"role": "admin"})
    robin = Client()
    robin.force_login(User.objects.get(email=ROBIN))
    assert robin.get(reverse("accounts:organisation", args=[cedar.pk])).status_code == 200


def test_two_have_never_the_same_name(as_operator: Client) -> None:
    people.birch()
    response = as_operator.post(reverse("accounts:organisations"), {"name": people.ORGANISATION})
    assert response.status_code == 422
    assert "of this name already" in response.content.decode()


def test_a_name_that_ended_may_be_used_again() -> None:
    end_organisation(people.birch(), by=people.operator())
    assert found(people.ORGANISATION, by=people.operator()).memberships.count() == 0


def test_renaming_to_a_taken_name_changes_nothing(as_operator: Client) -> None:
    cedar = found("Cedar Works", by=people.operator())
    path = reverse("accounts:rename_organisation", args=[cedar.pk])
    assert people.birch() and as_operator.post(path, {"name": people.ORGANISATION}).status_code == 422
    with pytest.raises(NameIsTaken):
        rename(cedar, people.ORGANISATION, by=people.operator())
    assert Organisation.objects.get(pk=cedar.pk).name == "Cedar Works"


def test_the_name_before_is_still_hidden_in_its_tickets(alice: User) -> None:
    ticket = a_ticket(alice)
    rename(people.birch(), "Birch Optics", by=people.operator())
    hidden = {needle.value for needle in needles_of(Ticket.objects.get(pk=ticket.pk))}
    assert {people.ORGANISATION, "Birch Optics"} <= hidden


def test_one_that_ended_has_no_members_and_its_name_is_still_hidden(alice: User, as_erin: Client) -> None:
    ticket = a_ticket(alice)
    end_organisation(people.birch(), by=people.operator())
    assert as_erin.get(reverse("tickets:my")).context["colleagues"].exists() is False
    assert a_ticket(alice).organisation is None
    hidden = {needle.value for needle in needles_of(Ticket.objects.get(pk=ticket.pk))}
    assert people.ORGANISATION in hidden


def test_nobody_comes_into_one_that_has_ended(as_erin: Client) -> None:
    invite(as_erin)
    link = mailed_link()
    end_organisation(people.birch(), by=people.operator())
    assert Client().post(link, {"answer": "yes"}).status_code == 404
    assert not User.objects.filter(email=ROBIN).exists()


# Inviting


def test_nobody_becomes_a_member_without_pressing_the_link_in_their_own_mailbox(as_erin: Client) -> None:
    """Threat 23."""
    charlie = people.charlie()
    invite(as_erin, charlie.email)
    link = mailed_link(charlie.email)
    assert Client().get(link).status_code == 200  # a mail scanner follows it
    assert not belongs(charlie.email)
    assert Client().post(link, {"answer": "yes"}).status_code == 200
    assert belongs(charlie.email)


def test_the_page_says_first_what_administrators_will_see(as_erin: Client) -> None:
    invite(as_erin)
    words = Client().get(mailed_link()).content.decode()
    assert people.ORGANISATION in words
    assert "nothing of what you ask about your own data" in words


def test_coming_in_signs_nobody_in(as_erin: Client) -> None:
    invite(as_erin)
    guest = Client()
    guest.post(mailed_link(), {"answer": "yes"})
    assert guest.get(reverse("tickets:my")).status_code == 302


def test_the_link_works_once(as_erin: Client) -> None:
    invite(as_erin)
    link = mailed_link()
    assert [Client().post(link, {"answer": "yes"}).status_code for _ in range(2)] == [200, 404]


def test_a_no_deletes_the_address(as_erin: Client) -> None:
    invite(as_erin)
    assert Client().post(mailed_link(), {"answer": "no"}).status_code == 200
    assert not Invitation.objects.exists()
    assert not User.objects.filter(email=ROBIN).exists()


def test_a_link_with_another_number_or_another_token_opens_nothing(as_erin: Client) -> None:
    for email in (ROBIN, "kim.kerr@example.org"):
        invite(as_erin, email)
    first, second = (invitation_path(one).split("/") for one in Invitation.objects.order_by("pk"))
    for pk, token in ((first[2], second[3]), (first[2], "x" + first[3][1:])):
        assert Client().get(f"/invitation/{pk}/{token}/").status_code == 404


def test_the_answer_is_the_same_for_an_address_with_and_without_an_account(as_erin: Client) -> None:
    people.charlie()
    invite(as_erin, "kim.kerr@example.org")  # the first of all begins the counters of the limits
    seen = []
    for email in (ROBIN, "charlie.cole@example.org"):
        path = reverse("accounts:invite", args=[people.birch().pk])
        with CaptureQueriesContext(connection) as asked:
            response = as_erin.post(path, {"email": email})
        seen.append((response.status_code, response["Location"], len(asked)))
        members.take_back(Invitation.objects.get(email=email), by=people.erin())
    assert seen[0] == seen[1]


def test_an_invitation_ends_after_fourteen_days_and_the_address_goes(as_erin: Client) -> None:
    invite(as_erin)
    link, now = mailed_link(), timezone.now()
    tick(now + INVITED_FOR - timedelta(minutes=1))
    assert Invitation.objects.exists()
    Invitation.objects.update(invited_at=now - INVITED_FOR)
    assert Client().post(link, {"answer": "yes"}).status_code == 404
    tick(now)
    assert not Invitation.objects.exists()


def test_one_that_is_taken_back_opens_nothing_and_is_not_mailed(as_erin: Client) -> None:
    invite(as_erin)
    path = invitation_path(Invitation.objects.get())
    as_erin.post(reverse("accounts:take_back", args=[Invitation.objects.get().pk]))
    run_tasks("mail")
    assert Client().get(path).status_code == 404
    assert mail.outbox == []
    assert OutgoingMail.objects.get().to == ""


def test_erin_cannot_take_back_what_another_organisation_asked(as_erin: Client) -> None:
    cedar = found("Cedar Works", by=people.operator())
    theirs = members.invite(cedar, ROBIN, by=people.operator())
    assert as_erin.post(reverse("accounts:take_back", args=[theirs.pk])).status_code == 404
    assert Invitation.objects.filter(pk=theirs.pk).exists()


def test_the_link_is_never_in_the_database(as_erin: Client) -> None:
    invite(as_erin)
    assert OutgoingMail.objects.get().text == ""
    mailed_link()
    assert OutgoingMail.objects.get().text == ""


def test_a_member_is_not_invited_again(as_erin: Client, alice: User) -> None:
    assert invite(as_erin, alice.email) == 422
    assert not Invitation.objects.exists()


def test_a_newer_invitation_ends_the_link_of_the_older(as_erin: Client) -> None:
    invite(as_erin)
    older = mailed_link()
    invite(as_erin)
    assert Client().get(older).status_code == 404
    assert Client().get(mailed_link()).status_code == 200


def test_one_address_is_not_flooded(as_erin: Client) -> None:
    assert [invite(as_erin) for _ in range(6)] == [302] * 5 + [429]


def test_unanswered_invitations_have_an_end(as_erin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MOST_OPEN", 1)
    assert [invite(as_erin, f"guest{number}@example.org") for number in range(2)] == [302, 422]


def test_a_deactivated_account_is_asked_to_come_back_first(as_erin: Client) -> None:
    charlie = people.charlie()
    invite(as_erin, charlie.email)
    link = mailed_link(charlie.email)
    User.objects.filter(pk=charlie.pk).update(is_active=False, deactivated_at=timezone.now())
    assert Client().post(link, {"answer": "yes"}).status_code == 404
    assert not belongs(charlie.email)
    User.objects.filter(pk=charlie.pk).update(is_active=True, deactivated_at=None)
    assert Client().post(link, {"answer": "yes"}).status_code == 200


# Administrators


def test_erin_sees_who_belongs_to_it_and_who_was_asked(as_erin: Client, alice: User) -> None:
    invite(as_erin)
    words = as_erin.get(reverse("accounts:organisation", args=[people.birch().pk])).content.decode()
    assert alice.email in words
    assert ROBIN in words


def test_a_suspended_member_opens_tickets_of_their_own_until_it_ends(as_erin: Client, alice: User) -> None:
    before = a_ticket(alice)
    assert change(as_erin, alice, "suspend") == 302
    meanwhile = a_ticket(alice)
    change(as_erin, alice, "resume")
    after = a_ticket(alice)
    birch = people.birch()
    assert [one.organisation for one in (before, meanwhile, after)] == [birch, None, birch]


def test_a_suspended_administrator_sees_and_changes_nothing(as_erin: Client, alice: User, bob: User) -> None:
    a_ticket(alice)
    members.set_role(bob.memberships.get(), Membership.Role.ADMIN, by=people.operator())
    members.suspend(people.erin().memberships.get(), by=people.operator())
    assert as_erin.get(reverse("accounts:organisation", args=[people.birch().pk])).status_code == 404
    assert as_erin.get(reverse("tickets:my")).context["colleagues"].exists() is False
    assert change(as_erin, alice, "end") == 404


def test_erin_takes_alice_out_and_goes_on_seeing_that_her_ticket_exists(as_erin: Client, alice: User) -> None:
    ticket = a_ticket(alice, subject="The export stops")
    assert change(as_erin, alice, "end") == 302
    assert not belongs(alice.email)
    page = as_erin.get(reverse("tickets:my")).content.decode()
    assert ticket.reference in page
    assert "The export stops" not in page
    assert User.objects.get(pk=alice.pk).is_active


def test_administrators_do_not_change_one_another(as_erin: Client, bob: User) -> None:
    members.set_role(bob.memberships.get(), Membership.Role.ADMIN, by=people.operator())
    assert change(as_erin, bob, "end") == 404
    assert belongs(bob.email)


def test_erin_makes_nobody_an_administrator(as_erin: Client, alice: User) -> None:
    path = reverse("accounts:change_role", args=[alice.memberships.get().pk])
    assert as_erin.post(path, {"role": "admin"}).status_code == 403
    assert alice.memberships.get().role == Membership.Role.MEMBER


def test_erin_changes_nobody_of_another_organisation(as_erin: Client) -> None:
    cedar, charlie = found("Cedar Works", by=people.operator()), people.charlie()
    Membership.objects.create(user=charlie, organisation=cedar)
    assert change(as_erin, charlie, "end") == 404
    assert charlie.memberships.exists()


@pytest.mark.parametrize("change", ["suspend", "end"])
def test_the_last_administrator_stays(as_operator: Client, change: str) -> None:
    erin = people.erin()
    path = reverse("accounts:change_member", args=[erin.memberships.get().pk])
    response = as_operator.post(path, {"change": change}, follow=True)
    assert "Nobody else administers" in response.content.decode()
    assert erin.memberships.get().suspended_at is None


def test_the_last_administrator_stays_one(as_operator: Client) -> None:
    erin = people.erin()
    as_operator.post(reverse("accounts:change_role", args=[erin.memberships.get().pk]), {"role": "member"})
    assert erin.memberships.get().role == Membership.Role.ADMIN


def test_one_who_is_suspended_or_deactivated_does_not_count_as_another(bob: User) -> None:
    erin = people.erin()
    members.set_role(bob.memberships.get(), Membership.Role.ADMIN, by=people.operator())
    User.objects.filter(pk=bob.pk).update(is_active=False, deactivated_at=timezone.now())
    with pytest.raises(LastAdministrator):
        members.end(erin.memberships.get(), by=people.operator())


# Everybody


def test_alice_sees_where_she_belongs_and_who_administers_it(client: Client, alice: User) -> None:
    erin = people.erin()
    client.force_login(alice)
    words = client.get(reverse("accounts:my_organisations")).content.decode()
    assert people.ORGANISATION in words
    assert erin.name in words
    assert "nothing of what you ask about your own data" in words


def test_alice_leaves_and_keeps_account_and_tickets(client: Client, alice: User) -> None:
    ticket = a_ticket(alice)
    client.force_login(alice)
    client.post(reverse("accounts:leave", args=[alice.memberships.get().pk]))
    assert not belongs(alice.email)
    assert client.get(reverse("tickets:my_ticket", args=[ticket.pk])).status_code == 200
    assert Entry.objects.filter(verb="member.left", actor=f"user:{alice.pk}").exists()


def test_bob_cannot_leave_for_alice(client: Client, alice: User, bob: User) -> None:
    client.force_login(bob)
    assert client.post(reverse("accounts:leave", args=[alice.memberships.get().pk])).status_code == 404
    assert belongs(alice.email)


def test_the_last_administrator_is_told_why_they_cannot_leave(as_erin: Client, erin: User) -> None:
    response = as_erin.post(reverse("accounts:leave", args=[erin.memberships.get().pk]))
    assert response.status_code == 409
    assert "You have not left" in response.content.decode()
    assert belongs(erin.email)


def test_no_address_and_no_name_is_in_the_audit(as_erin: Client, as_operator: Client) -> None:
    invite(as_erin)
    as_operator.post(
        reverse("accounts:rename_organisation", args=[people.birch().pk]), {"name": "Birch Optics"}
    )
    Client().post(mailed_link(), {"answer": "yes"})
    written = str(list(Entry.objects.values_list("actor", "verb", "subject", "facts")))
    assert "member.joined" in written and "organisation.renamed" in written
    assert not any(value in written for value in (ROBIN, "Birch", "Optics"))


# Personal data


def test_the_invited_learn_who_told_us_their_address() -> None:
    members.invite(people.birch(), ROBIN, by=people.erin())
    (record,) = Accounts().export(Person((ROBIN,)))
    assert record.title == "Invitation"
    assert people.ORGANISATION in record.text


def test_erasing_forgets_the_invitation() -> None:
    members.invite(people.birch(), ROBIN, by=people.erin())
    assert Accounts().erase(Person((ROBIN,))) == 1
    assert not Invitation.objects.exists()


def test_an_invitation_that_a_backup_brings_back_is_forgotten_again() -> None:
    bury("account", address_key(ROBIN))
    members.invite(people.birch(), ROBIN, by=people.erin())
    Tombstone.objects.all().delete()  # the database of before the erasure
    replay()
    assert not Invitation.objects.exists()


def test_the_database_keeps_one_invitation_per_address() -> None:
    Invitation.objects.create(organisation=people.birch(), email=ROBIN)
    with pytest.raises(IntegrityError):
        Invitation.objects.create(organisation=people.birch(), email=ROBIN)
