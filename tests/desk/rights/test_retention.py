"""How long things are kept, what keeps them longer, how they stay gone: S032, S033, S110 to S113, S184."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from desk.accounts.models import GuestAccess, User
from desk.accounts.personal_data import GONE
from desk.accounts.tokens import open_access
from desk.files import tombstones
from desk.files.models import Tombstone
from desk.files.tombstones import BadLedger, NotReplayed, bury, flush, ledger_path, lines, require_replayed
from desk.mail.mailbox import address_key
from desk.publishing import review
from desk.publishing.models import Part, Publication
from desk.publishing.publish import withdraw
from desk.rights.agenda import agenda
from desk.rights.consent.ledger import allows, say
from desk.rights.consent.models import ConsentEvent
from desk.rights.due import tick
from desk.rights.holders import HOLDERS
from desk.rights.personal.models import RightsItem
from desk.rights.registers.models import Disclosure, SubProcessor
from desk.rights.retention import disposing, holds
from desk.rights.retention.classes import classes, tags
from desk.rights.retention.models import Disposal, LegalHold
from desk.tickets.models import Message, Ticket
from desk.tickets.personal_data import REMOVED
from tests import people
from tests.build import a_ticket
from tests.desk.rights.cases import confirmed, decide, of_account, work
from tests.tasks import run_tasks

Channel, Word = ConsentEvent.Channel, ConsentEvent.Word

pytestmark = pytest.mark.django_db(transaction=True)

Verdict = RightsItem.Verdict
TODAY = timezone.now().date()


@pytest.fixture(autouse=True)
def ledger(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """A list of erasures of this test's own."""
    settings.DESK_TOMBSTONES = tmp_path / "tombstones.jsonl"
    yield settings.DESK_TOMBSTONES


def old_ticket(days: int = 800) -> Ticket:
    """A solved ticket of Alice that nobody has touched for that long."""
    ticket = a_ticket(people.alice())
    Ticket.objects.filter(pk=ticket.pk).update(
        state=Ticket.State.SOLVED, updated_at=timezone.now() - timedelta(days=days)
    )
    ticket.refresh_from_db()
    return ticket


def dump() -> str:
    """The whole database, as a backup of today has it."""
    return connection.creation.serialize_db_to_string()


def restore(backup: str) -> None:
    """The database as it was when the backup was made."""
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    connection.creation.deserialize_db_from_string(backup)
    # As a real backup does: the next row gets the next number (PostgreSQL counts beside the tables).
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


def own_models() -> list[str]:
    return [
        f"{config.label}.{model.__name__}"
        for config in apps.get_app_configs()
        if config.name.startswith("desk.")
        for model in config.get_models()
    ]


def test_every_field_of_every_model_is_tagged() -> None:
    """S011: whoever adds a field says in rights/fields.toml whether it tells about a person."""
    assert sorted(tags()) == sorted(own_models())
    for name, tag in tags().items():
        meta = apps.get_model(name)._meta
        fields = {field.name for field in (*meta.local_fields, *meta.local_many_to_many)}
        fields -= {meta.pk.name} if meta.pk else set()
        assert set(tag.personal) | set(tag.plain) == fields, name
        assert not set(tag.personal) & set(tag.plain), name
        assert tag.retention_class in classes(), name


def test_every_class_names_the_module_that_ends_it() -> None:
    from importlib.util import find_spec

    assert all(find_spec(one.by) is not None for one in classes().values())
    used = {tag.retention_class for tag in tags().values()}
    assert used <= set(classes())


def test_holders_have_names_of_their_own() -> None:
    assert len({holder.name for holder in HOLDERS}) == len(HOLDERS)


def test_a_solved_ticket_past_its_time_is_emptied_and_logged() -> None:
    """S111."""
    ticket, fresh = old_ticket(), a_ticket(people.alice(), subject="New")
    tick(timezone.now())
    ticket.refresh_from_db()
    fresh.refresh_from_db()
    assert (ticket.subject, fresh.subject) == (REMOVED, "New")
    row = Disposal.objects.get()
    assert (row.retention_class, row.mode, row.count, row.held_back) == ("ticket", "anonymise", 1, 0)


def test_an_open_ticket_is_never_too_old() -> None:
    ticket = old_ticket()
    Ticket.objects.update(state=Ticket.State.OPEN)
    tick(timezone.now())
    ticket.refresh_from_db()
    assert ticket.subject != REMOVED


def test_the_address_of_a_guest_goes_with_their_ticket() -> None:
    ticket = a_ticket("guest.gray@example.org")
    Ticket.objects.update(state=Ticket.State.SOLVED, updated_at=timezone.now() - timedelta(days=800))
    tick(timezone.now())
    assert not GuestAccess.objects.filter(email="guest.gray@example.org").exists()
    assert ticket.pk


