"""Somebody signs in, and so shows that a request which came by mail is their own."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from desk.accounts.models import User
from desk.audit.record import record
from desk.rights.mentions import search as mentions
from desk.rights.personal import ladder, running, writing
from desk.rights.personal.models import CaseLetter, RightsCase, Wait

# The same for every account: whether it has a second step is told to nobody but who signs in to it.
WORDS = (
    "Please show us that it is you: sign in with the address you wrote from, open My data and this request "
    "there, and press the button on it. If your account asks for a second step when you sign in, we need "
    "that, too; without it the mailbox alone could open what you have locked."
)


class NotNeeded(Exception):
    """Signing in would show nothing new, or is not theirs to do; the argument is a code."""


@transaction.atomic
def ask(case: RightsCase, *, by: User) -> CaseLetter:
    """Ask them to sign in; clocks that may, stand still. Raises NotNeeded, CannotOpen."""
    case = RightsCase.objects.select_for_update().get(pk=case.pk)
    is_waiting = case.waits.filter(answered_on=None).exists()
    if case.state != RightsCase.State.OPEN or ladder.next_step(case) != ladder.Step.SIGN_IN or is_waiting:
        raise NotNeeded("not-now")
    record("case.sign-in-asked", case, by=by)
    return writing.ask_question(case, WORDS, reason=Wait.Reason.IDENTITY, by=by)


@transaction.atomic
def show(case: RightsCase, proof: RightsCase.Proof, *, by: User) -> None:
    """Who is signed in as the person of this request proves it as theirs, and higher than before.

    Raises NotNeeded, CannotOpen.
    """
    case = RightsCase.objects.select_for_update().get(pk=case.pk)
    if not can_show(case, proof, by=by):
        raise NotNeeded("nothing-new")
    RightsCase.objects.filter(pk=case.pk).update(proof=proof)
    case.proof = proof
    record("case.proved", case, by=by, proof=str(proof))
    if case.waits.filter(answered_on=None, reason=Wait.Reason.IDENTITY).exists():
        running.answered(case, today=timezone.now().date())
    writing.alarm(case, "replied")
    mentions.begin(case)


def can_show(case: RightsCase, proof: RightsCase.Proof, *, by: User) -> bool:
    """Whether this person's session shows more than their request has shown before. Raises CannotOpen."""
    is_live = case.state in (RightsCase.State.OPEN, RightsCase.State.ANSWERED, RightsCase.State.CLOSED)
    return is_live and ladder.is_higher(proof, case) and ladder.account_of(case) == by
