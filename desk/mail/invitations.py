"""Invite somebody into an organisation by mail."""

from __future__ import annotations

from django.db import transaction

from desk.accounts.models import Organisation, User
from desk.accounts.organisations.members import invite
from desk.jobs import enqueue_on_commit
from desk.mail.models import OutgoingMail
from desk.mail.tasks import ABOUT_INVITATION, post_invitation

INVITATION = "invitation"


@transaction.atomic
def mail_invitation(organisation: Organisation, email: str, *, by: User) -> None:
    """Keep the invitation and have its link mailed. Raises AlreadyMember, TooManyInvitations.

    The same is done for every address. The link is made when the mail leaves, so one that is taken back
    before that is never sent.
    """
    invitation = invite(organisation, email, by=by)
    mail = OutgoingMail.objects.create(
        template=INVITATION, to=invitation.email, about=f"{ABOUT_INVITATION}{invitation.pk}"
    )
    enqueue_on_commit(post_invitation, mail.pk)
