"""What others wrote about a person: found in their tickets, decided, handed out or covered (S150, S152)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from desk.accounts.models import User
from desk.audit.models import Entry
from desk.files.models import Tombstone
from desk.files.store import read
from desk.publishing import review
from desk.publishing.models import Part
from desk.redactor import verify_image
from desk.rights.due import tick
from desk.rights.mentions import deciding, pictures, search, settling
from desk.rights.mentions.handing import Mentions
from desk.rights.mentions.models import Mention, MentionPicture, MentionSearch
from desk.rights.personal import authority
from desk.rights.personal.models import RightsCase, RightsItem
from desk.rights.personal.proofs import Authority
from desk.rights.personal.told import person_of
from desk.rights.personal.writing import compose_answer
from desk.rights.registers.looks import looks_at
from desk.rights.retention import holds
from desk.rights.retention.models import LegalHold
from desk.rights.retention.replay import replay
from desk.tickets.covering import COVERED
from desk.tickets.models import AlwaysWord, Attachment, Message, Ticket
from desk.tickets.receive import Upload
from desk.tickets.rules import always, value_of
from tests import people
from tests.build import a_screenshot, a_ticket
from tests.desk.rights.cases import ask, confirmed, decide, link_in_mail, of_account, work
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)

Place, Verdict = Mention.Place, Mention.Verdict
ADDRESS = "alice.archer@example.com"
FAR = "a first line about a lamp\n"
WORDS = f"{FAR}My colleague Alice Archer ({ADDRESS}) saw it first.\nThe lamp flickers.\nA last line."


@pytest.fixture(autouse=True)
def ledger(settings: Settings, tmp_path: Path) -> None:
    """A list of erasures of this test's own."""
    settings.DESK_TOMBSTONES = tmp_path / "tombstones.jsonl"


def of_bob(text: str = WORDS, *, subject: str = "The lamp", uploads: tuple[Upload, ...] = ()) -> Ticket:
    return a_ticket(people.bob(), subject=subject, text=text, uploads=uploads)


def asked(*rights: str) -> RightsCase:
    """Alice's request, with the tickets of others searched."""
    case = of_account(people.alice(), *rights)
    work()
    return case


def say(case: RightsCase, verdict: Mention.Verdict, *, by: User, ground: str = "") -> None:
    for mention in Mention.objects.filter(case=case, verdict=Verdict.UNDECIDED):
        deciding.decide(mention, verdict, seen=Verdict.UNDECIDED, by=by, ground=ground)


def texts() -> str:
    """Every word of every ticket."""
    kept = [*Message.objects.values_list("text"), *Ticket.objects.values_list("subject")]
    return str([*kept, *Attachment.objects.values_list("name")])


@pytest.mark.parametrize(
    "text, places",
    [
        (WORDS, 1),
        ("Ask alice.archer at example dot com, please.", 1),
        ("Archer, Alice has the file.", 1),
        ("Seen by ÁLICE  ARCHER.", 1),
        ("The archer with the malice is no person.", 0),
    ],
)
def test_a_message_of_somebody_else_that_names_them_is_found(text: str, places: int) -> None:
    of_bob(text)
    assert asked("access").mentions.filter(place=Place.MESSAGE).count() == places


def test_subjects_notes_and_names_of_files_are_read_too(dana: User) -> None:
    from desk.tickets.receive import Letter, add_note

    ticket = of_bob("The lamp flickers.", subject="For Alice Archer", uploads=(upload("Alice Archer.log"),))
    add_note(ticket, Letter("Alice Archer called."), by=dana)
    found = asked("remove").mentions.values_list("place", flat=True)
    assert sorted(found) == [Place.MESSAGE, Place.NAME, Place.SUBJECT]


def test_the_words_of_a_log_are_read_too() -> None:
    of_bob("The lamp flickers.", uploads=(upload("lamp.log", f"login {ADDRESS} ok"),))
    mention = asked("remove").mentions.get()
    assert (mention.place, mention.has_address) == (Place.FILE, True)