def test_a_quiet_account_is_emptied_after_its_tickets() -> None:
    """S114."""
    old_ticket()
    User.objects.filter(email=people.alice().email).update(created_at=timezone.now() - timedelta(days=1200))
    tick(timezone.now())
    tick(timezone.now())
    assert not User.objects.filter(name="Alice Archer").exists()


def test_a_legal_hold_keeps_a_ticket_until_it_is_lifted() -> None:
    """S033."""
    ticket = old_ticket()
    hold = holds.place(
        ticket, LegalHold.Reason.CLAIM, review_on=TODAY + timedelta(days=30), by=people.operator()
    )
    tick(timezone.now())
    ticket.refresh_from_db()
    assert ticket.subject != REMOVED
    holds.lift(hold, by=people.operator())
    tick(timezone.now())
    ticket.refresh_from_db()
    assert ticket.subject == REMOVED


def test_a_hold_that_nobody_looked_at_alarms_the_operator_weekly() -> None:
    holds.place(a_ticket(), LegalHold.Reason.CLAIM, review_on=TODAY + timedelta(days=3), by=people.operator())
    from django.core import mail

    for days in (2, 3, 4, 11):
        tick(timezone.now() + timedelta(days=days))
    run_tasks("mail")
    assert len([one for one in mail.outbox if one.subject.startswith("Legal hold")]) == 2


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_hold_needs_a_day_of_review_within_a_year(days: int) -> None:
    with pytest.raises(holds.BadReview):
        holds.place(
            a_ticket(), LegalHold.Reason.DUTY, review_on=TODAY + timedelta(days=days), by=people.operator()
        )


def test_a_held_ticket_stops_the_deletion_its_owner_was_granted(dana: User) -> None:
    ticket = a_ticket(people.alice())
    holds.place(ticket, LegalHold.Reason.CLAIM, review_on=TODAY + timedelta(days=3), by=people.operator())
    case = of_account(people.alice(), "remove")
    decide(case, Verdict.GRANTED, by=dana)
    work()
    assert case.items.get().problem == "legal-hold"


def test_what_somebody_asked_about_is_frozen_until_they_have_their_answer() -> None:
    """PIPEDA 8(8)."""
    ticket = old_ticket()
    of_account(people.alice(), "access")
    tick(timezone.now())
    ticket.refresh_from_db()
    assert ticket.subject != REMOVED


def test_an_erasure_is_written_beside_the_keys_without_a_value(ledger: Path) -> None:
    old_ticket()
    tick(timezone.now())
    written = ledger.read_text()
    assert [line.kind for line in lines()] == ["ticket"]
    assert "alice" not in written.lower()
    assert ledger.stat().st_mode & 0o077 == 0


def test_an_erasure_that_was_rolled_back_is_not_written(ledger: Path) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bury("ticket", 1)
        raise IntegrityError
    flush()
    assert not ledger.exists()


def test_a_crash_between_the_erasure_and_its_line_is_made_good(ledger: Path) -> None:
    bury("ticket", 12)
    ledger.unlink()
    from desk.files.models import Tombstone

    Tombstone.objects.update(written_at=None)
    flush()
    assert [line.key for line in lines()] == ["12"]


def test_the_restore_drill(dana: User, ledger: Path) -> None:
    """S113: back up, erase, restore the old dump: nothing is served until it is erased again."""
    ticket = a_ticket(people.alice())
    backup = dump()
    case = of_account(people.alice(), "remove")
    decide(case, Verdict.GRANTED, by=dana)
    work()
    assert case.items.get().step == RightsItem.Step.DONE

    restore(backup)
    assert User.objects.filter(email="alice.archer@example.com").exists()
    with pytest.raises(NotReplayed, match="replay-first"):
        require_replayed()
    for command in ("tick", "web", "worker"):
        with pytest.raises(CommandError, match="replay"):
            call_command(command)

    call_command("replay", verbosity=0)
    require_replayed()
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert ticket.subject == REMOVED
    assert set(Message.objects.filter(ticket=ticket).values_list("text", flat=True)) == {REMOVED}
    assert not User.objects.filter(email="alice.archer@example.com").exists()
    call_command("tick", verbosity=0)


def test_a_restored_public_copy_that_was_taken_down_is_public_no_more(dana: User) -> None:
    """Its revision is known to be gone, so the post waits for a person."""
    from desk.publishing.models import Revision
    from desk.publishing.publish import withdraw
    from desk.publishing.review import start_review

    publication = start_review(a_ticket(people.alice()), by=dana)
    revision = Revision.objects.create(
        publication=publication,
        number=1,
        title="T",
        article="A",
        text="A",
        digest="d" * 64,
        seen="d" * 64,
        reviewed_by=dana,
        policy_digest="p",
        undecided=0,
        unscanned=0,
        problems=0,
        verified_at=timezone.now(),
    )
    Publication.objects.filter(pk=publication.pk).update(state="live", live=revision)
    publication.refresh_from_db()
    assert publication.is_public
    backup = dump()
    withdraw(publication, by=dana)
    restore(backup)
    assert Publication.objects.get().is_public
    call_command("replay", verbosity=0)
    assert not Publication.objects.get().is_public


