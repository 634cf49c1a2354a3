"""The identity ladder: what a request has shown, what is asked next, and what a second step guards (S155)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from desk.accounts.models import User
from desk.accounts.tokens import open_access
from desk.audit.models import Entry
from desk.factors import changing
from desk.factors.changing import Reason
from desk.rights.packs import Right
from desk.rights.personal import authority, collecting, ladder, opening, showing, writing
from desk.rights.personal.authority import NotProved
from desk.rights.personal.models import Package, RightsCase, RightsItem
from tests import people
from tests.build import a_ticket
from tests.desk.factors.people import press_link, signed_in, with_app
from tests.desk.rights.cases import answered, ask, confirmed, decide, link_in_mail, mails_to, of_account, work

pytestmark = pytest.mark.django_db(transaction=True)

Proof, Step, Verdict = RightsCase.Proof, ladder.Step, RightsItem.Verdict
GUARDED = ["access", "portability", "rectify", "remove"]


def by_mail(user: User, *rights: str) -> RightsCase:
    """A request that somebody sent without signing in, with the mailbox of this person."""
    return confirmed(Client(), *rights, email=user.email, right_name="Alice A. Archer")


def page_of(client: Client, case: RightsCase) -> str:
    return reverse("rights:my_case", args=[opening.token_of(case)])


def show(client: Client, case: RightsCase) -> int:
    return client.post(page_of(client, case) + "show/").status_code


def seen_by(agent: User, case: RightsCase) -> str:
    client = Client()
    client.force_login(agent)
    return client.get(case.get_absolute_url()).content.decode()


def test_each_way_to_ask_is_a_rung_of_its_own(alice: User, bob: User, dana: User) -> None:
    phone = with_app(bob)
    ask(signed_in(bob, phone), "access")
    with_second_step = RightsCase.objects.latest("pk")
    cases = [by_mail(alice, "access"), of_account(alice, "access"), with_second_step]
    assert [case.proof for case in cases] == [Proof.MAILBOX, Proof.ACCOUNT, Proof.FACTOR]
    words = ("Confirmed by mail", "Signed in<", "Signed in with a second step")
    for case, word in zip(cases, words, strict=True):
        assert word in seen_by(dana, case)


def test_nothing_is_shown_before_the_mailbox_has_confirmed() -> None:
    ask(Client(), "access")
    assert RightsCase.objects.get().proof == Proof.NONE


def test_the_database_refuses_a_confirmed_request_that_nothing_has_shown(alice: User) -> None:
    case = by_mail(alice, "access")
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsCase.objects.filter(pk=case.pk).update(proof=Proof.NONE)


@pytest.mark.parametrize("is_opened", [True, False])
def test_a_ticket_that_is_a_request_has_shown_what_its_writer_had(dana: User, is_opened: bool) -> None:
    ticket = a_ticket("guest.gray@example.org")
    assert ticket.guest is not None
    if is_opened:
        open_access(ticket.guest)
        ticket.refresh_from_db()
    case = opening.open_from_ticket(ticket, [opening.Ask(Right.ACCESS)], by=dana)
    case.refresh_from_db()
    assert case.proof == (Proof.MAILBOX if is_opened else Proof.NONE)


def test_a_ticket_of_an_account_was_written_signed_in(dana: User) -> None:
    case = opening.open_from_ticket(a_ticket(), [opening.Ask(Right.ACCESS)], by=dana)
    case.refresh_from_db()
    assert case.proof == Proof.ACCOUNT


# --- what is asked next


def test_who_has_an_account_is_asked_to_sign_in_and_who_did_is_asked_nothing(alice: User) -> None:
    assert ladder.next_step(by_mail(alice, "access")) == Step.SIGN_IN
    assert ladder.next_step(of_account(alice, "access")) == Step.NOTHING


def test_who_has_tickets_is_asked_about_them_and_who_has_nothing_for_a_document() -> None:
    ticket = a_ticket("guest.gray@example.org")
    assert ticket.guest is not None
    open_access(ticket.guest)
    assert ladder.next_step(confirmed(Client(), "access", email="guest.gray@example.org")) == Step.TICKET
    assert ladder.next_step(confirmed(Client(), "access")) == Step.DOCUMENT


def test_an_account_with_a_second_step_is_asked_for_it_even_when_it_was_signed_in_before(alice: User) -> None:
    case = of_account(alice, "access")
    with_app(alice)
    assert ladder.next_step(RightsCase.objects.get(pk=case.pk)) == Step.SIGN_IN


def test_who_asks_for_another_has_a_paper_and_no_ladder(alice: User) -> None:
    with_app(alice)
    case = confirmed(Client(), "access", asker="representative", about=alice.email)
    assert ladder.next_step(case) == Step.NOTHING
    assert not ladder.is_guarded(case)


# --- what a second step guards


@pytest.mark.parametrize("right", GUARDED)
def test_a_mailbox_alone_gets_nothing_of_an_account_with_a_second_step(
    alice: User, dana: User, right: str
) -> None:
    with_app(alice)
    case = by_mail(alice, right)
    with pytest.raises(NotProved, match="second-step"):
        decide(case, Verdict.GRANTED, by=dana)
    assert "second step, and this request came without it" in seen_by(dana, case)


@pytest.mark.parametrize("right, purpose", [("restrict", ""), ("object", "public-copy"), ("revoke", "news")])
def test_what_only_protects_needs_no_more_than_the_mailbox(
    alice: User, dana: User, right: str, purpose: str
) -> None:
    with_app(alice)
    case = confirmed(Client(), right, email=alice.email, purposes=[purpose] if purpose else [])
    assert decide(case, Verdict.GRANTED, by=dana).verdict == Verdict.GRANTED


@pytest.mark.parametrize("right", GUARDED)
def test_without_a_second_step_a_mailbox_is_enough_as_before(alice: User, dana: User, right: str) -> None:
    assert decide(by_mail(alice, right), Verdict.GRANTED, by=dana).verdict == Verdict.GRANTED


def test_a_request_with_the_second_step_is_granted(alice: User, dana: User) -> None:
    ask(signed_in(alice, with_app(alice)), "access")
    case = RightsCase.objects.get()
    assert decide(case, Verdict.GRANTED, by=dana).verdict == Verdict.GRANTED


def test_a_second_step_that_is_set_up_meanwhile_stops_what_is_not_done_yet(alice: User, dana: User) -> None:
    item = decide(by_mail(alice, "access"), Verdict.GRANTED, by=dana)
    with_app(alice)
    work()
    item.refresh_from_db()
    assert item.step == RightsItem.Step.WANTED
    with pytest.raises(NotProved):
        authority.require(item.case, Right.ACCESS, now=item.case.received_at)


def test_after_the_operator_removed_it_the_mailbox_is_enough(alice: User, dana: User) -> None:
    with_app(alice)
    case = by_mail(alice, "access")
    changing.remove_all(User.objects.get(pk=alice.pk), Reason.LOST, by=people.operator())
    assert decide(case, Verdict.GRANTED, by=dana).verdict == Verdict.GRANTED


# --- showing it afterwards


def test_alice_signs_in_and_shows_that_the_request_is_hers(alice: User, dana: User) -> None:
    phone = with_app(alice)
    case = by_mail(alice, "access")
    agent = Client()
    agent.force_login(dana)
    agent.post(reverse("rights:sign_in_ask", args=[case.pk]))
    assert case.waits.get().answered_on is None
    client = signed_in(alice, phone)
    assert "This request is mine" in client.get(page_of(client, case)).content.decode()
    assert show(client, case) == 302
    case.refresh_from_db()
    assert (case.proof, case.waits.get().answered_on is None) == (Proof.FACTOR, False)
    assert decide(case, Verdict.GRANTED, by=dana).verdict == Verdict.GRANTED
    assert Entry.objects.get(verb="case.proved").facts == {"proof": "second-step"}


def test_signing_in_without_a_second_step_is_a_rung_too(alice: User) -> None:
    case = by_mail(alice, "access")
    assert show(press_link(alice), case) == 302
    case.refresh_from_db()
    assert case.proof == Proof.ACCOUNT


def test_it_is_shown_once_and_never_lower_than_before(alice: User) -> None:
    phone = with_app(alice)
    case = by_mail(alice, "access")
    client = signed_in(alice, phone)
    assert [show(client, case) for _ in range(2)] == [302, 404]
    with pytest.raises(showing.NotNeeded):
        showing.show(case, Proof.ACCOUNT, by=alice)


@pytest.mark.parametrize("person", ["bob", "charlie", "erin", "dana"])
def test_nobody_else_shows_it_with_the_link_of_alice(
    request: pytest.FixtureRequest, alice: User, person: str
) -> None:
    case = by_mail(alice, "access")
    client = press_link(request.getfixturevalue(person))
    assert show(client, case) == 404
    assert "This request is mine" not in client.get(page_of(client, case)).content.decode()
    case.refresh_from_db()
    assert case.proof == Proof.MAILBOX


def test_half_signed_in_shows_nothing(alice: User) -> None:
    with_app(alice)
    case = by_mail(alice, "access")
    client = press_link(alice)
    assert client.post(page_of(client, case) + "show/").url.startswith("/sign-in/")
    case.refresh_from_db()
    assert case.proof == Proof.MAILBOX


def test_they_are_asked_once_and_only_when_it_shows_something_new(alice: User, dana: User) -> None:
    case = by_mail(alice, "access")
    showing.ask(case, by=dana)
    for useless in (case, of_account(people.bob(), "access"), confirmed(Client(), "access")):
        with pytest.raises(showing.NotNeeded):
            showing.ask(useless, by=dana)


def test_the_question_is_the_same_whether_or_not_there_is_a_second_step(
    alice: User, bob: User, dana: User
) -> None:
    """Who only reads the mailbox does not learn which accounts are locked."""
    with_app(alice)
    letters, pages = [], []
    for person in (alice, bob):
        case = by_mail(person, "access")
        letter = showing.ask(case, by=dana)
        letters.append(writing.text_of(letter).replace(case.number, ""))
        page = Client().get(link_in_mail(person.email)).content.decode()
        pages.append("you can show that it is yours" in page)
    assert letters[0] == letters[1]
    assert pages == [True, True]


# --- the copy itself


def a_package(user: User, case: RightsCase, agent: User) -> str:
    """The path of the mailed link to a finished copy."""
    decide(case, Verdict.GRANTED, by=agent)
    work()
    collecting.approve(Package.objects.get(case=case), by=agent)
    work()
    answered(case, by=agent)
    Client().post(reverse("rights:my_case", args=[opening.token_of(case)]) + "copy/")
    assert mails_to(user.email)
    return link_in_mail(user.email, "/privacy/copy/")


@pytest.mark.slow
@pytest.mark.usefixtures("detector")
def test_the_link_in_the_mailbox_opens_the_copy_only_for_who_is_signed_in(alice: User, dana: User) -> None:
    phone = with_app(alice)
    owner = signed_in(alice, phone)
    ask(owner, "access")
    link = a_package(alice, RightsCase.objects.get(), dana)
    thieves: list[Any] = [Client(), press_link(people.bob())]
    for thief in thieves:
        for answer in (thief.get(link), thief.post(link)):
            assert answer.status_code == 403
    assert owner.get(link).status_code == 200
    assert owner.post(link)["Content-Type"] == "application/zip"