def draft_of_bob(summary: str, *, by: User) -> Part:
    """What an agent wrote for a copy of Bob's ticket that nobody has published."""
    copy = review.start_review(of_bob("The lamp flickers."), by=by)
    review.write(copy, {Part.Kind.SUMMARY: summary}, by=by)
    return copy.parts.get(kind=Part.Kind.SUMMARY)


def a_word(value: str = "Alice Archer", *, reason: str = "She asked for it.", by: User) -> AlwaysWord:
    return always(value, "PERSON", AlwaysWord.Verdict.HIDE, by=by, reason=reason)


def test_drafts_of_public_copies_are_read_too(dana: User) -> None:
    draft_of_bob("Seen first by Alice Archer.", by=dana)
    mention = asked("access").mentions.get()
    assert (mention.place, mention.ticket) == (Place.DRAFT, Ticket.objects.get())


@pytest.mark.parametrize(
    "value, reason", [("Alice Archer", "She asked for it."), ("Bluebell", "Alice Archer asked for it.")]
)
def test_words_on_the_list_and_their_reasons_are_read_too(value: str, reason: str, dana: User) -> None:
    a_word(value, reason=reason, by=dana)
    assert asked("access").mentions.get().place == Place.WORD


def test_a_draft_and_a_word_are_handed_out_as_ours(dana: User) -> None:
    draft_of_bob("Seen first by Alice Archer.", by=dana)
    a_word(by=dana)
    case = asked("access")
    say(case, Verdict.THEIRS, by=dana)
    records = list(Mentions(case).export(person_of(case)))
    assert [record.source for record in records] == ["our staff wrote it"] * 2
    assert all("Alice Archer" in record.text for record in records)


def test_a_draft_that_was_rewritten_is_asked_about_again(dana: User) -> None:
    part = draft_of_bob("Seen first by Alice Archer.", by=dana)
    case = asked("remove")
    say(case, Verdict.OTHERS, by=dana)
    review.write(part.publication, {Part.Kind.SUMMARY: f"Seen first by {ADDRESS}."}, by=dana)
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    work()
    assert case.mentions.get().verdict == Verdict.UNDECIDED
    assert case.items.get().problem == deciding.UNDECIDED


def test_deleting_covers_the_draft_and_has_it_reviewed_again(dana: User) -> None:
    part = draft_of_bob("Seen first by Alice Archer.\nThe lamp flickers.", by=dana)
    case = asked("remove")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    say(case, Verdict.THEIRS, by=dana)
    work()
    part.refresh_from_db()
    assert part.text == f"Seen first by {COVERED}.\nThe lamp flickers."
    assert part.scanned != Part.Scanned.DONE
    assert case.items.get().step == RightsItem.Step.DONE


def test_deleting_takes_the_word_off_the_list(dana: User) -> None:
    a_word(by=dana)
    a_word("Bluebell", reason="A project.", by=dana)
    case = asked("remove")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    say(case, Verdict.THEIRS, by=dana)
    work()
    assert [value_of(word) for word in AlwaysWord.objects.all()] == ["Bluebell"]
    assert case.items.get().step == RightsItem.Step.DONE


def test_a_backup_brings_back_neither_the_draft_nor_the_word(dana: User) -> None:
    words = "Seen first by Alice Archer."
    part, word = draft_of_bob(words, by=dana), a_word(by=dana)
    before = {"digest": word.digest, "sealed": bytes(word.sealed), "entity": word.entity}
    case = asked("remove")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    say(case, Verdict.THEIRS, by=dana)
    work()
    Tombstone.objects.filter(kind__in=["draft", "word"]).delete()
    Part.objects.filter(pk=part.pk).update(text=words)
    AlwaysWord.objects.create(**before, verdict="hide", reason="She asked for it.", added_by=dana)
    replay()
    assert "Archer" not in Part.objects.get(pk=part.pk).text
    assert not AlwaysWord.objects.exists()


def test_the_page_shows_drafts_and_words(dana: User) -> None:
    draft_of_bob("Seen first by Alice Archer.", by=dana)
    a_word(by=dana)
    case, agent = asked("access"), Client()
    agent.force_login(dana)
    page = agent.get(f"/desk/requests/{case.pk}/mentions/").content.decode()
    assert "Draft of a public copy" in page and "Word that is always hidden or shown" in page
    assert "Seen first by" in page


