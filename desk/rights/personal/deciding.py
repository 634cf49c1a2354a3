"""Decisions on the items of a case: each on its own; what is granted is done at once, a no has its ground."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from desk.accounts.models import User
from desk.audit.record import record
from desk.jobs import enqueue_on_commit
from desk.rights.holders import PARTS
from desk.rights.packs import Right, grounds_of, packs
from desk.rights.personal import authority, collecting
from desk.rights.personal.models import RightsCase, RightsItem
from desk.states import BadMove, Overtaken

Verdict, Step = RightsItem.Verdict, RightsItem.Step

# What these two verdicts rest on, always.
FIXED_GROUNDS = {
    Verdict.NOT_FOUND: "FulfilmentImpossible",
    Verdict.NOT_VERIFIED: "IdentityVerificationFailure",
}


class NotDecidable(Exception):
    """Nobody, or not this person, may decide it so; the argument is a code."""


def grounds_for(item: RightsItem) -> tuple[str, ...]:
    """The grounds a refusal of this item may rest on: those of the laws that apply (S167)."""
    return grounds_of(packs().applying(Right(item.right), item.case.place))


@transaction.atomic
def decide(
    item: RightsItem,
    verdict: RightsItem.Verdict,
    *,
    seen: RightsItem.Verdict,
    by: User,
    ground: str = "",
    holders: Sequence[str] = (),
) -> RightsItem:
    """Decide one item; what is granted is put to work in the same transaction (S169).

    `holders` says where a part is granted. Raises Overtaken when it is not as
    `seen` any more, NotDecidable, NotProved when who asks may not ask for it.
    """
    case = RightsCase.objects.select_for_update().get(pk=item.case_id)
    item = RightsItem.objects.select_for_update().get(pk=item.pk)
    if case.state != RightsCase.State.OPEN:
        raise BadMove("the case is not open")
    if item.verdict != seen:
        raise Overtaken(item.pk)
    if item.step == Step.DONE:
        raise NotDecidable("already-done")
    if case.person_id == by.pk:
        raise NotDecidable("own-case")
    if item.first_decided_by_id == by.pk:
        raise NotDecidable("same-reviewer")
    item.ground = _ground(item, verdict, ground)
    item.holders = _holders(item, verdict, holders)
    granted = verdict in (Verdict.GRANTED, Verdict.PARTLY)
    if granted:
        authority.require(case, Right(item.right), now=timezone.now())
    item.verdict, item.decided_by, item.decided_at = verdict, by, timezone.now()
    item.step, item.problem, item.tried_at = (Step.WANTED if granted else Step.NOTHING), "", None
    item.save()
    record("case.decided", item, by=by, case=case.pk, verdict=str(verdict), ground=item.ground or None)
    if granted:
        from desk.rights.personal.tasks import carry_out_item

        if item.right in (Right.ACCESS, Right.PORTABILITY):
            collecting.begin_anew(case)
        enqueue_on_commit(carry_out_item, item.pk)
    return item


def _ground(item: RightsItem, verdict: RightsItem.Verdict, ground: str) -> str:
    if verdict in FIXED_GROUNDS:
        return FIXED_GROUNDS[verdict]
    if verdict == Verdict.GRANTED:
        return ""
    if verdict == Verdict.UNDECIDED:
        raise NotDecidable("no-verdict")
    if item.is_absolute:
        raise NotDecidable("absolute")  # a consent can always be taken back (GDPR 7(3), 21(3))
    if ground not in grounds_for(item):
        raise NotDecidable("no-such-ground")
    return ground


def _holders(item: RightsItem, verdict: RightsItem.Verdict, holders: Sequence[str]) -> list[str]:
    if verdict != Verdict.PARTLY:
        return []
    known = [name for name in PARTS if name in holders]
    if not known and item.right in (Right.ACCESS, Right.PORTABILITY, Right.REMOVE):
        raise NotDecidable("which-part")
    return known
