"""One-time links: sign-in for people with an account, private links for guests.

A link's page asks for one press of a button before it acts, so that a mail scanner that follows links
changes nothing.
"""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from desk.accounts.closing import who_may_sign_in
from desk.accounts.models import GuestAccess, User

OPENED = "guest_accesses"  # in the session: keys of the private links that were opened in this browser


class SignInTokens(PasswordResetTokenGenerator):
    """Valid until used (the hash covers the last sign-in), at most PASSWORD_RESET_TIMEOUT seconds."""

    key_salt = "desk.accounts.sign-in"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{user.pk}{user.last_login}{timestamp}{user.email}{user.is_active}"


sign_in_tokens = SignInTokens()


def sign_in_path(user: User) -> str:
    """The path of a fresh one-time sign-in link for this person."""
    uid = urlsafe_base64_encode(str(user.pk).encode())
    return reverse("accounts:sign_in_link", args=[uid, sign_in_tokens.make_token(user)])


def user_of_link(uid: str, token: str) -> User | None:
    """The person this link signs in, or lets come back; None when it is wrong, used or too old."""
    try:
        pk = int(urlsafe_base64_decode(uid))
    except ValueError:
        return None
    user = who_may_sign_in(timezone.now()).filter(pk=pk).first()
    return user if user is not None and sign_in_tokens.check_token(user, token) else None


def hash_of(token: str) -> str:
    """What is kept of a link's token: 64 hex digits. The token itself has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_guest_access(email: str) -> tuple[GuestAccess, str]:
    """A new private link and its token, which is shown to nobody but the mailbox."""
    access = GuestAccess.objects.create(email=email.strip().lower(), token_hash=secrets.token_hex(32))
    return access, token_of(access)


def token_of(access: GuestAccess) -> str:
    """The token of a private link, the same in every mail about one ticket.

    It is made from the secret key and the row, so that a later mail can carry
    the link although only its hash is kept. With another secret key it is
    another token, and the older links end.
    """
    token = salted_hmac("desk.accounts.guest", str(access.pk), algorithm="sha256").hexdigest()
    if access.token_hash != hash_of(token):
        access.token_hash = hash_of(token)
        access.save(update_fields=["token_hash"])
    return token


def guest_of_token(token: str) -> GuestAccess | None:
    """The access behind a private link; None when it is unknown or revoked."""
    return GuestAccess.objects.filter(token_hash=hash_of(token), revoked_at=None).first()


def open_access(access: GuestAccess) -> None:
    """The mailbox's owner has come: the address counts as verified from now on."""
    if access.opened_at is None:
        access.opened_at = timezone.now()
        access.save(update_fields=["opened_at"])


def absolute(path: str) -> str:
    """The path as a link for mails and feeds; never from the request's Host header."""
    return f"{settings.DESK_ORIGIN}{path}"
