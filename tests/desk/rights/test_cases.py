"""Requests about personal data: opened, decided, carried out, answered (S150 to S174)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk.accounts.models import User
from desk.audit.models import Entry
from desk.files.models import StoredFile
from desk.files.sealing import CannotOpen
from desk.publishing.due import sweep
from desk.publishing.models import Publication
from desk.rights.clocks import NotExtendable, TooLate
from desk.rights.consent.ledger import allows, say
from desk.rights.consent.models import ConsentEvent
from desk.rights.due import tick
from desk.rights.personal import authority, carrying, deciding, opening, replying, running, writing
from desk.rights.personal.models import CaseReply, Clock, Correction, RightsCase, RightsItem, Wait
from desk.rights.personal.proofs import Authority
from desk.rights.personal.told import told_of
from desk.states import BadMove, Overtaken
from desk.tickets.models import Message, Ticket
from desk.tickets.personal_data import REMOVED
from tests import people
from tests.build import a_screenshot, a_ticket
from tests.desk.rights.cases import (
    CHARLIE,
    answered,
    ask,
    confirmed,
    decide,
    link_in_mail,
    mails_to,
    of_account,
    work,
)
from tests.desk.rights.posts import a_post
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)

State, Verdict, Step = RightsCase.State, RightsItem.Verdict, RightsItem.Step


def test_nothing_happens_before_the_mailbox_has_confirmed(client: Client, dana: User) -> None:
    assert ask(client, "access").status_code == 302
    case = RightsCase.objects.get()
    assert case.state == State.UNCONFIRMED
    assert not case.clocks.exists()
    assert not RightsCase.objects.decidable_by(dana).exists()


def test_the_answer_is_the_same_for_an_address_we_know_and_one_we_do_not(client: Client, alice: User) -> None:
    a_ticket(alice)
    known = ask(client, "access", email=alice.email)
    unknown = ask(client, "access", email="nobody.known@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    run_tasks("mail")
    bodies = [str(message.body) for message in mail.outbox if "/privacy/case/" in str(message.body)]
    shapes = {len(body.split()) for body in bodies}
    assert (len(bodies), len(shapes)) == (2, 1)


def test_opening_a_link_changes_nothing_until_the_button_is_pressed(client: Client) -> None:
    ask(client, "access")
    link = link_in_mail(CHARLIE)
    assert "press the button" in client.get(link).content.decode()
    assert RightsCase.objects.get().state == State.UNCONFIRMED
    client.post(link)
    assert RightsCase.objects.get().state == State.OPEN


def test_a_request_nobody_confirms_is_forgotten_after_seven_days(client: Client) -> None:
    ask(client, "access", words="my ticket about the export")
    tick(timezone.now() + timedelta(days=8))
    case = RightsCase.objects.get()
    assert (case.state, bytes(case.sealed)) == (State.EXPIRED, b"")
    with pytest.raises(CannotOpen):
        told_of(case)


def test_all_clocks_run_from_receipt_and_the_earliest_is_shown(client: Client) -> None:
    """S161: house 20 days, GDPR one month."""
    case = confirmed(client, "access", "restrict")
    today = timezone.now().date()
    assert {clock.pack for clock in case.clocks.all()} == {"house", "house-5", "eu"}
    assert case.due_on == today + timedelta(days=5)
    page = client.get(link_in_mail(CHARLIE)).content.decode()
    assert f"{case.due_on.day} {case.due_on:%B %Y}" in page


def test_a_day_that_was_told_does_not_move_when_the_calendar_is_corrected(client: Client) -> None:
    case = confirmed(client, "access", place="MX")
    before = Clock.objects.get(case=case, pack="mx").due_on
    case.calendars[0]["holidays"].append((timezone.now().date() + timedelta(days=1)).isoformat())
    RightsCase.objects.filter(pk=case.pk).update(packs_version="another")
    running.reckon(RightsCase.objects.get(), today=timezone.now().date())
    assert Clock.objects.get(case=case, pack="mx").due_on == before


def test_a_question_is_a_pause_that_shows_and_does_not_stop_our_own_clock(client: Client, dana: User) -> None:
    case = confirmed(client, "access")
    ours, law = (Clock.objects.get(case=case, pack=code).due_on for code in ("house", "eu"))
    writing.ask_question(case, "Which ticket do you mean?", reason=Wait.Reason.WORDS, by=dana)
    running.reckon(case, today=timezone.now().date() + timedelta(days=10))
    assert Clock.objects.get(case=case, pack="house").due_on == ours
    assert Clock.objects.get(case=case, pack="eu").due_on > law
    client.post(link_in_mail(CHARLIE) + "reply/", {"kind": "answer", "words": "The one about the export."})
    assert Wait.objects.get().answered_on == timezone.now().date()


def test_more_time_is_told_and_only_in_time(client: Client, dana: User) -> None:
    case = confirmed(client, "access")
    before = Clock.objects.get(case=case, pack="eu").due_on
    Clock.objects.filter(pack="eu").update(started_on=date(2026, 1, 31))
    with pytest.raises(TooLate):
        writing.tell_extension(case, "It is a lot.", by=dana)
    Clock.objects.filter(pack="eu").update(started_on=timezone.now().date())
    writing.tell_extension(case, "It is a lot.", by=dana)
    assert Clock.objects.get(case=case, pack="eu").due_on > before
    assert case.letters.get().kind == "extension"


def test_our_own_promise_has_no_more_time(client: Client, dana: User) -> None:
    case = confirmed(client, "access", place="US")
    with pytest.raises(NotExtendable):
        writing.tell_extension(case, "It is a lot.", by=dana)


def test_a_refusal_needs_a_ground_of_the_law_that_applies(client: Client, dana: User) -> None:
    """S167."""
    case = confirmed(client, "remove")
    for ground in ("", "ProcessFrivolous", "Whatever"):
        with pytest.raises(deciding.NotDecidable, match="no-such-ground"):
            decide(case, Verdict.REFUSED, by=dana, ground=ground)
    assert decide(case, Verdict.REFUSED, by=dana, ground="LegalObligationImpaired").says_no


def test_the_database_knows_no_refusal_without_a_ground(client: Client, dana: User) -> None:
    case = confirmed(client, "remove")
    with pytest.raises(IntegrityError), transaction.atomic():
        case.items.update(verdict="refused", decided_by=dana, decided_at=timezone.now())


def test_taking_back_a_consent_works_from_the_same_minute_and_cannot_be_refused(
    client: Client, dana: User
) -> None:
    """S170."""
    say(CHARLIE, "news", ConsentEvent.Word.GIVEN, channel=ConsentEvent.Channel.PAGE)
    assert allows(CHARLIE, "news")
    case = confirmed(client, "revoke", purposes=["news"])
    assert not allows(CHARLIE, "news")
    with pytest.raises(deciding.NotDecidable, match="absolute"):
        decide(case, Verdict.REFUSED, by=dana, ground="LegalObligationImpaired")


def test_objecting_to_one_use_leaves_the_others(alice: User, dana: User) -> None:
    """S002: the copy goes, support stays."""
    ticket = a_ticket(alice)
    case = of_account(alice, "object", purposes=["public-copy"])
    decide(case, Verdict.GRANTED, by=dana)
    work()
    assert not allows(alice.email, "public-copy")
    assert allows(alice.email, "support")
    assert not Ticket.objects.get(pk=ticket.pk).may_be_published


def test_a_granted_part_is_done_while_another_is_refused(alice: User, dana: User) -> None:
    """S169."""
    case = of_account(alice, "rectify", "remove", right_name="Alice Archer-Ames")
    decide(case, Verdict.REFUSED, by=dana, right="remove", ground="LegalObligationImpaired")
    decide(case, Verdict.GRANTED, by=dana, right="rectify")
    work()
    assert User.objects.get(pk=alice.pk).name == "Alice Archer-Ames"
    assert case.items.get(right="rectify").step == Step.DONE


def test_what_is_deleted_is_gone_from_rows_and_files(alice: User, dana: User) -> None:
    """S152."""
    from desk.tickets.receive import Upload

    ticket = a_ticket(alice, uploads=[Upload("alice.png", a_screenshot("Alice Archer"))])
    case = of_account(alice, "remove")
    decide(case, Verdict.GRANTED, by=dana)
    work()
    assert case.items.get().step == Step.DONE
    ticket.refresh_from_db()
    assert ticket.subject == REMOVED
    assert {message.text for message in Message.objects.filter(ticket=ticket)} == {REMOVED}
    assert all(file.destroyed_at for file in StoredFile.objects.filter(attachments__isnull=False))
    gone = User.objects.get(pk=alice.pk)
    assert (gone.name, gone.is_active, "alice" in gone.email) == ("", False, False)


def test_deleting_a_part_leaves_the_rest(alice: User, dana: User) -> None:
    ticket = a_ticket(alice)
    case = of_account(alice, "remove")
    decide(case, Verdict.PARTLY, by=dana, ground="LegalObligationImpaired", holders=["tickets"])
    work()
    ticket.refresh_from_db()
    assert (ticket.subject, User.objects.get(pk=alice.pk).is_active) == (REMOVED, True)
    assert case.items.get().step == Step.DONE


def test_a_public_copy_stands_in_the_way_and_says_so(alice: User, dana: User) -> None:
    a_post(by=dana)  # of a ticket of Alice
    case = of_account(alice, "remove")
    decide(case, Verdict.GRANTED, by=dana)
    work()
    assert (case.items.get().step, case.items.get().problem) == (Step.WANTED, "public-copy")
    with pytest.raises(writing.NotFinished):
        writing.send_answer(case, words="", by=dana)


def test_a_restricted_ticket_is_found_by_no_agent_and_its_post_is_hidden(alice: User, dana: User) -> None:
    """S172."""
    from desk.publishing.review import start_review

    ticket = a_ticket(alice)
    publication = start_review(ticket, by=dana)
    case = of_account(alice, "restrict")
    decide(case, Verdict.GRANTED, by=dana)
    work()
    assert not Ticket.objects.visible_to(dana).exists()
    assert not Publication.objects.reviewable_by(dana).exists()
    assert publication.holds.filter(code="restricted").exists()
    agent = Client()
    agent.force_login(dana)
    assert agent.get(f"/desk/tickets/{ticket.pk}/").status_code == 404
    assert Ticket.objects.visible_to(alice).get() == ticket


def test_the_answer_is_told_by_mail_and_is_not_in_it(client: Client, dana: User) -> None:
    """S162, S168: nothing about the case stands in the mail, the letter is behind the link."""
    case = confirmed(client, "access")
    decide(case, Verdict.NOT_FOUND, by=dana)
    answered(case, by=dana)
    body = mails_to(CHARLIE)[-1]
    assert "found nothing" not in body
    page = client.get(link_in_mail(CHARLIE)).content.decode()
    assert "found nothing" in page and "data protection authority" in page


def test_the_time_to_reply_runs_from_delivery(client: Client, dana: User) -> None:
    """S163: 20 business days; before the mail has left there is no end."""
    case = confirmed(client, "access")
    decide(case, Verdict.NOT_FOUND, by=dana)
    writing.send_answer(case, words="", by=dana)
    tick(timezone.now())
    assert RightsCase.objects.get().reply_until is None
    run_tasks("mail")
    tick(timezone.now())
    until = RightsCase.objects.get().reply_until
    assert until is not None and until >= timezone.now().date() + timedelta(days=27)


def test_silence_closes_the_case_after_a_reminder_and_a_late_word_reopens_it(
    client: Client, dana: User
) -> None:
    """S165."""
    case = confirmed(client, "access")
    decide(case, Verdict.NOT_FOUND, by=dana)
    answered(case, by=dana)
    link = link_in_mail(CHARLIE)
    assert case.reply_until is not None
    tick(timezone.now() + timedelta(days=27))
    assert "may tell us what you think of it" in mails_to(CHARLIE)[-1]
    tick(timezone.now() + timedelta(days=60))
    case.refresh_from_db()
    assert (case.state, case.close_reason) == (State.CLOSED, "no-reply")
    client.post(link + "reply/", {"kind": "disagrees", "words": "I did write to you."})
    case.refresh_from_db()
    assert (case.state, case.is_appealed) == (State.OPEN, True)
    assert case.due_on is not None


def test_an_appeal_is_decided_by_somebody_else(client: Client, dana: User) -> None:
    """S173."""
    case = confirmed(client, "access")
    decide(case, Verdict.NOT_FOUND, by=dana)
    answered(case, by=dana)
    replying.reply(case, CaseReply.Kind.DISAGREES, "Look again.")
    case.refresh_from_db()
    with pytest.raises(deciding.NotDecidable, match="same-reviewer"):
        decide(case, Verdict.NOT_FOUND, by=dana)
    item = case.items.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsItem.objects.filter(pk=item.pk).update(
            verdict="granted", decided_by=dana, decided_at=timezone.now()
        )
    assert decide(case, Verdict.NOT_FOUND, by=people.operator()).decided_by == people.operator()


def test_a_letter_on_paper_counts_from_the_day_it_is_posted(client: Client, dana: User) -> None:
    """S159."""
    case = confirmed(client, "access", channel="post", postal="1 Birch Lane\nExampleton")
    decide(case, Verdict.NOT_FOUND, by=dana)
    writing.send_answer(case, words="", by=dana)
    tick(timezone.now() + timedelta(days=90))
    case.refresh_from_db()
    assert (case.state, case.reply_until) == (State.ANSWERED, None)
    agent = Client()
    agent.force_login(dana)
    letter = case.letters.get()
    assert "1 Birch Lane" in agent.get(f"/desk/requests/letter/{letter.pk}/").content.decode()
    agent.post(f"/desk/requests/letter/{letter.pk}/posted/", {"on": "2026-11-30", "tracking": "RR-1"})
    case.refresh_from_db()
    assert case.reply_until is not None
    assert not any("found nothing" in body for body in mails_to(CHARLIE))


def test_escalations_are_told_once_each(client: Client, dana: User) -> None:
    confirmed(client, "access")
    before = len(mails_to(dana.email))
    for days in (11, 11, 17, 17, 20, 20, 30):
        tick(timezone.now() + timedelta(days=days))
    subjects = mails_to(dana.email)[before:]
    assert len(subjects) == 3
    assert "Half of the time" in subjects[0] and "is over today" in subjects[2]


def test_a_closed_case_forgets_words_and_letters(client: Client, dana: User) -> None:
    case = confirmed(client, "access", words="about my export")
    decide(case, Verdict.NOT_FOUND, by=dana)
    answered(case, by=dana)
    replying.reply(case, CaseReply.Kind.AGREES, "Thank you.")
    tick(timezone.now() + timedelta(days=91))
    case.refresh_from_db()
    with pytest.raises(CannotOpen):
        told_of(case)
    assert all(file.destroyed_at for file in StoredFile.objects.filter(kind="text"))
    assert client.get(link_in_mail(CHARLIE)).status_code == 404


def test_a_statement_stands_beside_what_was_not_corrected(alice: User, dana: User) -> None:
    """S151: in New Zealand; in Germany there is none."""
    ticket = a_ticket(alice)
    case = of_account(alice, "rectify", place="NZ")
    decide(case, Verdict.REFUSED, by=dana, ground="ThirdPartyRightsImpaired")
    answered(case, by=dana)
    link = link_in_mail(alice.email)
    item = case.items.get()
    Client().post(link + "statement/", {"item": item.pk, "ticket": ticket.pk, "words": "It was a Tuesday."})
    agent = Client()
    agent.force_login(dana)
    assert "It was a Tuesday." in agent.get(f"/desk/tickets/{ticket.pk}/statements/").content.decode()


def test_nobody_puts_a_statement_beside_a_ticket_of_somebody_else(
    alice: User, charlie: User, dana: User
) -> None:
    case = of_account(charlie, "rectify", place="NZ")
    decide(case, Verdict.REFUSED, by=dana, ground="ThirdPartyRightsImpaired")
    with pytest.raises(ValueError, match="no-statement-here"):
        replying.state_correction(case.items.get(), a_ticket(alice), "Not mine.")
    assert not Correction.objects.exists()


def test_an_agent_neither_sees_nor_decides_their_own_request(dana: User) -> None:
    case = of_account(dana, "access")
    agent = Client()
    agent.force_login(dana)
    assert agent.get(case.get_absolute_url()).status_code == 404
    with pytest.raises(deciding.NotDecidable, match="own-case"):
        decide(case, Verdict.GRANTED, by=dana)


def test_the_administrator_of_the_organisation_sees_nothing_of_it(alice: User, erin: User) -> None:
    """S189, threat 24."""
    case = of_account(alice, "access")
    admin = Client()
    admin.force_login(erin)
    assert case.number not in admin.get("/my/privacy/").content.decode()
    assert case.number not in admin.get("/my/").content.decode()
    assert admin.get(case.get_absolute_url()).status_code == 403


def test_two_agents_decide_once(client: Client, dana: User) -> None:
    case = confirmed(client, "access")
    decide(case, Verdict.NOT_FOUND, by=dana)
    with pytest.raises(Overtaken):
        deciding.decide(case.items.get(), Verdict.GRANTED, seen=Verdict.UNDECIDED, by=people.operator())


def test_an_answered_case_is_not_decided_any_more(client: Client, dana: User) -> None:
    case = confirmed(client, "access")
    decide(case, Verdict.NOT_FOUND, by=dana)
    answered(case, by=dana)
    with pytest.raises(BadMove):
        deciding.decide(case.items.get(), Verdict.GRANTED, seen=Verdict.NOT_FOUND, by=dana)


def test_the_audit_names_no_address_and_no_words(client: Client, dana: User, alice: User) -> None:
    case = confirmed(client, "access", words="wombatcave", asker="representative", about=alice.email)
    decide(case, Verdict.NOT_VERIFIED, by=dana)
    answered(case, by=dana)
    written = " ".join(f"{entry} {entry.facts}" for entry in Entry.objects.all())
    assert case.pk and "wombatcave" not in written and "@" not in written


def test_a_row_that_was_carried_out_twice_is_done_once(alice: User, dana: User) -> None:
    case = of_account(alice, "rectify", right_name="Alice Ames")
    item = decide(case, Verdict.GRANTED, by=dana)
    carrying.carry_out(item)
    carrying.carry_out(item)
    assert Entry.objects.filter(verb="case.carried-out").count() == 1


def test_the_form_says_what_is_missing(client: Client) -> None:
    forms: tuple[dict[str, object], ...] = (
        {"rights": []},
        {"rights": ["object"]},
        {"rights": ["revoke"], "purposes": ["public-copy"]},
        {"rights": ["access"], "asker": "representative"},
        {"rights": ["access"], "channel": "post"},
        {"rights": ["access"], "place": "Atlantis"},
    )
    for fields in forms:
        sent = {"email": CHARLIE, "asker": "self", "channel": "portal", "place": "", **fields}
        assert client.post(reverse("rights:ask_case"), sent).status_code == 422
    assert not RightsCase.objects.exists()


def test_the_agents_page_offers_the_grounds_of_the_law_only(client: Client, dana: User) -> None:
    case = confirmed(client, "remove")
    agent = Client()
    agent.force_login(dana)
    page = agent.get(case.get_absolute_url()).content.decode()
    assert "LegalObligationImpaired" in page and "ProcessFrivolous" not in page
    assert CHARLIE in page


def test_the_letter_can_be_read_before_it_is_sent(client: Client, dana: User) -> None:
    case = confirmed(client, "remove")
    decide(case, Verdict.REFUSED, by=dana, ground="LegalObligationImpaired")
    agent = Client()
    agent.force_login(dana)
    sent = agent.post(f"/desk/requests/{case.pk}/answer/", {"words": "Until 2030.", "look": "yes"})
    page = sent.content.decode()
    assert "A law obliges us" in page and "Until 2030." in page and "Another person here" in page
    assert RightsCase.objects.get().state == State.OPEN
    agent.post(f"/desk/requests/{case.pk}/answer/", {"words": "Until 2030."})
    assert RightsCase.objects.get().state == State.ANSWERED


def test_who_asked_for_a_restriction_ends_it_with_one_press(alice: User, dana: User) -> None:
    """S172: as easy as it began; two restrictions need two words."""
    from desk.publishing.review import start_review

    ticket = a_ticket(alice)
    publication = start_review(ticket, by=dana)
    first, second = of_account(alice, "restrict"), of_account(alice, "restrict")
    for case in (first, second):
        decide(case, Verdict.GRANTED, by=dana)
    work()
    Client().post(reverse("rights:my_case_lift", args=[opening.token_of(first)]))
    assert not Ticket.objects.visible_to(dana).exists()
    Client().post(reverse("rights:my_case_lift", args=[opening.token_of(second)]))
    assert Ticket.objects.visible_to(dana).get() == ticket
    assert not publication.holds.exists()


def test_a_confirmed_mailbox_is_tied_to_its_account_and_no_sooner(client: Client, alice: User) -> None:
    ask(client, "access", email=alice.email)
    assert RightsCase.objects.get().person is None
    client.post(link_in_mail(alice.email))
    assert RightsCase.objects.get().person == alice


def test_an_agent_who_asks_without_signing_in_decides_nothing_either(client: Client, dana: User) -> None:
    case = confirmed(client, "access", email=dana.email)
    assert not RightsCase.objects.decidable_by(dana).exists()
    with pytest.raises(deciding.NotDecidable, match="own-case"):
        decide(case, Verdict.GRANTED, by=dana)


def test_a_ticket_that_is_a_request_counts_from_the_day_it_came(alice: User, dana: User) -> None:
    """S154: the customer is told, and the clocks run from receipt."""
    ticket = a_ticket(alice)
    came = timezone.now() - timedelta(days=4)
    Ticket.objects.filter(pk=ticket.pk).update(created_at=came)
    agent = Client()
    agent.force_login(dana)
    agent.post(reverse("rights:case_from_ticket", args=[ticket.pk]), {"rights": ["remove"]})
    case = RightsCase.objects.get()
    assert (case.state, case.person) == (State.OPEN, alice)
    assert Clock.objects.get(case=case, pack="house").due_on == came.date() + timedelta(days=20)
    assert case.number in mails_to(alice.email)[-1]


def test_a_guest_who_never_opened_their_link_confirms_first(dana: User) -> None:
    ticket = a_ticket("guest.gray@example.org")
    agent = Client()
    agent.force_login(dana)
    agent.post(reverse("rights:case_from_ticket", args=[ticket.pk]), {"rights": ["access"]})
    assert RightsCase.objects.get().state == State.UNCONFIRMED


def test_an_address_we_know_costs_the_same_work_as_one_we_do_not(client: Client, alice: User) -> None:
    """Threat 20: neither words nor work tell; time follows from work."""
    a_ticket(alice)
    ask(client, "access", email="warm.up@example.org")
    counts: list[int] = []
    for email in (alice.email, "nobody.known@example.org"):
        with CaptureQueriesContext(connection) as queries:
            ask(client, "access", "remove", email=email)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_after_a_case_is_forgotten_nothing_of_it_can_be_read_anywhere(client: Client, dana: User) -> None:
    """The whole database, as a backup has it, and every stored byte."""
    words = ("wombatcave", "quillfeather@example.org", "1 Marzipan Row")
    case = confirmed(client, "access", email=words[1], words=words[0], channel="post", postal=words[2])
    decide(case, Verdict.NOT_FOUND, by=dana)
    letter = writing.send_answer(case, words=words[0], by=dana)
    writing.posted(letter, on=timezone.now().date(), tracking="RR-1", by=dana)
    case.refresh_from_db()
    replying.reply(case, CaseReply.Kind.AGREES, words[0])
    run_tasks("mail")
    tick(timezone.now() + timedelta(days=91))
    kept = connection.creation.serialize_db_to_string()
    for name in storages["private"].listdir("")[1]:
        with storages["private"].open(name) as file:
            kept += file.read().decode("latin-1")
    assert not [word for word in words if word in kept]


def test_the_list_of_requests_asks_the_database_the_same_however_long_it_is(
    client: Client, dana: User
) -> None:
    agent = Client()
    agent.force_login(dana)
    counts: list[int] = []
    for _ in range(2):
        confirmed(client, "access", "remove", email=f"person{len(counts)}@example.org")
        with CaptureQueriesContext(connection) as queries:
            agent.get(reverse("rights:cases"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_tick_of_the_public_side_spares_letters_and_papers(alice: User, dana: User) -> None:
    asked = of_account(alice, "rectify")
    writing.ask_question(asked, "Which name do you mean?", reason=Wait.Reason.WORDS, by=dana)
    represented = confirmed(Client(), "access", asker="representative", about=alice.email)
    authority.hand_in(represented, a_screenshot("Power of attorney"))
    sweep(timezone.now() + timedelta(hours=2))
    assert "Which name" in writing.text_of(asked.letters.get())
    assert Authority.objects.get(case=represented).file is not None


def test_strangers_requests_in_her_name_take_nothing_from_alice(alice: User) -> None:
    for number in range(5):
        ask(Client(), "access", email=alice.email, network=f"192.0.2.{number + 1}")
    client = Client()
    client.force_login(alice)
    ask(client, "remove")
    assert RightsCase.objects.of_person(alice).filter(items__right="remove").exists()


def test_who_is_signed_in_is_told_when_it_was_too_often(alice: User) -> None:
    client = Client()
    client.force_login(alice)
    assert {ask(client, "access").status_code for _ in range(7)} == {302, 429}


def test_nobody_is_flooded_with_answers(dana: User) -> None:
    confirmed(Client(), "access")
    link = link_in_mail(CHARLIE)
    client = Client()
    answers = [client.post(f"{link}reply/", {"kind": "answer", "words": "Hello"}) for _ in range(25)]
    assert answers[-1].status_code == 429
    assert CaseReply.objects.count() <= 20