def test_a_mention_that_stands_nowhere_cannot_be_stored() -> None:
    case = asked("access")
    with pytest.raises(IntegrityError), transaction.atomic():
        Mention.objects.create(case=case, key="message-0", place=Place.MESSAGE)


def test_their_own_tickets_are_no_mentions() -> None:
    a_ticket(people.alice(), text=WORDS)
    assert not asked("access").mentions.exists()


@pytest.mark.parametrize("right", ["portability", "rectify", "restrict"])
def test_for_other_rights_nothing_is_searched(right: str) -> None:
    of_bob()
    asked(right)
    assert not MentionSearch.objects.exists()


def test_before_the_mailbox_is_confirmed_nothing_is_searched() -> None:
    of_bob()
    ask(Client(), "access", email=ADDRESS)
    work()
    tick(timezone.now() + timedelta(minutes=10))
    work()
    assert not MentionSearch.objects.exists()


def test_for_another_person_nothing_is_searched_or_shown_before_they_may(dana: User) -> None:
    of_bob()
    agent = Client()
    agent.force_login(dana)
    case = confirmed(Client(), "access", asker="representative", about=ADDRESS)
    tick(timezone.now() + timedelta(minutes=10))
    work()
    assert not MentionSearch.objects.exists()
    assert agent.get(f"/desk/requests/{case.pk}/mentions/").status_code == 404
    Client().post(link_in_mail(ADDRESS, "/privacy/for-me/"), {"answer": "confirmed"})
    Authority.objects.filter(case=case).update(
        result="accepted",
        answer="confirmed",
        scope=["access"],
        checked_by=dana,
        expires_on=timezone.now().date() + timedelta(days=9),
    )
    tick(timezone.now() + timedelta(minutes=10))
    work()
    assert case.mentions.count() == 1
    assert WORDS.split("\n")[1] in agent.get(f"/desk/requests/{case.pk}/mentions/").content.decode().replace(
        '<mark class="mark" data-state="undecided">', ""
    ).replace("</mark>", "")


def test_a_no_of_the_person_ends_the_look(dana: User) -> None:
    of_bob()
    case = confirmed(Client(), "access", asker="representative", about=ADDRESS)
    Authority.objects.filter(case=case).update(
        result="accepted",
        answer="confirmed",
        scope=["access"],
        checked_by=dana,
        expires_on=timezone.now().date() + timedelta(days=9),
    )
    search.begin(case)
    work()
    Authority.objects.filter(case=case).update(answer="denied")
    agent = Client()
    agent.force_login(dana)
    assert agent.get(f"/desk/requests/{case.pk}/mentions/").status_code == 404
    with pytest.raises(authority.NotProved):
        say(case, Verdict.THEIRS, by=dana)


def test_an_agent_sees_the_lines_that_name_them_and_no_others(dana: User) -> None:
    of_bob()
    case = asked("access")
    agent = Client()
    agent.force_login(dana)
    page = agent.get(f"/desk/requests/{case.pk}/mentions/").content.decode()
    assert "Alice Archer" in page and ADDRESS in page
    assert FAR.strip() not in page and "A last line" not in page


def test_deleting_waits_until_every_mention_is_decided(dana: User) -> None:
    of_bob()
    case = asked("remove")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    work()
    assert case.items.get().problem == deciding.UNDECIDED
    assert User.objects.filter(email=ADDRESS).exists()
    say(case, Verdict.THEIRS, by=dana)
    work()
    assert case.items.get().step == RightsItem.Step.DONE
    assert not User.objects.filter(email=ADDRESS).exists()


def test_what_is_about_them_is_covered_and_the_rest_stays(dana: User) -> None:
    """S152."""
    of_bob(subject="For Alice Archer", uploads=(upload("Alice Archer.log", f"login {ADDRESS} ok\nlamp on"),))
    case = asked("remove")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    say(case, Verdict.THEIRS, by=dana)
    work()
    assert "Alice Archer" not in texts() and ADDRESS not in texts()
    assert Message.objects.get().text == WORDS.replace("Alice Archer", COVERED).replace(ADDRESS, COVERED)
    file = Attachment.objects.get().file
    assert read(file).decode().splitlines() == [f"login {COVERED} ok", "lamp on"]
    assert case.mentions.exclude(covered_at=None).count() == 4


