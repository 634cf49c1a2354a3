"""A case from the wish to the open case. The same is said and done for every address, known or not."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from desk.accounts.models import User
from desk.accounts.tokens import hash_of
from desk.audit.record import record
from desk.rights.consent.ledger import say
from desk.rights.consent.models import ConsentEvent
from desk.rights.mentions import search as mentions
from desk.rights.packs import Right, packs
from desk.rights.personal import writing
from desk.rights.personal.models import RightsCase, RightsItem, new_case_number
from desk.rights.personal.proofs import Authority
from desk.rights.personal.running import freeze_calendars, start_clocks
from desk.rights.personal.told import Told, forget, seal_told, told_of
from desk.states import Overtaken
from desk.tickets.models import Ticket

State, Asker, Proof = RightsCase.State, RightsCase.Asker, RightsCase.Proof

LINK_LIVES = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Ask:
    """One right, and for an objection or a withdrawal the purpose it is about."""

    right: Right
    purpose: str = ""


@transaction.atomic
def open_case(
    told: Told,
    asks: Sequence[Ask],
    *,
    asker: RightsCase.Asker,
    channel: RightsCase.Channel,
    place: str,
    person: User | None = None,
    received: datetime | None = None,
    proof: RightsCase.Proof = Proof.NONE,
) -> RightsCase:
    """Take a request down. Who is signed in has proved their mailbox; others are mailed a link first.

    Nothing is looked up here, so neither the answer nor its time tells who is known. `received` is
    when it first reached us by another way; `proof` what has shown by then whose mailbox it is.
    """
    number = new_case_number()
    now = received or timezone.now()
    case = RightsCase.objects.create(
        number=number,
        person=person,
        asker=asker,
        channel=channel,
        place=place,
        sealed=seal_told(number, told),
        calendars=freeze_calendars(place, year=now.year),
        packs_version=packs().version,
        token_hash=secrets.token_hex(32),
        received_at=now,
    )
    RightsItem.objects.bulk_create(
        [RightsItem(case=case, right=ask.right, purpose=ask.purpose) for ask in asks]
    )
    if asker != Asker.SELF:
        Authority.objects.create(case=case, token_hash=secrets.token_hex(32))
    record("case.asked", case, by=person or "visitor", items=len(asks), asker=str(asker))
    if proof != Proof.NONE:
        confirm(case, proof)
    else:
        writing.send_confirmation_link(case, token_of(case), to=told.email)
    return case


def open_from_ticket(ticket: Ticket, asks: Sequence[Ask], *, by: User) -> RightsCase:
    """A ticket is a request about personal data: its clocks run from the day the ticket came (S154).

    Whoever opened their private link, or signed in, has proved their mailbox; others are mailed a link.
    """
    customer = ticket.customer
    case = open_case(
        Told(email=customer.email),
        asks,
        asker=Asker.SELF,
        channel=RightsCase.Channel.PORTAL,
        place="",
        person=ticket.requester,
        received=ticket.created_at,
        proof=_shown_by(ticket),
    )
    record("case.from-ticket", case, by=by, ticket=ticket.pk)
    return case


def _shown_by(ticket: Ticket) -> RightsCase.Proof:
    """What a customer had shown when they wrote it."""
    if ticket.requester is not None:
        return Proof.ACCOUNT
    is_verified = ticket.guest is not None and ticket.guest.is_verified
    return Proof.MAILBOX if is_verified else Proof.NONE


def token_of(case: RightsCase) -> str:
    """The token of the case's private link, the same in every mail; only its hash is kept."""
    token = salted_hmac("desk.rights.case", str(case.pk), algorithm="sha256").hexdigest()
    if case.token_hash != hash_of(token):
        case.token_hash = hash_of(token)
        case.save(update_fields=["token_hash"])
    return token


def case_of_link(token: str, *, now: datetime | None = None) -> RightsCase | None:
    """The case behind a private link; None when it is unknown, expired or was never confirmed in time."""
    case = RightsCase.objects.filter(token_hash=hash_of(token)).exclude(state=State.EXPIRED).first()
    if case is None or case.key_destroyed_at is not None:
        return None
    too_old = case.state == State.UNCONFIRMED and case.received_at < (now or timezone.now()) - LINK_LIVES
    return None if too_old else case


def confirm(case: RightsCase, proof: RightsCase.Proof = Proof.MAILBOX) -> None:
    """The mailbox is theirs: clocks run from receipt, and consent that is taken back ends now (S170).

    Safe to call twice.
    """
    if case.state != State.UNCONFIRMED:
        return
    now = timezone.now()
    try:
        with transaction.atomic():
            told = told_of(case)
            # Only now: before the mailbox is proved, nothing may depend on whether it has an account.
            owner = case.person or User.objects.filter(email=told.email, is_active=True).first()
            person = owner if case.asker == Asker.SELF or case.person is not None else None
            case.move(State.OPEN, confirmed_at=now, person=person, proof=proof)
            start_clocks(case)
            if case.asker == Asker.SELF:
                for item in case.items.filter(right=Right.REVOKE):
                    say(
                        told.email,
                        item.purpose,
                        ConsentEvent.Word.WITHDRAWN,
                        channel=ConsentEvent.Channel.CASE,
                    )
            record("case.confirmed", case, by=case.person or "visitor")
            writing.send_receipt(case, token_of(case), to=told.email)
            _tell_represented(case, told)
            writing.alarm(case, "new")
            mentions.begin(case)
    except Overtaken:
        return  # the button was pressed twice; the other press did all this


def expire(case: RightsCase) -> None:
    """Forget a case that nobody confirmed in time. Safe to call twice."""
    try:
        with transaction.atomic():
            case.move(State.EXPIRED, sealed=b"")
            record("case.expired", case, by="system")
    except Overtaken:
        return  # confirmed at the last moment
    forget(case)


def represented_token(authority: Authority) -> str:
    """The token of the link for the person somebody asks for; only its hash is kept."""
    token = salted_hmac("desk.rights.represented", str(authority.pk), algorithm="sha256").hexdigest()
    if authority.token_hash != hash_of(token):
        authority.token_hash = hash_of(token)
        authority.save(update_fields=["token_hash"])
    return token


def authority_of_link(token: str) -> Authority | None:
    """The authority behind the link for the person represented; None when unknown or the case is forgotten.

    A no counts after the case is closed, too: the copy can be fetched, and a restriction lifted, until then.
    """
    found = Authority.objects.select_related("case").filter(token_hash=hash_of(token)).first()
    if found is None or found.case.key_destroyed_at is not None:
        return None
    return found if found.case.state in (State.OPEN, State.ANSWERED, State.CLOSED) else None


def _tell_represented(case: RightsCase, told: Told) -> None:
    """Write to the person somebody asks for, known to us or not (S156). A child without a mailbox is not."""
    if case.asker != Asker.SELF and told.about:
        writing.send_to_represented(represented_token(case.authority), to=told.about, number=case.number)
        Authority.objects.filter(pk=case.authority.pk).update(told_at=timezone.now())