def test_a_restored_ticket_that_was_only_stored_is_only_stored_again(dana: User) -> None:
    a_ticket(people.alice())
    backup = dump()
    decide(of_account(people.alice(), "restrict"), Verdict.GRANTED, by=dana)
    work()
    restore(backup)
    call_command("replay", verbosity=0)
    assert not Ticket.objects.visible_to(dana).exists()


def test_a_forged_or_damaged_list_of_erasures_serves_nothing(ledger: Path) -> None:
    bury("ticket", 12)
    kept = json.loads(ledger.read_text())
    for odd in (json.dumps({**kept, "key": "13"}), "not json", "{}"):
        ledger.write_text(odd + "\n")
        with pytest.raises(BadLedger):
            list(lines())
        with pytest.raises(NotReplayed, match="ledger-damaged"):
            require_replayed()


def test_a_list_of_erasures_that_lost_a_line_serves_nothing(ledger: Path) -> None:
    bury("ticket", 12)
    ledger.write_text("")
    with pytest.raises(NotReplayed, match="ledger-incomplete"):
        require_replayed()


def test_a_replay_can_be_run_twice(dana: User) -> None:
    a_ticket(people.alice())
    backup = dump()
    decide(of_account(people.alice(), "remove"), Verdict.GRANTED, by=dana)
    work()
    restore(backup)
    call_command("replay", verbosity=0)
    written = ledger_path().read_text()
    call_command("replay", verbosity=0)
    call_command("tick", verbosity=0)
    assert {line.id for line in lines()} >= {json.loads(one)["id"] for one in written.splitlines()}
    require_replayed()


def test_the_page_says_what_the_tables_say(client: Client) -> None:
    """S110, S029: from the settings in force; no address of a machine is told."""
    page = client.get(reverse("rights:kept")).content.decode()
    assert all(one.words in page for one in classes().values())
    assert "s own machine" in page and "127.0.0.1" not in page


def test_the_page_names_the_region_of_a_bucket_and_not_the_bucket(client: Client, settings: Settings) -> None:
    options = {"bucket_name": "wombat-bucket", "region_name": "eu-central-1", "endpoint_url": "http://s3:9"}
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options},
    }
    page = client.get(reverse("rights:kept")).content.decode()
    assert "region eu-central-1" in page and "wombat-bucket" not in page and "s3:9" not in page


def test_a_person_sees_who_looked_at_what(alice: User, dana: User) -> None:
    """S184: when and what, and no name; nobody else's."""
    ticket = a_ticket(alice)
    agent = Client()
    agent.force_login(dana)
    agent.get(f"/desk/tickets/{ticket.pk}/")
    mine, others = Client(), Client()
    mine.force_login(alice)
    others.force_login(people.bob())
    page = mine.get(reverse("rights:looks")).content.decode()
    assert f"Your ticket {ticket.reference}" in page and "Dana" not in page
    assert ticket.reference not in others.get(reverse("rights:looks")).content.decode()


def test_a_disclosure_is_reviewed_by_somebody_else(client: Client) -> None:
    """S072, S137: and what everybody sees are bands."""
    operator = people.operator()
    client.force_login(operator)
    sent = {
        "kind": "disclosure",
        "disclosure-authority": "District court of Exampleton",
        "disclosure-instrument": "order 12",
        "disclosure-ground": "law",
        "disclosure-scope": "dates of one ticket",
        "disclosure-answer": "partly",
        "disclosure-disclosed_on": "2026-11-20",
    }
    assert client.post(reverse("rights:registers"), sent).status_code == 302
    one = Disclosure.objects.get()
    client.post(reverse("rights:disclosure_review", args=[one.pk]))
    one.refresh_from_db()
    assert one.reviewed_by is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.update(reviewed_by=operator)
    page = Client().get(reverse("rights:kept")).content.decode()
    assert "1 to 9" in page and "Exampleton" not in page


def test_a_sub_processor_without_an_agreement_is_not_taken(client: Client) -> None:
    """S078."""
    client.force_login(people.operator())
    sent = {"kind": "sub-processor", "sub-processor-name": "Storage Ltd", "sub-processor-since": "2026-01-01"}
    assert client.post(reverse("rights:registers"), sent).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        SubProcessor.objects.create(name="Storage Ltd", since=TODAY, agreement="")