def test_the_file_as_it_was_cannot_be_opened_any_more(dana: User) -> None:
    from desk.files.store import CannotOpen

    of_bob("The lamp flickers.", uploads=(upload("lamp.log", f"login {ADDRESS} ok"),))
    before = Attachment.objects.get().file
    case = asked("remove")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    say(case, Verdict.THEIRS, by=dana)
    work()
    before.refresh_from_db()
    assert before.pk != Attachment.objects.get().file_id
    with pytest.raises(CannotOpen):
        read(before)


@pytest.mark.parametrize("verdict", [Verdict.OTHERS, Verdict.STAYS])
def test_what_is_not_theirs_or_stays_is_not_touched(verdict: Mention.Verdict, dana: User) -> None:
    of_bob()
    case = asked("remove")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    say(case, verdict, by=dana, ground=deciding.grounds_for(case)[0])
    work()
    assert Message.objects.get().text == WORDS
    assert case.items.get().step == RightsItem.Step.DONE


def test_what_stays_is_told_in_the_answer_with_its_ground(dana: User) -> None:
    """S089."""
    of_bob()
    case = asked("remove")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    assert "tickets of their own" not in compose_answer(case)
    say(case, Verdict.STAYS, by=dana, ground=deciding.grounds_for(case)[0])
    assert "tickets of their own" in compose_answer(case)


def test_only_grounds_of_the_law_let_something_stay(dana: User) -> None:
    """S167."""
    of_bob()
    case = asked("remove")
    with pytest.raises(deciding.NotSayable, match="no-such-ground"):
        say(case, Verdict.STAYS, by=dana, ground="BecauseWeSaySo")


def test_granted_in_part_without_it_nothing_of_others_is_touched(dana: User) -> None:
    of_bob()
    case = asked("remove")
    ground = deciding.grounds_for(case)[0]
    decide(case, RightsItem.Verdict.PARTLY, by=dana, ground=ground, holders=["account"])
    work()
    assert Message.objects.get().text == WORDS
    assert case.items.get().step == RightsItem.Step.DONE


def test_a_ticket_on_hold_is_not_touched(dana: User) -> None:
    """S033."""
    ticket = of_bob()
    review_on = timezone.now().date() + timedelta(days=30)
    holds.place(ticket, LegalHold.Reason.CLAIM, review_on=review_on, by=people.operator())
    case = asked("remove")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    say(case, Verdict.THEIRS, by=dana)
    work()
    assert Message.objects.get().text == WORDS
    assert case.items.get().problem == "legal-hold"


def test_what_was_written_before_the_decision_is_found_before_anything_is_deleted(dana: User) -> None:
    case = asked("remove")
    of_bob()
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    work()
    assert case.mentions.count() == 1
    assert case.items.get().problem == deciding.UNDECIDED


def test_a_copy_in_review_takes_the_covered_words(dana: User) -> None:
    ticket = of_bob()
    publication = review.start_review(ticket, by=dana)
    part = review.pull_message(publication, ticket.messages.get(), by=dana)
    case = asked("remove")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    say(case, Verdict.THEIRS, by=dana)
    work()
    part.refresh_from_db()
    assert "Alice" not in part.text and COVERED in part.text
    assert part.scanned == part.Scanned.WAITING


def test_an_old_backup_is_covered_again(dana: User) -> None:
    """S113."""
    from desk.files.models import Tombstone

    ticket = of_bob(subject="For Alice Archer")
    case = asked("remove")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    say(case, Verdict.THEIRS, by=dana)
    work()
    Tombstone.objects.all().delete()
    Message.objects.update(text=WORDS)
    Ticket.objects.filter(pk=ticket.pk).update(subject="For Alice Archer")
    assert replay() > 0
    assert "Alice" not in texts() and ADDRESS not in texts()


