"""By what right somebody asks: for another by a paper and their word, for themselves by the ladder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from desk.accounts.models import User
from desk.audit.record import record
from desk.files.store import CannotOpen, destroy, keep_private
from desk.redactor import IMAGES, Kind, sniff
from desk.rights.packs import Right
from desk.rights.personal import ladder
from desk.rights.personal.models import RightsCase
from desk.rights.personal.proofs import Authority
from desk.rights.personal.told import told_of

Result, Answer, Asker = Authority.Result, Authority.Answer, RightsCase.Asker

TIME_TO_DENY = timedelta(days=3)  # before anything leaves, the person represented can say no
PAPER_LIVES = timedelta(hours=24)  # after the decision
LONGEST_PAPER = 5 * 1024 * 1024


class NotProved(Exception):
    """Somebody has not shown that they may, for another person or as themselves; the argument is a code."""


class BadPaper(Exception):
    """The file is no picture or PDF, or too large."""


@transaction.atomic
def hand_in(case: RightsCase, content: bytes) -> None:
    """Keep a copy of the paper, sealed; an earlier one is destroyed. Raises BadPaper."""
    kind = sniff(content)
    if len(content) > LONGEST_PAPER or kind not in IMAGES | {Kind.PDF}:
        raise BadPaper
    authority = Authority.objects.select_for_update().get(case=case)
    if authority.file is not None:
        destroy(authority.file)
    authority.file = keep_private(content, kind=kind)
    authority.result, authority.checked_by, authority.checked_at = Result.WAITING, None, None
    authority.save(update_fields=["file", "result", "checked_by", "checked_at"])
    record("case.paper-handed-in", case, by="visitor")


@transaction.atomic
def check(
    case: RightsCase, *, accepted: bool, scope: Sequence[Right], expires_on: date | None, by: User
) -> None:
    """What the agent read in the paper. A parent's needs no end and covers every right of the child.

    Raises NotProved when there is no paper that could be accepted.
    """
    has_paper = Authority.objects.select_for_update().filter(
        case=case, file__isnull=False, file__destroyed_at=None
    )
    if accepted and not has_paper.exists():
        raise NotProved("no-paper-yet")
    result = Result.ACCEPTED if accepted else Result.REJECTED
    Authority.objects.filter(case=case).update(
        result=result,
        scope=[str(right) for right in scope],
        expires_on=expires_on,
        checked_by=by,
        checked_at=timezone.now(),
    )
    record("case.paper-checked", case, by=by, result=str(result))


def answer(authority: Authority, said: Authority.Answer) -> None:
    """The word of the person represented; a no stands, whatever comes after it. Safe to call twice."""
    changed = Authority.objects.filter(pk=authority.pk).exclude(answer=Answer.DENIED).update(answer=said)
    if changed:
        record("case.represented-answered", authority.case, by="visitor", answer=str(said))


def require(case: RightsCase, right: Right, *, now: datetime) -> None:
    """Raises NotProved unless who asks may have this right exercised for the person the case is about.

    Asked again at every step, up to fetching the copy: a no of that person stops what is not done yet.
    Whoever has a mailbox is no small child, so a parent who names one needs its yes; silence is none.
    Raises CannotOpen.
    """
    if case.asker == Asker.SELF:
        if right in ladder.GUARDED and ladder.lacks_second_step(case):
            raise NotProved("second-step")
        return
    authority = Authority.objects.get(case=case)
    if authority.answer == Answer.DENIED:
        raise NotProved("denied")
    if authority.result != Result.ACCEPTED:
        raise NotProved("no-paper")
    if case.asker == Asker.PARENT:
        if told_of(case).about and authority.answer != Answer.CONFIRMED:
            raise NotProved("not-confirmed")
        return
    if authority.expires_on is None or authority.expires_on < now.date():
        raise NotProved("expired")
    if right not in authority.scope:
        raise NotProved("out-of-scope")
    told_long_ago = authority.told_at is not None and authority.told_at < now - TIME_TO_DENY
    if authority.answer != Answer.CONFIRMED and not told_long_ago:
        raise NotProved("not-answered")


def may(case: RightsCase, right: Right, *, now: datetime) -> bool:
    """Whether `require` lets it pass."""
    try:
        require(case, right, now=now)
    except (NotProved, CannotOpen):
        return False
    return True


def destroy_papers(now: datetime) -> None:
    """Destroy the papers of cases answered a day ago, and of closed ones. Safe to call twice."""
    old = Authority.objects.filter(file__isnull=False, case__answered_at__lt=now - PAPER_LIVES)
    for authority in old.select_related("file"):
        if authority.file is not None:
            destroy(authority.file)
        Authority.objects.filter(pk=authority.pk).update(file=None)