def test_an_empty_register_says_so(client: Client) -> None:
    client.force_login(people.operator())
    empty = "no other company works with it"
    assert empty in client.get(reverse("rights:registers")).content.decode()
    SubProcessor.objects.create(name="Storage Ltd", since=TODAY, agreement="2026-01, version 2")
    assert empty not in client.get(reverse("rights:registers")).content.decode()


def test_what_is_due_stands_in_one_list_soonest_first(alice: User, dana: User) -> None:
    case, later = of_account(alice, "restrict"), of_account(people.bob(), "access")
    assert [due.name for due in agenda(dana)] == [case.number, later.number]
    agent = Client()
    agent.force_login(dana)
    page = agent.get(reverse("rights:due")).content.decode()
    assert page.index(case.number) < page.index(later.number)


def test_the_operator_also_sees_what_only_they_review(dana: User) -> None:
    holds.place(a_ticket(), LegalHold.Reason.DUTY, review_on=TODAY + timedelta(days=9), by=people.operator())
    assert [due.what for due in agenda(people.operator())] == ["Ask whether a legal hold still stands"]
    assert agenda(dana) == []


def test_an_unopened_link_proves_nothing_about_an_address(dana: User) -> None:
    """What somebody merely typed is no part of the answer to the address they typed."""
    ticket = a_ticket("charlie.cole@example.org")
    case = of_account(people.charlie(), "remove")
    decide(case, Verdict.GRANTED, by=dana)
    work()
    ticket.refresh_from_db()
    assert ticket.subject != REMOVED
    assert ticket.guest is not None
    open_access(ticket.guest)


@pytest.mark.parametrize("because", ["", "removal:1"])
def test_a_ticket_with_a_copy_that_was_taken_down_can_be_erased(dana: User, because: str) -> None:
    ticket = a_ticket(people.alice())
    copy = review.start_review(ticket, by=dana)
    review.write(copy, {Part.Kind.TITLE: "It stops", Part.Kind.SUMMARY: "It stops at once."}, by=dana)
    withdraw(Publication.objects.get(pk=copy.pk), by=dana, because=because)
    item = decide(of_account(people.alice(), "remove"), RightsItem.Verdict.GRANTED, by=dana)
    work()
    item.refresh_from_db()
    assert item.step == RightsItem.Step.DONE
    assert not Part.objects.exists()


def test_tickets_that_are_held_do_not_keep_others(dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disposing, "AT_MOST", 2)
    held = [old_ticket() for _ in range(2)]
    later = [old_ticket() for _ in range(3)]
    for ticket in held:
        holds.place(ticket, LegalHold.Reason.CLAIM, review_on=TODAY + timedelta(days=3), by=people.operator())
    for _ in range(2):  # two each
        disposing.dispose(timezone.now())
    assert Ticket.objects.filter(subject=REMOVED).count() == len(later)


def test_a_replay_spares_a_neighbour_in_the_same_mailbox() -> None:
    neighbour = User.objects.create_user("sales@example.com", name="Sam Sales")
    gone = User.objects.create_user("sales+old@example.com", name="Olga Old")
    with transaction.atomic():
        bury("account", address_key(gone.email))
    Tombstone.objects.all().delete()  # as in an older backup
    call_command("replay")
    neighbour.refresh_from_db()
    gone.refresh_from_db()
    assert neighbour.email == "sales@example.com"
    assert gone.email.endswith(GONE)


@pytest.mark.parametrize("is_before", [True, False])
def test_an_erasure_in_the_middle_of_the_check_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, is_before: bool
) -> None:
    def with_an_erasure() -> Iterator[tombstones.Line]:
        if is_before:
            erase()
        found = list(lines())
        if not is_before:
            erase()
        return iter(found)

    def erase() -> None:
        with transaction.atomic():
            bury("ticket", 1)

    monkeypatch.setattr(tombstones, "lines", with_an_erasure)
    require_replayed()


def test_an_old_backup_brings_no_withdrawn_consent_back() -> None:
    say("alice.archer@example.com", "news", Word.GIVEN, channel=Channel.PAGE)
    backup = dump()
    say("alice.archer@example.com", "news", Word.WITHDRAWN, channel=Channel.PAGE)
    restore(backup)
    assert allows("alice.archer@example.com", "news")
    call_command("replay")
    assert not allows("alice.archer@example.com", "news")
    require_replayed()


def test_an_address_in_a_link_that_nobody_opened_is_deleted(dana: User) -> None:
    access = people.a_guest("charlie.cole@example.org", opened=False)
    decide(confirmed(Client(), "remove"), RightsItem.Verdict.GRANTED, by=dana)
    work()
    access.refresh_from_db()
    assert access.email.endswith(GONE)
