"""An agent says of each mention whether it is about the person; what waits for that goes on by itself."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from desk.accounts.models import User
from desk.audit.record import record
from desk.jobs import enqueue_on_commit
from desk.rights.holders import MENTIONS
from desk.rights.mentions.models import Mention
from desk.rights.mentions.search import ASKED_FOR, is_done, is_wanted, may_see
from desk.rights.packs import Right, grounds_of, packs
from desk.rights.personal.authority import NotProved
from desk.rights.personal.models import RightsCase, RightsItem
from desk.states import BadMove, Overtaken

Verdict, Step = Mention.Verdict, RightsItem.Step

# What an item waits for; a task takes it up when that is over.
SEARCHING, UNDECIDED = "mentions-searching", "mentions-undecided"
WAITING = (SEARCHING, UNDECIDED)


class NotSayable(Exception):
    """Nobody, or not this person, may say so of this mention; the argument is a code."""


def grounds_for(case: RightsCase) -> tuple[str, ...]:
    """Why something about the person may stay: the grounds of the laws that apply (S167)."""
    rights = [Right(item.right) for item in case.items.filter(right__in=ASKED_FOR)]
    applying = [pack for right in rights for pack in packs().applying(right, case.place)]
    return grounds_of(applying)


@transaction.atomic
def decide(
    mention: Mention, verdict: Mention.Verdict, *, seen: Mention.Verdict, by: User, ground: str = ""
) -> Mention:
    """Say whether it is about the person, and of what stays by which ground.

    Raises Overtaken when it is not as `seen` any more, NotSayable, NotProved, BadMove.
    """
    case = _open(mention.case_id, by)
    mention = Mention.objects.select_for_update().get(pk=mention.pk)
    if mention.verdict != seen:
        raise Overtaken(mention.pk)
    if verdict == Verdict.UNDECIDED:
        raise NotSayable("no-verdict")
    if verdict == Verdict.STAYS and ground not in grounds_for(case):
        raise NotSayable("no-such-ground")
    if mention.covered_at is not None:
        raise NotSayable("already-done")
    mention.verdict, mention.ground = verdict, ground if verdict == Verdict.STAYS else ""
    mention.decided_by, mention.decided_at = by, timezone.now()
    mention.save(update_fields=["verdict", "ground", "decided_by", "decided_at"])
    record(
        "mention.decided", mention, by=by, case=case.pk, verdict=str(verdict), ground=mention.ground or None
    )
    go_on_with_items(case)
    return mention


@transaction.atomic
def agree_to_addresses(case: RightsCase, *, by: User) -> int:
    """Say of everything undecided that holds the person's own address that it is about them; how many.

    Raises as `decide`.
    """
    case = _open(case.pk, by)
    rows = list(Mention.objects.filter(case=case, has_address=True, verdict=Verdict.UNDECIDED))
    for mention in rows:
        decide(mention, Verdict.THEIRS, seen=Verdict.UNDECIDED, by=by)
    return len(rows)


def lacking(case: RightsCase, item: RightsItem) -> str:
    """What an item waits for before it is carried out; empty when nothing."""
    if not concerns(item):
        return ""
    if not is_done(case, until=item.decided_at or timezone.now()):
        return SEARCHING
    return UNDECIDED if Mention.objects.filter(case=case, verdict=Verdict.UNDECIDED).exists() else ""


def concerns(item: RightsItem) -> bool:
    """Whether an item is about what others wrote, too: granted whole, or with that part of it."""
    return item.right in ASKED_FOR and (not item.holders or MENTIONS in item.holders)


def go_on_with_items(case: RightsCase) -> None:
    """Take up what waited for the search or for the last decision."""
    from desk.rights.personal.tasks import carry_out_item

    for item in case.items.filter(step=Step.WANTED, problem__in=WAITING):
        if lacking(case, item) != item.problem:
            RightsItem.objects.filter(pk=item.pk).update(problem="")
            enqueue_on_commit(carry_out_item, item.pk)


def _open(case_id: int, by: User) -> RightsCase:
    """The case, locked, if this agent may decide in it. Raises BadMove, NotSayable, NotProved, CannotOpen."""
    case = RightsCase.objects.select_for_update().get(pk=case_id)
    if case.state != RightsCase.State.OPEN or not is_wanted(case):
        raise BadMove("the case is not open")
    if case.person_id == by.pk:
        raise NotSayable("own-case")
    if not may_see(case):
        raise NotProved("not-proved")
    return case