def test_the_lines_of_erasures_hold_no_word(dana: User, settings: Settings) -> None:
    of_bob()
    case = asked("remove")
    decide(case, RightsItem.Verdict.GRANTED, by=dana)
    say(case, Verdict.THEIRS, by=dana)
    work()
    kept = Path(settings.DESK_TOMBSTONES).read_text()
    assert '"mention"' in kept
    assert "Alice" not in kept and "archer" not in kept


def test_audit_rows_hold_ids_only(dana: User) -> None:
    """Threat 6."""
    of_bob()
    case = asked("remove")
    say(case, Verdict.THEIRS, by=dana)
    rows = json.dumps(list(Entry.objects.values("verb", "subject", "facts")))
    assert "mention.decided" in rows
    assert "lice" not in rows and "amp" not in rows
    assert not Mention.objects.exclude(spots=[]).exists()


def test_nobody_decides_in_their_own_case(dana: User) -> None:
    of_bob("Dana Doyle said so.")
    case = of_account(dana, "access")
    work()
    mention = Mention(case=case, ticket=Ticket.objects.get(), place=Place.SUBJECT, key="subject-0")
    mention.save()
    with pytest.raises(deciding.NotSayable, match="own-case"):
        deciding.decide(mention, Verdict.THEIRS, seen=Verdict.UNDECIDED, by=dana)


def test_the_second_of_two_agents_is_told_that_somebody_was_faster(dana: User) -> None:
    of_bob()
    case = asked("access")
    agent = Client()
    agent.force_login(dana)
    form = {"mention": case.mentions.get().pk, "verdict": "theirs", "seen": "undecided"}
    path = f"/desk/requests/{case.pk}/mentions/"
    assert "Somebody was faster" not in agent.post(f"{path}decide/", form, follow=True).content.decode()
    assert "Somebody was faster" in agent.post(f"{path}decide/", form, follow=True).content.decode()


def test_all_with_their_address_are_agreed_to_at_once_and_names_are_not(dana: User) -> None:
    of_bob()
    of_bob("Alice Archer has the file.")
    case = asked("access")
    agent = Client()
    agent.force_login(dana)
    agent.post(f"/desk/requests/{case.pk}/mentions/decide/", {"everything": "yes"})
    assert {one.has_address: one.verdict for one in case.mentions.all()} == {
        True: Verdict.THEIRS,
        False: Verdict.UNDECIDED,
    }


def test_a_name_that_stands_everywhere_is_not_taken_for_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST", 2)
    for _ in range(4):
        of_bob("Alice Archer has the file.")
    of_bob()
    case = asked("access")
    assert case.mention_search.is_common
    assert [mention.has_address for mention in case.mentions.all()] == [True]


def test_the_search_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "TEXTS_AT_ONCE", 1)
    for _ in range(3):
        of_bob()
    case = of_account(people.alice(), "access")
    found = MentionSearch.objects.get(case=case)
    assert [search.go_on(found) for _ in range(7)] == [True] * 6 + [False]
    assert case.mentions.count() == 3


def test_who_looked_is_told_to_both(dana: User) -> None:
    """S184."""
    of_bob()
    case = asked("access")
    agent = Client()
    agent.force_login(dana)
    agent.get(f"/desk/requests/{case.pk}/mentions/")
    assert "Where others wrote about you" in str(looks_at(people.alice()))
    assert "A line of your ticket" in str(looks_at(people.bob()))


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "erin"])
def test_customers_and_administrators_see_no_mentions(who: str) -> None:
    """S189."""
    of_bob()
    case = asked("access")
    client = Client()
    client.force_login(getattr(people, who)())
    assert client.get(f"/desk/requests/{case.pk}/mentions/").status_code == 403


def test_a_mention_that_stays_without_a_ground_cannot_be_stored(dana: User) -> None:
    of_bob()
    case = asked("access")
    with pytest.raises(IntegrityError), transaction.atomic():
        case.mentions.update(verdict=Verdict.STAYS, decided_by=dana, decided_at=timezone.now())


def test_they_are_forgotten_with_the_case(dana: User) -> None:
    of_bob()
    case = asked("access")
    RightsCase.objects.filter(pk=case.pk).update(
        state="closed", closed_at=timezone.now() - timedelta(days=91)
    )
    tick(timezone.now())
    assert not Mention.objects.exists()


