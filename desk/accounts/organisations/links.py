"""The link of an invitation: made from the row and the secret key, so that it is written down nowhere."""

from __future__ import annotations

from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from desk.accounts.models import Invitation
from desk.accounts.organisations.members import open_invitations


def invitation_path(invitation: Invitation) -> str:
    """The path behind the invited person's mail. It ends with the row, and when they are invited again."""
    return reverse("accounts:invitation", args=[invitation.pk, _token(invitation)])


def invitation_of_link(pk: int, token: str) -> Invitation | None:
    """The invitation of this link; None when it is wrong, answered, taken back or too old."""
    invitation = open_invitations().filter(pk=pk).select_related("organisation").first()
    if invitation is None or not constant_time_compare(token, _token(invitation)):
        return None
    return invitation


def _token(invitation: Invitation) -> str:
    value = f"{invitation.pk}:{invitation.email}:{invitation.invited_at.timestamp()}"
    return salted_hmac("desk.accounts.invitation", value, algorithm="sha256").hexdigest()
