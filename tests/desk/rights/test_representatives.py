"""Requests about personal data of somebody else: with a power of attorney, or as a parent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.accounts.models import User
from desk.files.models import StoredFile
from desk.files.store import keep_private
from desk.rights.due import tick
from desk.rights.packs import Right
from desk.rights.personal import authority, collecting, replying
from desk.rights.personal.models import CaseReply, Package, RightsCase, RightsItem
from desk.rights.personal.proofs import Authority
from tests.build import a_screenshot, a_ticket
from tests.desk.rights.cases import CHARLIE, answered, confirmed, decide, link_in_mail, mails_to, work

pytestmark = pytest.mark.django_db(transaction=True)

State, Verdict, Step = RightsCase.State, RightsItem.Verdict, RightsItem.Step


def test_a_representative_gets_nothing_without_a_valid_paper(client: Client, dana: User, alice: User) -> None:
    """S156: paper, scope, end, and three days for the person represented to say no."""
    case = confirmed(client, "access", asker="representative", about=alice.email)
    paper = {"accepted": True, "scope": [Right.ACCESS], "by": dana}
    for check, code in (
        (None, "no-paper"),
        ({**paper, "expires_on": date(2026, 1, 1)}, "expired"),
        ({**paper, "scope": [Right.REMOVE], "expires_on": date(2030, 1, 1)}, "out-of-scope"),
        ({**paper, "expires_on": date(2030, 1, 1)}, "not-answered"),
    ):
        if check is not None:
            authority.hand_in(case, a_screenshot("Power of attorney"))
            authority.check(case, **check)  # type: ignore[arg-type]
        with pytest.raises(authority.NotProved, match=code):
            decide(case, Verdict.GRANTED, by=dana)
    client.post(link_in_mail(alice.email, "/privacy/for-me/"), {"say": "no"})
    with pytest.raises(authority.NotProved, match="denied"):
        decide(case, Verdict.GRANTED, by=dana)


def test_a_no_after_the_decision_stops_what_is_not_done_yet(dana: User, alice: User) -> None:
    ticket = a_ticket(alice, subject="The lamp flickers")
    case = represented(dana, alice, Right.REMOVE)
    decide(case, Verdict.GRANTED, by=dana)
    say_no(case)
    work()
    ticket.refresh_from_db()
    assert ticket.subject == "The lamp flickers"
    item = case.items.get()
    assert (item.step, item.problem) == (Step.WANTED, "not-proved")


def test_after_a_no_a_finished_copy_is_not_handed_out(client: Client, dana: User, alice: User) -> None:
    case = represented(dana, alice, Right.ACCESS)
    decide(case, Verdict.GRANTED, by=dana)
    package = Package.objects.create(case=case, state=Package.State.READY, reviewed_by=dana)
    Package.objects.filter(pk=package.pk).update(file=keep_private(b"copy", kind="zip"))
    path = link_in_mail(CHARLIE)
    client.post(path + "copy/")
    link = link_in_mail(CHARLIE, "/privacy/copy/")
    say_no(case)
    assert client.post(link).status_code == 404
    assert client.post(path + "copy/").status_code == 404
    assert "Mail me the link" not in client.get(path).content.decode()


def test_after_a_no_nothing_is_collected(dana: User, alice: User) -> None:
    case = represented(dana, alice, Right.ACCESS)
    decide(case, Verdict.GRANTED, by=dana)
    package = Package.objects.create(case=case)
    say_no(case)
    work()
    package.refresh_from_db()
    assert (package.state, case.items.get().problem) == (Package.State.COLLECTING, "not-proved")
    with pytest.raises(authority.NotProved, match="denied"):
        collecting.collect(package)


def test_after_a_no_the_restriction_stays(client: Client, dana: User, alice: User) -> None:
    ticket = a_ticket(alice)
    case = represented(dana, alice, Right.RESTRICT)
    decide(case, Verdict.GRANTED, by=dana)
    work()
    say_no(case)
    path = link_in_mail(CHARLIE)
    assert "Work with my tickets again" not in client.get(path).content.decode()
    assert client.post(path + "lift/").status_code == 404
    ticket.refresh_from_db()
    assert ticket.restricted_at is not None


def test_a_no_counts_after_the_case_is_closed(client: Client, dana: User, alice: User) -> None:
    case = represented(dana, alice, Right.ACCESS)
    link = link_in_mail(alice.email, "/privacy/for-me/")
    decide(case, Verdict.NOT_FOUND, by=dana)
    replying.reply(answered(case, by=dana), CaseReply.Kind.AGREES, "")
    client.post(link, {"say": "no"})
    assert Authority.objects.get().answer == Authority.Answer.DENIED


def test_no_paper_is_accepted_that_was_never_handed_in(client: Client, dana: User) -> None:
    case = confirmed(client, "access", asker="parent")
    agent = Client()
    agent.force_login(dana)
    response = agent.post(reverse("rights:case_check", args=[case.pk]), {"accepted": "yes"})
    assert response.status_code == 409
    assert "not handed in a paper yet" in response.content.decode()
    with pytest.raises(authority.NotProved, match="no-paper"):
        decide(case, Verdict.GRANTED, by=dana)


def test_whom_a_parent_names_by_a_mailbox_is_written_to_and_has_to_say_yes(
    client: Client, dana: User, alice: User
) -> None:
    case = confirmed(client, "access", asker="parent", about=alice.email)
    authority.hand_in(case, a_screenshot("Birth certificate"))
    authority.check(case, accepted=True, scope=[], expires_on=None, by=dana)
    Authority.objects.update(told_at=timezone.now() - timedelta(days=30))
    with pytest.raises(authority.NotProved, match="not-confirmed"):
        decide(case, Verdict.GRANTED, by=dana)
    client.post(link_in_mail(alice.email, "/privacy/for-me/"), {"say": "yes"})
    decide(case, Verdict.GRANTED, by=dana)


def test_who_has_not_proved_that_they_may_ask_sees_and_writes_nothing_beside_tickets(
    client: Client, dana: User, alice: User
) -> None:
    ticket = a_ticket(alice)
    case = confirmed(client, "rectify", asker="representative", about=alice.email, place="NZ")
    decide(case, Verdict.REFUSED, by=dana, ground="ThirdPartyRightsImpaired")
    path = link_in_mail(CHARLIE)
    assert ticket.reference not in client.get(path).content.decode()
    sent = {"item": case.items.get().pk, "ticket": ticket.pk, "words": "I am her lawyer."}
    assert client.post(path + "statement/", sent).status_code == 404
    with pytest.raises(ValueError, match="no-statement-here"):
        replying.state_correction(case.items.get(), ticket, "I am her lawyer.")


def test_a_denial_cannot_be_turned_into_a_confirmation(client: Client, alice: User) -> None:
    confirmed(client, "access", asker="representative", about=alice.email)
    link = link_in_mail(alice.email, "/privacy/for-me/")
    client.post(link, {"say": "no"})
    client.post(link, {"say": "yes"})
    assert Authority.objects.get().answer == Authority.Answer.DENIED


def test_the_person_represented_is_written_to_whether_we_know_them_or_not(
    client: Client, alice: User
) -> None:
    for about in (alice.email, "nobody.known@example.org"):
        confirmed(client, "access", asker="representative", about=about)
    one, other = mails_to(alice.email), mails_to("nobody.known@example.org")
    assert len(one) == len(other) == 1
    assert len(one[0].split()) == len(other[0].split())


def test_a_paper_is_destroyed_a_day_after_the_answer(client: Client, dana: User, alice: User) -> None:
    """S155."""
    case = confirmed(client, "access", asker="parent", about="")
    authority.hand_in(case, a_screenshot("Birth certificate"))
    authority.check(case, accepted=False, scope=[], expires_on=None, by=dana)
    decide(case, Verdict.NOT_VERIFIED, by=dana)
    answered(case, by=dana)
    file = StoredFile.objects.get(kind="png")
    tick(timezone.now() + timedelta(hours=23))
    file.refresh_from_db()
    assert file.destroyed_at is None
    tick(timezone.now() + timedelta(hours=25))
    file.refresh_from_db()
    assert file.destroyed_at is not None
    assert Authority.objects.get().result == Authority.Result.REJECTED


def test_a_representative_is_not_tied_to_the_account_of_whom_they_ask_for(
    client: Client, alice: User, charlie: User
) -> None:
    case = confirmed(client, "access", email=charlie.email, asker="representative", about=alice.email)
    assert case.person is None
    assert not RightsCase.objects.of_person(alice).exists()


def represented(dana: User, alice: User, *rights: Right, **fields: str) -> RightsCase:
    """Charlie asks for Alice with a good power of attorney; she was written to four days ago."""
    case = confirmed(Client(), *rights, asker="representative", about=alice.email, **fields)
    authority.hand_in(case, a_screenshot("Power of attorney"))
    authority.check(case, accepted=True, scope=rights, expires_on=date(2030, 1, 1), by=dana)
    Authority.objects.filter(case=case).update(told_at=timezone.now() - timedelta(days=4))
    return case


def say_no(case: RightsCase) -> None:
    authority.answer(Authority.objects.get(case=case), Authority.Answer.DENIED)
