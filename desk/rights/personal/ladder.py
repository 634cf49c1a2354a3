"""The identity ladder: what has shown that a request is its person's own, and what is asked next (S155).

Mailbox, signed in, signed in with a second step, knowledge of an own ticket, a document last. Nobody is asked
for more than their account asks of them at sign-in; but an account with a second step is not opened, changed
or deleted by its mailbox alone, or the second step would guard nothing.
"""

from __future__ import annotations

from enum import StrEnum

from desk.accounts.models import User
from desk.factors.rules import has_factor
from desk.rights.packs import Right
from desk.rights.personal.models import RightsCase
from desk.rights.personal.told import person_of
from desk.tickets.personal_data import tickets_of

Proof = RightsCase.Proof

RUNGS = (Proof.NONE, Proof.MAILBOX, Proof.ACCOUNT, Proof.FACTOR)
# The others only protect somebody and can be taken back; for them the law asks no more than the address.
GUARDED = frozenset({Right.ACCESS, Right.PORTABILITY, Right.RECTIFY, Right.REMOVE})


class Step(StrEnum):
    """What can be asked next of who asks for themselves."""

    NOTHING = "nothing"
    SIGN_IN = "sign-in"
    TICKET = "ticket"
    DOCUMENT = "document"


def proof_of(*, has_shown_factor: bool) -> RightsCase.Proof:
    """How far a session of somebody signed in goes."""
    return Proof.FACTOR if has_shown_factor else Proof.ACCOUNT


def is_higher(proof: RightsCase.Proof, case: RightsCase) -> bool:
    return RUNGS.index(proof) > RUNGS.index(Proof(case.proof))


def account_of(case: RightsCase) -> User | None:
    """The account of who asks for themselves; None where there is none. Raises CannotOpen."""
    if case.asker != RightsCase.Asker.SELF:
        return None
    return case.person if case.person is not None else person_of(case).user


def is_guarded(case: RightsCase) -> bool:
    """Whether their account has a second step, shown with this request or not. Raises CannotOpen."""
    account = account_of(case)
    return account is not None and has_factor(account)


def lacks_second_step(case: RightsCase) -> bool:
    """Whether the account asks for more than this request has shown. Raises CannotOpen."""
    return case.proof != Proof.FACTOR and is_guarded(case)


def next_step(case: RightsCase) -> Step:
    """Signing in where they have an account; their tickets; a document where there is neither.

    Nothing where they have signed in as far as they can, or ask for somebody else. Raises CannotOpen.
    """
    if case.asker != RightsCase.Asker.SELF:
        return Step.NOTHING
    if account_of(case) is not None:
        is_enough = case.proof == Proof.FACTOR or (case.proof == Proof.ACCOUNT and not is_guarded(case))
        return Step.NOTHING if is_enough else Step.SIGN_IN
    return Step.TICKET if tickets_of(person_of(case)).exists() else Step.DOCUMENT
