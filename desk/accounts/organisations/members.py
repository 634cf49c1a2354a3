"""Who belongs to an organisation: invited, come in, suspended, left; and who administers it.

Nobody is put into an organisation: the invited person presses a link in their own mailbox, on a page that
says what its administrators will see. Whoever leaves takes nothing along: tickets that were opened as a
member stay with the organisation, seen by number, product and state.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from desk.accounts.models import Invitation, Membership, Organisation, User
from desk.audit.record import record

INVITED_FOR = timedelta(days=14)
MOST_OPEN = 100  # invitations of one organisation that wait for an answer


class AlreadyMember(Exception):
    """The address belongs to a member, whom the administrator sees in any case."""


class TooManyInvitations(Exception):
    """The organisation has as many unanswered invitations as it may."""


class LastAdministrator(Exception):
    """Without this one nobody would administer the organisation: another is named first, or it is ended."""


class HasEnded(Exception):
    """The invitation was answered or taken back, is too old, or its account is closed."""


@transaction.atomic
def invite(organisation: Organisation, email: str, *, by: User) -> Invitation:
    """Ask an address in; asked again, its time begins anew and the earlier link ends.

    Whether the address has an account is not looked up. Raises AlreadyMember, TooManyInvitations.
    """
    email = email.strip().lower()
    _lock(organisation)
    if organisation.memberships.filter(user__email=email).exists():
        raise AlreadyMember
    others = open_invitations().filter(organisation=organisation).exclude(email=email)
    if others.count() >= MOST_OPEN:
        raise TooManyInvitations
    invitation, _ = Invitation.objects.update_or_create(
        organisation=organisation, email=email, defaults={"invited_at": timezone.now()}
    )
    record("member.invited", invitation, by=by, organisation=organisation.pk)
    return invitation


def open_invitations() -> QuerySet[Invitation]:
    """Those whose link still works."""
    return Invitation.objects.filter(invited_at__gt=timezone.now() - INVITED_FOR)


def forget_old_invitations(now: datetime) -> None:
    """Those whose link works no more, with their addresses."""
    Invitation.objects.filter(invited_at__lte=now - INVITED_FOR).delete()


@transaction.atomic
def take_back(invitation: Invitation, *, by: User | str) -> None:
    """The link ends and the address is forgotten; `by` is `invited` for a no of their own.

    Safe to call twice.
    """
    count, _ = Invitation.objects.filter(pk=invitation.pk).delete()
    if count:
        record("member.not-invited", invitation, by=by, organisation=invitation.organisation_id)


@transaction.atomic
def join(invitation: Invitation) -> Membership:
    """The invited person's own press: an account where the address has none, and the membership.

    It signs nobody in. Raises HasEnded, also for an account that is deactivated or was shut out.
    """
    _lock(invitation.organisation)  # or it could end meanwhile and keep this one member
    mine = open_invitations().filter(pk=invitation.pk, organisation__ended_at=None)
    if User.objects.filter(email=invitation.email, is_active=False).exists() or not mine.delete()[0]:
        raise HasEnded
    user = User.objects.filter(email=invitation.email).first() or User.objects.create_user(invitation.email)
    membership, _ = Membership.objects.get_or_create(user=user, organisation_id=invitation.organisation_id)
    _record("member.joined", membership, by=user)
    return membership


@transaction.atomic
def suspend(membership: Membership, *, by: User) -> None:
    """New tickets are no longer the organisation's, and an administrator sees nothing of it.

    Safe to call twice. Raises LastAdministrator.
    """
    _keep_an_administrator(membership)
    mine = Membership.objects.filter(pk=membership.pk, suspended_at=None)
    if mine.update(suspended_at=timezone.now()):
        _record("member.suspended", membership, by=by)


@transaction.atomic
def resume(membership: Membership, *, by: User) -> None:
    """As before the suspension. Safe to call twice."""
    mine = Membership.objects.filter(pk=membership.pk, suspended_at__isnull=False)
    if mine.update(suspended_at=None):
        _record("member.resumed", membership, by=by)


@transaction.atomic
def end(membership: Membership, *, by: User) -> None:
    """Out of the organisation, at their own word or another's. Safe to call twice.

    Raises LastAdministrator.
    """
    _keep_an_administrator(membership)
    if Membership.objects.filter(pk=membership.pk).delete()[0]:
        _record("member.left" if by.pk == membership.user_id else "member.ended", membership, by=by)


@transaction.atomic
def set_role(membership: Membership, role: Membership.Role, *, by: User) -> None:
    """Make a member the administrator, or take that back. Safe to call twice. Raises LastAdministrator."""
    if role != Membership.Role.ADMIN:
        _keep_an_administrator(membership)
    if Membership.objects.filter(pk=membership.pk).exclude(role=role).update(role=role):
        _record(f"member.made-{role.value}", membership, by=by)


def _keep_an_administrator(membership: Membership) -> None:
    """Raises LastAdministrator when nobody else administers it; two who go at once cannot both go."""
    _lock(membership.organisation)
    admins = Membership.objects.in_force().filter(
        organisation=membership.organisation_id, role=Membership.Role.ADMIN, user__is_active=True
    )
    if set(admins.values_list("pk", flat=True)) == {membership.pk}:
        raise LastAdministrator


def _lock(organisation: Organisation) -> None:
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def _record(verb: str, membership: Membership, *, by: User) -> None:
    """The row may be gone, so the entry says whose it was."""
    facts = {"organisation": membership.organisation_id, "person": membership.user_id}
    record(verb, membership, by=by, **facts)
