"""The agents' queue."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from desk.accounts.models import User
from desk.publishing.models import Publication
from desk.tickets.models import FindingRow, Scan, Ticket
from desk.tickets.receive import Upload
from tests.build import a_log, a_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, dana: User) -> Client:
    """Dana's browser."""
    client.force_login(dana)
    return client


def shown(desk: Client, **filters: str) -> str:
    return desk.get("/desk/", filters).content.decode()


def settle(scan: Scan, *, findings: int) -> None:
    """As if the detector had been there."""
    Scan.objects.filter(pk=scan.pk).update(
        state=Scan.State.DONE, digest="d", policy_digest="p", scanned_at=timezone.now()
    )
    for number in range(findings):
        FindingRow.objects.create(
            scan=scan, start=number, end=number + 1, entity="PERSON", score=1, rule="people.name"
        )


def test_an_empty_queue_says_so(desk: Client) -> None:
    assert "Nobody waits" in shown(desk)


def test_tickets_stand_there_with_reference_product_and_customer(desk: Client, ticket: Ticket) -> None:
    page = shown(desk)
    for words in (ticket.subject, ticket.reference, ticket.product.name, "Alice Archer"):
        assert words in page


def test_solved_tickets_are_left_out_until_asked_for(desk: Client, ticket: Ticket) -> None:
    Ticket.objects.update(state=Ticket.State.SOLVED)
    assert ticket.subject not in shown(desk)
    assert ticket.subject in shown(desk, state="solved")
    assert ticket.subject in shown(desk, state="all")


@pytest.mark.parametrize("words", ["export", "EXPORT STOPS", "{reference}", "{number}"])
def test_search_finds_by_reference_and_words_of_the_summary(desk: Client, ticket: Ticket, words: str) -> None:
    other = a_ticket(subject="Another matter")
    page = shown(desk, q=words.format(reference=ticket.reference.lower(), number=ticket.pk))
    assert ticket.subject in page
    assert other.subject not in page


def test_search_that_finds_nothing_says_so(desk: Client, ticket: Ticket) -> None:
    assert "Nothing fits these filters" in shown(desk, q="no such words")


def test_a_number_too_large_for_any_ticket_finds_nothing(desk: Client, ticket: Ticket) -> None:
    assert "Nothing fits these filters" in shown(desk, q="9" * 40)


def test_a_search_reads_an_index_of_subjects_and_not_every_ticket(ticket: Ticket) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # For a single ticket both are faster than what is right for many.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_indexscan = off")
    index = {"sqlite": "tickets_tic_subject_", "postgresql": "tickets_ticket_subject_letters"}
    assert index[connection.vendor] in Ticket.objects.called("export stops").explain()


def test_the_queue_can_show_ones_own_and_nobodys_tickets(desk: Client, ticket: Ticket, dana: User) -> None:
    mine = a_ticket(subject="Mine to solve")
    Ticket.objects.filter(pk=mine.pk).update(assignee=dana)
    assert mine.subject in shown(desk, assignee="me")
    assert ticket.subject not in shown(desk, assignee="me")
    assert mine.subject not in shown(desk, assignee="nobody")


def test_it_counts_what_was_found_in_words_and_files_once_all_is_scanned(desk: Client) -> None:
    ticket = a_ticket(uploads=[Upload("a.log", a_log())])
    of_words, of_log = Scan.objects.order_by("pk")
    settle(of_words, findings=3)
    assert "being scanned" in shown(desk)
    settle(of_log, findings=2)
    page = shown(desk)
    assert "being scanned" not in page
    assert ">5<" in page.replace(" ", "").replace("\n", "")
    assert ticket.reference in page


def test_it_says_how_far_the_public_copy_is(desk: Client, ticket: Ticket, dana: User) -> None:
    Publication.objects.create(ticket=ticket, created_by=dana)
    assert "In review" in shown(desk)


def test_it_says_when_the_customer_wants_nothing_published(desk: Client) -> None:
    a_ticket(publish=Ticket.Publish.NOTHING)
    assert "Not wanted" in shown(desk)


def test_it_says_when_the_customer_changed_their_mind_about_a_copy(
    desk: Client, ticket: Ticket, dana: User
) -> None:
    Publication.objects.create(ticket=ticket, created_by=dana)
    assert "customer says no" not in shown(desk)
    Ticket.objects.update(publish=Ticket.Publish.NOTHING)
    assert "customer says no" in shown(desk)


def test_a_guest_who_never_opened_the_link_is_marked(desk: Client) -> None:
    a_ticket("guest.gray@example.org")
    assert "address not confirmed" in shown(desk)


def test_what_changed_last_stands_first(desk: Client, ticket: Ticket) -> None:
    newer = a_ticket(subject="A newer matter")
    Ticket.objects.filter(pk=ticket.pk).update(updated_at=timezone.now() - timedelta(days=1))
    page = shown(desk)
    assert page.index(newer.subject) < page.index(ticket.subject)


def test_a_long_queue_has_pages(desk: Client) -> None:
    for number in range(51):
        a_ticket(subject=f"Matter {number}.")
    assert "Matter 0." not in shown(desk)
    assert "Matter 0." in shown(desk, page="2")


def test_the_queue_asks_the_database_a_fixed_number_of_times(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        a_ticket()
    with django_assert_max_num_queries(6):
        shown(desk)