def upload(name: str, words: str = "lamp on") -> Upload:
    return Upload(name, words.encode())


@pytest.mark.slow
@pytest.mark.ocr
@pytest.mark.usefixtures("detector")
class TestWithTheDetector:
    def test_a_picture_that_shows_them_is_found_and_covered(self, dana: User) -> None:
        picture = a_screenshot("Account", ADDRESS, "Lamp settings")
        of_bob("The lamp flickers.", uploads=(Upload("screen.png", picture),))
        case = asked("remove")
        assert case.mentions.get().spots[0]["page"] == 0
        decide(case, RightsItem.Verdict.GRANTED, by=dana)
        say(case, Verdict.THEIRS, by=dana)
        work()
        now = read(Attachment.objects.get().file)
        assert not verify_image(now, hidden=[ADDRESS], boxes=[]).problems
        assert "Lamp" in " ".join(word.text for word in verify_image(now, hidden=[], boxes=[]).words)

    def test_an_agent_sees_the_picture_with_what_was_found_framed(self, dana: User) -> None:
        of_bob("Look.", uploads=(Upload("screen.png", a_screenshot("Account", ADDRESS)),))
        case = asked("access")
        agent = Client()
        agent.force_login(dana)
        page = agent.get(f"/desk/requests/{case.pk}/mentions/").content.decode()
        mention = case.mentions.get()
        assert f"/desk/requests/mention/{mention.pk}/0/" in page and "<rect" in page
        answer = agent.get(f"/desk/requests/mention/{mention.pk}/0/")
        assert answer.status_code == 200 and answer.content.startswith(b"\x89PNG")
        assert agent.get(f"/desk/requests/mention/{mention.pk}/1/").status_code == 404

    def test_while_the_picture_is_made_the_page_says_so(self, dana: User) -> None:
        of_bob("Look.", uploads=(Upload("screen.png", a_screenshot("Account", ADDRESS)),))
        case, agent = asked("access"), Client()
        agent.force_login(dana)
        pictures.forget(case.mentions.all())
        case.mentions.update(pictures_at=None)
        assert "is being made" in agent.get(f"/desk/requests/{case.pk}/mentions/").content.decode()
        assert agent.get(f"/desk/requests/mention/{case.mentions.get().pk}/0/").status_code == 404
        MentionSearch.objects.update(tried_at=None)
        tick(timezone.now())
        work()
        assert agent.get(f"/desk/requests/mention/{case.mentions.get().pk}/0/").status_code == 200

    def test_no_page_waits_for_the_detector(self, dana: User) -> None:
        from tests.desk.rights.asking import no_detector

        of_bob("Look.", uploads=(Upload("screen.png", a_screenshot("Account", ADDRESS)),))
        case, agent = asked("access"), Client()
        agent.force_login(dana)
        with no_detector():
            assert agent.get(f"/desk/requests/mention/{case.mentions.get().pk}/0/").status_code == 200

    def test_what_the_agent_saw_is_destroyed_when_it_is_covered(self, dana: User) -> None:
        of_bob("Look.", uploads=(Upload("screen.png", a_screenshot("Account", ADDRESS)),))
        case = asked("remove")
        made = MentionPicture.objects.get().picture
        decide(case, RightsItem.Verdict.GRANTED, by=dana)
        say(case, Verdict.THEIRS, by=dana)
        work()
        made.refresh_from_db()
        assert made.destroyed_at is not None
        assert not MentionPicture.objects.exists()

    def test_a_file_that_cannot_be_covered_in_part_goes_as_a_whole(self, dana: User) -> None:
        from tests.redaction.papers import a_pdf

        of_bob("The report.", uploads=(Upload("report.pdf", a_pdf(["Report of Alice Archer", ADDRESS])),))
        case = asked("remove")
        decide(case, RightsItem.Verdict.GRANTED, by=dana)
        say(case, Verdict.THEIRS, by=dana)
        work()
        attachment = Attachment.objects.get()
        assert attachment.file.destroyed_at is not None
        assert attachment.name == "removed"

    def test_without_the_detector_the_search_does_not_end(self, dana: User) -> None:
        from tests.desk.rights.asking import no_detector

        of_bob("Look.", uploads=(Upload("screen.png", a_screenshot("Account", ADDRESS)),))
        with no_detector():
            case = of_account(people.alice(), "remove")
            run_tasks("default", failures=True)
            decide(case, RightsItem.Verdict.GRANTED, by=dana)
            run_tasks("default", failures=True)
        assert MentionSearch.objects.get().done_at is None
        assert case.items.get().problem == deciding.SEARCHING
        assert User.objects.filter(email=ADDRESS).exists()

    def test_the_copy_has_the_lines_about_them_with_everybody_else_covered(self, dana: User) -> None:
        """S166."""
        from tests.desk.rights.test_package import made

        of_bob(f"{FAR}Alice Archer ({ADDRESS}) and Charlie Cole broke it, says Bob Baxter.\nA last line.")
        case = asked("access")
        decide(case, RightsItem.Verdict.GRANTED, by=dana)
        say(case, Verdict.THEIRS, by=dana)
        run_tasks("default")
        rows = json.loads(made(case, by=dana).read("data.json"))["records"]
        text = next(row["text"] for row in rows if row["source"] == "another person wrote it")
        assert "Alice Archer" in text and "broke it" in text
        assert "Charlie" not in text and "Baxter" not in text
        assert FAR.strip() not in text and "A last line" not in text

    def test_what_is_about_somebody_else_is_not_in_the_copy(self, dana: User) -> None:
        from tests.desk.rights.test_package import made

        of_bob()
        case = asked("access")
        decide(case, RightsItem.Verdict.GRANTED, by=dana)
        say(case, Verdict.OTHERS, by=dana)
        run_tasks("default")
        assert "saw it first" not in made(case, by=dana).read("data.json").decode()

    def test_a_picture_of_somebody_else_is_handed_out_by_name_unless_an_agent_says_so(
        self, dana: User
    ) -> None:
        from tests.desk.rights.test_package import made

        of_bob("Look.", uploads=(Upload("screen.png", a_screenshot("Account", ADDRESS)),))
        case = asked("access")
        decide(case, RightsItem.Verdict.GRANTED, by=dana)
        say(case, Verdict.THEIRS, by=dana)
        run_tasks("default")
        assert not [name for name in made(case, by=dana).namelist() if name.endswith(".png")]


