"""The last step of the identity ladder: a document, asked for with a reason, seen once, destroyed (S155)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.accounts.models import User
from desk.accounts.tokens import open_access
from desk.audit.models import Entry
from desk.files.models import StoredFile
from desk.files.store import CannotOpen, read
from desk.redactor import verify_image
from desk.rights.due import tick
from desk.rights.personal import document
from desk.rights.personal.document import NotNeeded
from desk.rights.personal.models import RightsCase
from desk.rights.personal.proofs import IdentityProof
from tests import people
from tests.build import a_screenshot, a_ticket
from tests.desk.rights.asking import no_detector
from tests.desk.rights.cases import CHARLIE, confirmed, link_in_mail, of_account

pytestmark = pytest.mark.django_db(transaction=True)

Reason, Result = IdentityProof.Reason, IdentityProof.Result
IBAN = "GB82 WEST 1234 5698 7654 32"  # the test number of the standard


def asked(*, by: User) -> RightsCase:
    """A stranger's request with a document asked for."""
    case = confirmed(Client(), "access")
    document.ask(case, Reason.NAME_ONLY, by=by)
    return case


def handed_in(*, by: User) -> IdentityProof:
    proof = asked(by=by).identity_proof
    document.hand_in(proof, a_screenshot("Identity card", "Charlie Cole", f"Account {IBAN}"))
    proof.refresh_from_db()
    return proof


def an_agent(dana: User) -> Client:
    agent = Client()
    agent.force_login(dana)
    return agent


def test_nobody_is_asked_without_a_reason(dana: User) -> None:
    case = confirmed(Client(), "access")
    path = reverse("rights:document_ask", args=[case.pk])
    assert an_agent(dana).post(path, {"reason": ""}).status_code == 404
    assert not IdentityProof.objects.exists()


def test_who_has_a_ticket_or_an_account_is_never_asked_for_a_document(dana: User) -> None:
    ticket = a_ticket(CHARLIE)
    assert ticket.guest is not None
    open_access(ticket.guest)
    for case in (confirmed(Client(), "access"), of_account(people.alice(), "access")):
        with pytest.raises(NotNeeded, match="earlier-step"):
            document.ask(case, Reason.DOUBT, by=dana)
        assert "Ask for a document" not in an_agent(dana).get(case.get_absolute_url()).content.decode()


def test_who_asks_for_a_child_or_for_another_is_not_asked_for_their_own(dana: User) -> None:
    """S141."""
    case = confirmed(Client(), "access", asker="parent")
    with pytest.raises(NotNeeded):
        document.ask(case, Reason.DOUBT, by=dana)


def test_they_are_asked_by_letter_and_the_clock_may_stand_still(dana: User) -> None:
    case = confirmed(Client(), "access")
    agent = an_agent(dana)
    assert "Ask for a document" in agent.get(case.get_absolute_url()).content.decode()
    agent.post(reverse("rights:document_ask", args=[case.pk]), {"reason": "name-only"})
    assert case.waits.get().answered_on is None
    page = Client().get(link_in_mail(CHARLIE)).content.decode()
    assert "Send the picture" in page and "cover your face and all numbers" in page


def test_a_document_that_was_not_asked_for_is_not_taken() -> None:
    confirmed(Client(), "access")
    link = link_in_mail(CHARLIE)
    picture = SimpleUploadedFile("card.png", a_screenshot("Charlie Cole"))
    assert Client().post(f"{link}document/", {"picture": picture}).status_code == 404


def test_it_is_handed_in_by_the_private_link_sealed_and_the_clock_runs_again(dana: User) -> None:
    case = asked(by=dana)
    link = link_in_mail(CHARLIE)
    picture = SimpleUploadedFile("card.png", a_screenshot("Charlie Cole"))
    assert Client().post(f"{link}document/", {"picture": picture}).status_code == 302
    proof = case.identity_proof
    assert proof.file is not None and proof.file.visibility == StoredFile.Visibility.PRIVATE
    assert case.waits.get().answered_on is not None


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing", b"words", b"\x89PNG" + b"0" * (5 * 1024 * 1024)])
def test_only_a_picture_of_a_bearable_size_is_taken(content: bytes, dana: User) -> None:
    case = asked(by=dana)
    sent = {"picture": SimpleUploadedFile("card.png", content)}
    assert Client().post(f"{link_in_mail(CHARLIE)}document/", sent).status_code == 422
    assert case.identity_proof.file is None


