"""A document that shows who somebody is: the last step, asked for with a reason, seen once, gone (S155).

Only where a mailbox, an account and tickets of their own can show nothing: who has one of those has proved
enough. What an agent sees has its numbers covered, and there is no second look. Only the result stays.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from desk.accounts.models import User
from desk.audit.record import record
from desk.files.store import destroy, keep_private, read
from desk.redactor import IMAGES, PixelHide, redact_image, scan_image, sniff
from desk.rights.personal import ladder, running, writing
from desk.rights.personal.authority import LONGEST_PAPER, BadPaper
from desk.rights.personal.models import RightsCase, Wait
from desk.rights.personal.proofs import IdentityProof
from desk.tickets.rules import policy

Result = IdentityProof.Result

LIVES = timedelta(hours=24)  # after the decision, at the latest
UNSEEN = timedelta(days=7)  # nobody looked: it goes, and can be sent again
COVERED = frozenset({"NATIONAL_ID", "DOCUMENT_ID", "HEALTH_ID", "BANK_ACCOUNT", "CREDIT_CARD"})
WORDS = (
    "Please show us who you are: send a picture of a document on the page of your request. We need to read "
    "your name on it and nothing else, so cover your face and all numbers first. One of us looks at it once; "
    "then it is destroyed, and we keep only whether it was enough."
)


class NotNeeded(Exception):
    """An earlier step of the ladder is open, or nothing waits to be seen; the argument is a code."""


@transaction.atomic
def ask(case: RightsCase, reason: IdentityProof.Reason, *, by: User) -> IdentityProof:
    """Ask for a document, because nothing else can show it. Raises NotNeeded, CannotOpen."""
    case = RightsCase.objects.select_for_update().get(pk=case.pk)
    if case.state != RightsCase.State.OPEN or not is_last_step(case):
        raise NotNeeded("earlier-step")
    proof, is_new = IdentityProof.objects.get_or_create(
        case=case, defaults={"reason": reason, "asked_by": by}
    )
    if is_new:
        writing.ask_question(case, WORDS, reason=Wait.Reason.IDENTITY, by=by)
        record("case.document-asked", case, by=by, reason=str(reason))
    return proof


def is_last_step(case: RightsCase) -> bool:
    """Whether account and tickets can show nothing of who asks for themselves. Raises CannotOpen."""
    return ladder.next_step(case) == ladder.Step.DOCUMENT


@transaction.atomic
def hand_in(proof: IdentityProof, content: bytes) -> None:
    """Keep the picture, sealed, until it is seen; an earlier one is destroyed. Raises BadPaper, NotNeeded."""
    if len(content) > LONGEST_PAPER or sniff(content) not in IMAGES:
        raise BadPaper
    proof = IdentityProof.objects.select_for_update().get(pk=proof.pk)
    if proof.result != Result.WAITING:
        raise NotNeeded("already-decided")
    if proof.seen_at is not None:
        raise NotNeeded("seen")
    if proof.file is not None:
        destroy(proof.file)
    proof.file, proof.handed_in_at = keep_private(content, kind=sniff(content)), timezone.now()
    proof.save(update_fields=["file", "handed_in_at"])
    running.answered(proof.case, today=timezone.now().date())
    record("case.document-handed-in", proof.case, by="visitor")


def look(proof: IdentityProof, *, by: User) -> bytes:
    """The picture, with its numbers covered, once: after this look it is destroyed.

    Raises NotNeeded when it was seen, CannotOpen, CannotRead, CannotRedact; then it was not seen.
    """
    if proof.file is None or proof.seen_at is not None:
        raise NotNeeded("seen")
    content = read(proof.file)
    found = scan_image(content, policy()).findings
    hides = [PixelHide(one.box, "[covered]") for one in found if one.entity in COVERED]
    picture = redact_image(content, hides).data
    with transaction.atomic():
        first = IdentityProof.objects.filter(pk=proof.pk, file=proof.file, seen_at=None)
        if not first.update(seen_at=timezone.now(), file=None):
            raise NotNeeded("seen")
        destroy(proof.file)
        record("case.document-seen", proof.case, by=by)
    return picture


@transaction.atomic
def decide(proof: IdentityProof, *, accepted: bool, by: User) -> None:
    """What the agent read in it. Raises NotNeeded for one that nobody has looked at."""
    result = Result.ACCEPTED if accepted else Result.REJECTED
    seen = IdentityProof.objects.filter(pk=proof.pk, result=Result.WAITING, seen_at__isnull=False)
    if not seen.update(result=result, checked_by=by, checked_at=timezone.now()):
        raise NotNeeded("not-seen")
    record("case.document-checked", proof.case, by=by, result=str(result))


def destroy_documents(now: datetime) -> None:
    """What is left of a case that was answered, and what nobody looked at for a week. Safe to call twice."""
    old = Q(case__answered_at__lt=now - LIVES) | Q(handed_in_at__lt=now - UNSEEN)
    for proof in IdentityProof.objects.filter(old, file__isnull=False).select_related("file"):
        if proof.file is not None:
            destroy(proof.file)
        IdentityProof.objects.filter(pk=proof.pk).update(file=None)
