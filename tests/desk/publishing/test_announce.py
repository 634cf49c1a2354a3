"""The customer hears when their issue is fixed."""

from __future__ import annotations

import pytest

from desk.accounts.models import User
from desk.mail.models import OutgoingMail
from desk.publishing.announce import tell_fixed
from desk.publishing.facts import Facts, set_facts
from desk.publishing.models import Publication
from desk.publishing.review import start_review
from desk.tickets.models import Ticket
from tests.build import a_ticket

pytestmark = pytest.mark.django_db


def fixed_mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(template="fixed"))


def test_alice_is_told_once_and_in_which_version(alice: User, dana: User, ticket: Ticket) -> None:
    publication = start_review(ticket, by=dana)
    for _ in range(2):
        set_facts(publication, Facts(Publication.Status.FIXED, fixed_in="4.3"), by=dana)
    (mail,) = fixed_mails()
    assert mail.to == alice.email
    assert "fixed in version 4.3." in mail.text
    assert publication.slug not in mail.text  # it is not public


def test_another_status_tells_the_customer_nothing(dana: User, ticket: Ticket) -> None:
    set_facts(start_review(ticket, by=dana), Facts(Publication.Status.CONFIRMED), by=dana)
    assert fixed_mails() == []


def test_a_guest_who_never_opened_the_link_is_told_nothing(dana: User) -> None:
    tell_fixed(start_review(a_ticket("guest.gray@example.org"), by=dana))
    assert fixed_mails() == []
