"""Texts, consent, mail classes, preferences: S004, S040, S046, S054 to S057, S063, S143, S146."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.accounts.models import User
from desk.accounts.tokens import open_access
from desk.mail.classes import KINDS, MailClass, Unclassed
from desk.mail.mailbox import mailbox_key
from desk.mail.models import OutgoingMail
from desk.mail.outgoing import send
from desk.rights.consent import mailing, texts
from desk.rights.consent.ledger import UnknownPurpose, allows, say
from desk.rights.consent.models import Acknowledgement, Broadcast, ConsentEvent, PolicyText
from desk.rights.consent.purposes import Basis, purposes
from tests.build import a_ticket
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)

Word, Channel = ConsentEvent.Word, ConsentEvent.Channel
TODAY = timezone.now().date()


def a_text(
    by: User, version: str = "2026-11", text: str = "We keep little.\nWe sell nothing.", **more: object
) -> PolicyText:
    facts = {"effective_on": TODAY - timedelta(days=1), "is_material": False, **more}
    return texts.add_version(PolicyText.Kind.PRIVACY, version, text, by=by, **facts)  # type: ignore[arg-type]


def test_every_mail_template_has_a_class_and_every_class_a_template() -> None:
    """S046: an untagged template fails here and is not sent."""
    folder = Path(settings.BASE_DIR) / "templates" / "mail"
    assert {path.name.removesuffix(".subject.txt") for path in folder.glob("*.subject.txt")} == set(KINDS)


def test_a_mail_without_a_class_is_not_sent() -> None:
    with pytest.raises(Unclassed):
        send("made_up", "alice@example.com", {})


def test_no_mail_carries_a_picture_that_tells_when_it_was_opened() -> None:
    """S120: mails are plain text."""
    folder = Path(settings.BASE_DIR) / "templates" / "mail"
    assert not [path for path in folder.iterdir() if path.suffix != ".txt"]
    assert not [path for path in folder.iterdir() if "<img" in path.read_text()]


def test_promotional_mail_cannot_be_sent_without_a_way_to_end_it() -> None:
    assert KINDS["product_news"].mail_class == MailClass.PROMOTIONAL
    with pytest.raises(Unclassed):
        send("product_news", "alice@example.com", {})


def test_news_go_only_to_those_who_said_yes(alice: User, bob: User, dana: User) -> None:
    """S054."""
    say(alice.email, "news", Word.GIVEN, channel=Channel.PAGE)
    row = mailing.broadcast(Broadcast.Kind.NEWS, "Version 5", "It is faster.", by=dana)
    run_tasks("mail")
    assert [message.to for message in mail.outbox] == [[alice.email]]
    assert mailing.report(row) == {"Sent": 1}


def test_a_no_also_stops_what_waits_already(alice: User, dana: User) -> None:
    """S040: asked again at the moment it leaves."""
    say(alice.email, "news", Word.GIVEN, channel=Channel.PAGE)
    mailing.broadcast(Broadcast.Kind.NEWS, "Version 5", "It is faster.", by=dana)
    say(alice.email, "news", Word.WITHDRAWN, channel=Channel.PAGE)
    run_tasks("mail")
    assert not mail.outbox
    assert OutgoingMail.objects.get().state == OutgoingMail.State.CANCELLED


def test_who_wants_no_news_still_gets_answers(alice: User) -> None:
    """S057."""
    say(alice.email, "news", Word.OBJECTED, channel=Channel.PAGE)
    send("preferences_link", alice.email, {"link": "x"})
    run_tasks("mail")
    assert len(mail.outbox) == 1


def test_one_click_ends_news_without_signing_in_and_looking_does_not(alice: User, dana: User) -> None:
    """S055, RFC 8058."""
    say(alice.email, "news", Word.GIVEN, channel=Channel.PAGE)
    mailing.broadcast(Broadcast.Kind.NEWS, "Version 5", "It is faster.", by=dana)
    run_tasks("mail")
    headers = mail.outbox[-1].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").removeprefix(settings.DESK_ORIGIN)
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(path).status_code == 200
    assert allows(alice.email, "news")
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not allows(alice.email, "news")


def test_a_link_for_another_mailbox_cannot_be_made(alice: User) -> None:
    token = mailing.token_for(mailbox_key(alice.email))
    other = mailbox_key("bob.baxter@example.com") + token[64:]
    assert Client().get(reverse("rights:preferences", args=[other])).status_code == 404
    assert alice.email not in token


def test_taking_back_takes_as_many_presses_as_giving(client: Client, alice: User) -> None:
    """S063: one each, on the same page."""
    path = mailing.preferences_path(alice.email)
    client.post(path, {"purpose": "news", "say": "yes"})
    assert allows(alice.email, "news")
    client.post(path, {"purpose": "news", "say": "no"})
    assert not allows(alice.email, "news")


def test_the_page_and_the_mail_show_the_same_switch(client: Client, alice: User) -> None:
    """S053."""
    client.force_login(alice)
    say(alice.email, "news", Word.GIVEN, channel=Channel.MAIL)
    page = client.get(reverse("rights:preferences_ask"), follow=True).content.decode()
    assert page.index('data-state="on"', page.index("new versions")) < page.index(
        "Switch it off", page.index("new versions")
    )


def test_the_link_is_mailed_to_every_address_alike(client: Client, alice: User) -> None:
    for email in (alice.email, "nobody.known@example.org"):
        assert client.post(reverse("rights:preferences_ask"), {"email": email}).status_code == 302
    run_tasks("mail")
    assert len({len(str(message.body).split()) for message in mail.outbox}) == 1


def test_what_was_said_stays_written(alice: User) -> None:
    """S064."""
    event = say(alice.email, "news", Word.GIVEN, channel=Channel.PAGE)
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    assert alice.email not in event.subject


def test_a_purpose_nobody_described_is_refused(alice: User) -> None:
    """S041."""
    with pytest.raises(UnknownPurpose):
        allows(alice.email, "profiling")


def test_every_purpose_has_a_basis_and_a_weighed_interest_says_why() -> None:
    """S062."""
    for purpose in purposes().values():
        assert purpose.words and purpose.stops
        assert bool(purpose.balance) == (purpose.basis == Basis.INTEREST)


def test_having_read_a_text_is_no_consent(client: Client, alice: User, dana: User) -> None:
    """S146: nothing is switched on by it."""
    policy = a_text(dana)
    client.force_login(alice)
    assert "I have read it" in client.get("/my/").content.decode()
    client.post(reverse("rights:policy_read", args=[policy.pk]))
    assert "I have read it" not in client.get("/my/").content.decode()
    assert not allows(alice.email, "news")
    assert not ConsentEvent.objects.exists()


def test_an_acknowledgement_names_the_exact_text(alice: User, dana: User) -> None:
    """S004: the digest is that of the words that were shown."""
    policy = a_text(dana)
    texts.acknowledge(alice.email, policy, language="en")
    assert Acknowledgement.objects.get().digest == PolicyText.objects.get(digest=policy.digest).digest
    with pytest.raises(TypeError):
        policy.save()


def test_not_agreeing_writes_no_row(client: Client, alice: User, dana: User) -> None:
    """S003, S147: who does not go on finds the way to copy and delete, and nothing is written."""
    a_text(dana)
    client.force_login(alice)
    page = client.get("/my/").content.decode()
    assert reverse("rights:centre") in page
    assert not Acknowledgement.objects.exists()


def test_everybody_reads_every_version_and_what_changed(client: Client, dana: User) -> None:
    """S143, S145."""
    a_text(dana, effective_on=date(2026, 1, 1))
    newer = a_text(dana, "2026-12", "We keep little.\nWe sell nothing, ever.")
    page = client.get(newer.get_absolute_url()).content.decode()
    assert "<ins>We sell nothing, ever.</ins>" in page and "<del>We sell nothing.</del>" in page
    assert "<del>We keep little." not in page
    assert client.get("/privacy/texts/privacy/2026-11/").status_code == 200
    assert f"{newer.effective_on.day} {newer.effective_on:%B %Y}" in page


def test_a_change_that_matters_is_mailed_to_everybody_who_is_active(
    client: Client, alice: User, bob: User
) -> None:
    """S144, S091: whatever they said about news; with a report."""
    from tests import people

    say(alice.email, "news", Word.OBJECTED, channel=Channel.PAGE)
    bob.is_active = False
    bob.save()
    client.force_login(people.operator())
    sent = {
        "kind": "privacy",
        "version": "2026-12",
        "text": "New.",
        "effective_on": "2026-12-24",
        "is_material": "on",
    }
    assert client.post(reverse("rights:policy_add"), sent).status_code == 302
    run_tasks("mail")
    assert sorted(message.to[0] for message in mail.outbox) == sorted([alice.email, people.operator().email])
    assert "Sent: 2" in client.get(reverse("rights:broadcasts")).content.decode()


def test_a_version_is_not_written_twice(client: Client) -> None:
    from tests import people

    a_text(people.operator())
    client.force_login(people.operator())
    sent = {"kind": "privacy", "version": "2026-11", "text": "Other.", "effective_on": "2026-12-24"}
    assert client.post(reverse("rights:policy_add"), sent).status_code == 422


def test_an_objection_on_the_page_hides_what_is_public_of_their_tickets(client: Client, alice: User) -> None:
    """Also for a guest, of whom only the mailbox is known."""
    tickets = [a_ticket(alice), a_ticket("guest.gray@example.org")]
    assert tickets[1].guest is not None
    open_access(tickets[1].guest)
    for email in (alice.email, "guest.gray@example.org"):
        client.post(mailing.preferences_path(email), {"purpose": "public-copy", "say": "no"})
    for ticket in tickets:
        ticket.refresh_from_db()
        assert not ticket.may_be_published
