"""Carry out what was granted, then look again: an item is done only when the rows say so (S174)."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from desk.accounts.models import User
from desk.accounts.personal_data import Person, StillNeeded
from desk.audit.record import record
from desk.files.tombstones import bury
from desk.jobs import enqueue_on_commit
from desk.mail.mailbox import address_key, mailbox_key
from desk.publishing.models import Publication
from desk.publishing.personal_data import unmake_copies
from desk.publishing.publish import hold
from desk.rights.consent.ledger import say
from desk.rights.consent.models import ConsentEvent
from desk.rights.consent.objecting import PUBLIC_COPY, stop_publishing
from desk.rights.holders import HOLDERS
from desk.rights.mentions import search as mentions
from desk.rights.mentions.covering import cover_all
from desk.rights.mentions.deciding import SEARCHING, UNDECIDED, concerns, lacking
from desk.rights.mentions.tasks import find_mentions
from desk.rights.packs import Right
from desk.rights.personal import authority, writing
from desk.rights.personal.models import Package, Restriction, RightsCase, RightsItem
from desk.rights.personal.told import person_of, told_of
from desk.rights.retention.holds import is_held
from desk.tickets.models import Ticket
from desk.tickets.personal_data import tickets_of

Step, Verdict = RightsItem.Step, RightsItem.Verdict
Word, Channel = ConsentEvent.Word, ConsentEvent.Channel

RESTRICTED = "restricted"  # the code of the hold on a post whose ticket is only stored

COPY_FIRST = "copy-first"  # what stops deleting while the same person waits for their copy

QUIET = (COPY_FIRST, SEARCHING)  # these end by themselves

# Code of what stops an item -> what the agents read.
PROBLEMS = {
    "copy-first": "The person gets their copy first. This is deleted once they fetched it or agreed with "
    "our answer, at the latest when the request is closed.",
    "not-proved": "Who asks may not any more: the person they ask for said no, the paper ended, or their own "
    "account has a second step now that they have not shown.",
    SEARCHING: "The tickets of others are still being searched for them. This goes on by itself.",
    UNDECIDED: "Say of each place where others wrote about them whether it is about them. Then this goes on "
    "by itself.",
    "mention-in-copy": "Something that names them is in a copy that is just being published, or that a "
    "removal still waits for. Finish that, then try again.",
    "changed-meanwhile": "Something changed while it was being covered. Try again.",
    "still-in-mentions": "After covering, the person could still be read there.",
    "by-hand": "This cannot be done by itself. Do it, then say so.",
    "works-here": "This is an account of one of us. Close it as your own rules say, then try again.",
    "public-copy": "A copy of one of the tickets is public or in review. Take it down or take its parts out.",
    "legal-hold": "A legal hold keeps one of the tickets. Grant the other parts, or have it lifted.",
    "unreadable": "What the person wrote can no longer be read.",
    "still-in-account": "After deleting, something of the account was still there.",
    "still-in-tickets": "After deleting, something of the tickets was still there.",
    "still-in-mail": "After deleting, a mail to the person was still waiting.",
    "still-in-follows": "After deleting, the person still followed a post.",
}


class Stuck(Exception):
    """It cannot go on without a person; the argument is a code."""


def carry_out(item: RightsItem) -> None:
    """Do what was granted; safe to run twice. Raises Stuck, CannotOpen, NotProved, CannotRedact.

    An access package takes a review: its item is done when the package is.
    """
    if item.step != Step.WANTED:
        return
    authority.require(item.case, Right(item.right), now=timezone.now())
    doing: dict[Right, Callable[[RightsItem, Person], None]] = {
        Right.ACCESS: _hand_out,
        Right.PORTABILITY: _hand_out,
        Right.RECTIFY: _correct,
        Right.REMOVE: _erase,
        Right.OBJECT: _object,
        Right.RESTRICT: _restrict,
        Right.REVOKE: _revoke,
    }
    doing[Right(item.right)](item, person_of(item.case))


def note_problem(item: RightsItem, code: str) -> None:
    """Say what is in the way where an agent can act, once per kind; who waits for the person needs nobody."""
    with transaction.atomic():
        if RightsItem.objects.filter(pk=item.pk).exclude(problem=code).update(problem=code):
            if code not in QUIET:
                writing.alarm(item.case, "by-hand")
            record("case.stuck", item, by="system", case=item.case_id, code=code)


@transaction.atomic
def done_by_hand(item: RightsItem, *, by: User) -> None:
    """An agent has done what no task can, such as a correction in another system."""
    record("case.done-by-hand", item, by=by, case=item.case_id)
    _done(item)


@transaction.atomic
def try_again(item: RightsItem, *, by: User) -> None:
    """Have a task look at it once more, after a person has cleared the way."""
    from desk.rights.personal.tasks import carry_out_item

    RightsItem.objects.filter(pk=item.pk, step=Step.WANTED).update(problem="")
    record("case.tried-again", item, by=by, case=item.case_id)
    enqueue_on_commit(carry_out_item, item.pk)


def waits_for_copy(case: RightsCase) -> bool:
    """Whether deleting now could take something away before the person has their copy of it.

    Fetched is safe. So is a closed request: they agreed, or their time to answer went by, and the finished
    copy itself is not deleted with the rest.
    """
    copies = case.items.filter(right__in=[Right.ACCESS, Right.PORTABILITY])
    wanted = copies.filter(verdict__in=[Verdict.UNDECIDED, Verdict.GRANTED, Verdict.PARTLY])
    if case.state == RightsCase.State.CLOSED or not wanted.exists():
        return False
    is_fetched = Package.objects.filter(case=case, fetched_at__isnull=False).exists()
    return wanted.filter(verdict=Verdict.UNDECIDED).exists() or not is_fetched


def _done(item: RightsItem) -> None:
    changed = RightsItem.objects.filter(pk=item.pk, step=Step.WANTED).update(
        step=Step.DONE, done_at=timezone.now(), problem=""
    )
    if changed:
        record("case.carried-out", item, by="system", case=item.case_id, right=item.right)


def _hand_out(item: RightsItem, person: Person) -> None:
    from desk.rights.personal.tasks import collect_package

    _need_mentions(item)
    package, is_new = Package.objects.get_or_create(case=item.case)
    if package.state == Package.State.READY:
        _done(item)
    elif is_new:
        collect_package.enqueue(package.pk)


@transaction.atomic
def _correct(item: RightsItem, person: Person) -> None:
    name = told_of(item.case).right_name
    if not name or person.user is None:
        raise Stuck("by-hand")
    User.objects.filter(pk=person.user.pk).update(name=name)
    _done(item)


def _erase(item: RightsItem, person: Person) -> None:
    """Holder by holder, the account last: while it is there, what belongs to it can be found."""
    if waits_for_copy(item.case):
        raise Stuck(COPY_FIRST)
    _need_mentions(item)
    wants_tickets = not item.holders or "tickets" in item.holders
    if wants_tickets and any(is_held(ticket) for ticket in tickets_of(person)):
        raise Stuck("legal-hold")
    wanted = [holder for holder in reversed(HOLDERS) if not item.holders or holder.name in item.holders]
    count = 0
    try:
        if concerns(item):
            count += cover_all(item.case, person)
        if wants_tickets:
            count += unmake_copies(person)
        for holder in wanted:
            with transaction.atomic():
                count += holder.erase(person)
                if holder.name == "account":
                    for email in person.emails:
                        bury("account", address_key(email))
    except StillNeeded as needed:
        raise Stuck(str(needed)) from None
    _look_again(item, person)
    with transaction.atomic():
        record("case.erased", item, by="system", case=item.case_id, rows=count)
        _done(item)


def _need_mentions(item: RightsItem) -> None:
    """What others wrote is found and decided first: without their account nobody would know their name."""
    code = lacking(item.case, item)
    if code == SEARCHING and (search := mentions.begin(item.case)) is not None:
        find_mentions.enqueue(search.pk)  # what was written since, too; its end takes this up again
    if code:
        raise Stuck(code)


def _look_again(item: RightsItem, person: Person) -> None:
    """Nobody and nothing may be found any more by the values the person is known by."""
    known = Person(person.emails, User.objects.filter(email__in=person.emails).first())
    for holder in HOLDERS:
        is_meant = not item.holders or holder.name in item.holders
        if is_meant and holder.name != "consents" and any(True for _ in holder.export(known)):
            raise Stuck(f"still-in-{holder.name}")


@transaction.atomic
def _object(item: RightsItem, person: Person) -> None:
    for email in person.emails:
        say(email, item.purpose, Word.OBJECTED, channel=Channel.CASE)
    if item.purpose == PUBLIC_COPY:
        stop_publishing(mailbox_key(email) for email in person.emails)
    _done(item)


@transaction.atomic
def _revoke(item: RightsItem, person: Person) -> None:
    for email in person.emails:
        say(email, item.purpose, Word.WITHDRAWN, channel=Channel.CASE)
    _done(item)


@transaction.atomic
def _restrict(item: RightsItem, person: Person) -> None:
    """Storage only: agents find the tickets no more, and nothing of them is or becomes public (S172)."""
    now = timezone.now()
    for ticket in tickets_of(person):
        if ticket.restricted_at is None:
            Ticket.objects.filter(pk=ticket.pk).update(restricted_at=now)
            bury("restricted", ticket.pk)
        Restriction.objects.get_or_create(ticket=ticket, item=item)
        publication = Publication.objects.filter(ticket=ticket).first()
        if publication is not None:
            hold(publication, RESTRICTED)
    _done(item)
