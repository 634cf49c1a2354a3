"""What the person says in their case: an answer to our question, that they agree, or that they do not."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from desk.accounts.tokens import absolute, hash_of
from desk.audit.record import record
from desk.files.models import StoredFile
from desk.files.store import CannotOpen, keep_private, read
from desk.mail.outgoing import send
from desk.redactor import cut_cards
from desk.rights.packs import Right, packs
from desk.rights.personal import authority, collecting, running, writing
from desk.rights.personal.models import CaseReply, Correction, Package, RightsCase, RightsItem
from desk.rights.personal.told import person_of, told_of
from desk.tickets.models import Ticket
from desk.tickets.personal_data import tickets_of

Kind, State = CaseReply.Kind, RightsCase.State
Verdict, Step = RightsItem.Verdict, RightsItem.Step

LINK_LIVES = timedelta(hours=1)


@transaction.atomic
def reply(case: RightsCase, kind: CaseReply.Kind, words: str) -> None:
    """Take down what they say. Raises BadMove when the case is not where this can be said.

    To disagree opens the case again, closed or not: whoever looks at it then
    is somebody else (S165, S173).
    """
    CaseReply.objects.create(case=case, kind=kind, file=_sealed(words))
    record("case.replied", case, by="visitor", kind=str(kind))
    today = timezone.now().date()
    match kind:
        case Kind.ANSWER:
            running.answered(case, today=today)
            writing.alarm(case, "replied")
        case Kind.AGREES:
            case.move(State.CLOSED, closed_at=timezone.now(), close_reason="agreed")
        case Kind.DISAGREES:
            case.move(State.OPEN, is_appealed=True, closed_at=None, close_reason="", reply_until=None)
            no = [Verdict.REFUSED, Verdict.PARTLY, Verdict.NOT_FOUND, Verdict.NOT_VERIFIED]
            case.items.filter(verdict__in=no).update(
                first_decided_by=F("decided_by"),
                decided_by=None,
                decided_at=None,
                verdict=Verdict.UNDECIDED,
                ground="",
                holders=[],
                step=Step.NOTHING,
                done_at=None,
            )
            running.start_appeal(case, today=today)
            writing.alarm(case, "appeal")


@transaction.atomic
def state_correction(item: RightsItem, ticket: Ticket, words: str) -> Correction:
    """Put the person's own statement beside a ticket we did not change (S151). Raises ValueError.

    Only for a correction we declined, of a law that gives this, in a ticket of theirs, by who may ask.
    """
    allowed = item.right == Right.RECTIFY and item.says_no
    allowed &= any(pack.has_statement for pack in packs().applying(Right.RECTIFY, item.case.place))
    allowed &= authority.may(item.case, Right.RECTIFY, now=timezone.now())
    if not allowed or not tickets_of(person_of(item.case)).filter(pk=ticket.pk).exists():
        raise ValueError("no-statement-here")
    correction, _ = Correction.objects.update_or_create(
        item=item, defaults={"ticket": ticket, "file": _sealed(words)}
    )
    record("case.statement", correction, by="visitor", case=item.case_id)
    return correction


def words_of(file_row: CaseReply | Correction) -> str:
    """Raises CannotOpen once it is forgotten."""
    if file_row.file is None:
        raise CannotOpen("no-key")
    return read(file_row.file).decode()


@transaction.atomic
def mail_package_link(package: Package) -> None:
    """Mail a link to the confirmed mailbox that fetches the copy, once, within an hour. Raises NotProved."""
    collecting.require_proof(package)
    token = secrets.token_urlsafe(32)
    Package.objects.filter(pk=package.pk).update(
        link_hash=hash_of(token), link_until=timezone.now() + LINK_LIVES
    )
    link = absolute(reverse("rights:package_link", args=[token]))
    case = package.case
    send("case_package", told_of(case).email, {"link": link, "number": case.number}, thread=case.number)
    record("package.link-asked", package, by="visitor", case=case.pk)


def package_of_link(token: str, *, now: datetime | None = None) -> Package | None:
    """The package behind a fresh link; None when it is unknown, used, too old or not ready."""
    return Package.objects.filter(
        link_hash=hash_of(token), link_until__gt=now or timezone.now(), state=Package.State.READY
    ).first()


def fetch(package: Package, token: str) -> bytes | None:
    """The bytes, for the first who presses the button; None for everybody after.

    Raises NotProved, also for who had the link before the person they ask for said no. Raises CannotOpen.
    """
    collecting.require_proof(package)
    mine = Package.objects.filter(pk=package.pk, link_hash=hash_of(token))
    if package.file is None or not mine.update(link_hash="", link_until=None, fetched_at=timezone.now()):
        return None
    record("package.fetched", package, by="visitor", case=package.case_id)
    return read(package.file)


def _sealed(words: str) -> StoredFile:
    """Without card numbers: those are never kept (S013)."""
    return keep_private(cut_cards(words).text.encode(), kind="text")