def test_without_the_detector_nothing_is_shown_and_nothing_used_up(dana: User) -> None:
    proof = handed_in(by=dana)
    with no_detector():
        answer = an_agent(dana).post(reverse("rights:document_look", args=[proof.case_id]))
    assert answer.status_code == 302
    proof.refresh_from_db()
    assert proof.seen_at is None and proof.file is not None


def test_nobody_decides_what_nobody_has_seen(dana: User) -> None:
    with pytest.raises(NotNeeded, match="not-seen"):
        document.decide(handed_in(by=dana), accepted=True, by=dana)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityProof.objects.update(result=Result.ACCEPTED, checked_by=dana, checked_at=timezone.now())


@pytest.mark.parametrize("why", ["answered", "unseen"])
def test_what_nobody_looked_at_is_destroyed_too(why: str, dana: User) -> None:
    proof = handed_in(by=dana)
    kept, now = proof.file, timezone.now()
    assert kept is not None
    tick(now)
    assert read(kept)
    if why == "answered":
        RightsCase.objects.update(state="answered", answered_at=now - timedelta(hours=25))
    else:
        IdentityProof.objects.update(handed_in_at=now - timedelta(days=8))
    tick(now)
    kept.refresh_from_db()
    with pytest.raises(CannotOpen):
        read(kept)


@pytest.mark.parametrize("who", ["alice", "charlie", "erin"])
def test_customers_and_administrators_look_at_no_document(who: str, dana: User) -> None:
    proof = handed_in(by=dana)
    client = Client()
    client.force_login(getattr(people, who)())
    assert client.post(reverse("rights:document_look", args=[proof.case_id])).status_code == 403
    proof.refresh_from_db()
    assert proof.seen_at is None


def test_a_look_is_no_link_that_can_be_followed(dana: User) -> None:
    proof = handed_in(by=dana)
    assert an_agent(dana).get(reverse("rights:document_look", args=[proof.case_id])).status_code == 405


@pytest.mark.slow
@pytest.mark.ocr
@pytest.mark.usefixtures("detector")
class TestTheOneLook:
    def test_one_look_and_it_is_destroyed(self, dana: User) -> None:
        proof = handed_in(by=dana)
        kept = proof.file
        assert kept is not None
        path, agent = reverse("rights:document_look", args=[proof.case_id]), an_agent(dana)
        first = agent.post(path)
        assert first.status_code == 200 and first["Cache-Control"] == "no-store"
        kept.refresh_from_db()
        with pytest.raises(CannotOpen):
            read(kept)
        assert "looked at already" in agent.post(path, follow=True).content.decode()

    def test_its_numbers_are_covered_and_the_name_is_not(self, dana: User) -> None:
        picture = document.look(handed_in(by=dana), by=dana)
        check = verify_image(picture, hidden=[IBAN], boxes=[])
        assert not check.problems
        assert "Charlie" in " ".join(word.text for word in check.words)

    def test_only_what_came_of_it_is_kept(self, dana: User) -> None:
        """Threat 3."""
        proof = handed_in(by=dana)
        agent = an_agent(dana)
        agent.post(reverse("rights:document_look", args=[proof.case_id]))
        agent.post(reverse("rights:document_decide", args=[proof.case_id]), {"accepted": "yes"})
        proof.refresh_from_db()
        assert (proof.result, proof.file, proof.checked_by) == (Result.ACCEPTED, None, dana)
        verbs = list(Entry.objects.filter(verb__startswith="case.document").values_list("verb", flat=True))
        assert sorted(verbs) == [
            "case.document-asked",
            "case.document-checked",
            "case.document-handed-in",
            "case.document-seen",
        ]
        assert "that was enough" in Client().get(link_in_mail(CHARLIE)).content.decode()