if connection.vendor == "postgresql":  # SQLite lets one transaction write at a time: nothing to show there

    class TestWhileOthersWrite:
        """Two connections: a row with a lower number is shown after one with a higher."""

        def test_the_search_waits_for_it_and_then_finds_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
            monkeypatch.setattr(settling, "PATIENCE", "100ms")
            of_bob("The lamp flickers.")
            case = of_account(people.alice(), "access")
            found = MentionSearch.objects.get(case=case)
            with being_written(WORDS) as number:
                of_bob("It flickers still.")
                assert Message.objects.latest("pk").pk > number
                with pytest.raises(settling.StillWriting):
                    while search.go_on(found):
                        pass
            while search.go_on(found):
                pass
            assert case.mentions.get().message_id == number

        def test_nothing_is_deleted_while_something_may_still_name_them(
            self, dana: User, monkeypatch: pytest.MonkeyPatch
        ) -> None:
            monkeypatch.setattr(settling, "PATIENCE", "100ms")
            of_bob("The lamp flickers.")
            case = asked("remove")
            with being_written(WORDS):
                decide(case, RightsItem.Verdict.GRANTED, by=dana)
                run_tasks("default", failures=True)
                assert User.objects.filter(email=ADDRESS).exists()
            work()
            assert case.items.get().problem == deciding.UNDECIDED


@contextmanager
def being_written(text: str) -> Iterator[int]:
    """A message like the last one, with these words, in a transaction as long as the block; its number."""
    names = [field.attname for field in Message._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(names)
    values = ", ".join("%s" if name == "text" else name for name in names)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO tickets_message ({columns}) SELECT {values} FROM tickets_message "  # noqa: S608
                "ORDER BY id DESC LIMIT 1 RETURNING id",
                [text],
            )
            number = cursor.fetchone()[0]
        yield number
        other.commit()
    finally:
        other.close()
