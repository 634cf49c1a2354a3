"""People with a second step, and what their devices show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from django.test import Client
from django.utils import timezone

from desk.accounts.models import User
from desk.accounts.tokens import sign_in_path
from desk.factors import changing, passkeys, totp
from desk.factors.models import AuthenticatorApp, Passkey
from tests.desk.factors.keys import SecurityKey


@dataclass
class Phone:
    """An authenticator app: the code at some time, and ten codes for when it is lost."""

    secret: str
    codes: tuple[str, ...]

    def code(self, now: datetime | None = None) -> str:
        return pyotp.TOTP(self.secret).at(now or timezone.now())

    def unused_code(self) -> str:
        """Right now, and of no step that was used yet: as if half a minute had gone by."""
        AuthenticatorApp.objects.update(last_step=0)
        return self.code()


def with_app(user: User) -> Phone:
    """Set up an app for them an hour ago."""
    secret, then = totp.new_secret(), timezone.now() - timedelta(hours=1)
    user.refresh_from_db()
    codes = changing.add_app(user, secret, pyotp.TOTP(secret).now())
    step = pyotp.TOTP(secret).timecode(then)
    AuthenticatorApp.objects.filter(user=user).update(last_step=step, added_at=then)
    return Phone(secret, codes)


def with_key(user: User, name: str = "The blue key") -> SecurityKey:
    """Set up a security key for them."""
    user.refresh_from_db()
    key, question = SecurityKey(), passkeys.ask_for_new(user)
    changing.add_passkey(user, passkeys.new_passkey(user, name, key.made(question.options), question.state))
    return key


def passkey_of(user: User) -> Passkey:
    return Passkey.objects.get(user=user)


def press_link(user: User, client: Client | None = None) -> Client:
    """A browser in which their one-time link was pressed."""
    client = client or Client()
    user.refresh_from_db()
    assert client.post(sign_in_path(user)).status_code == 302
    return client


def signed_in(user: User, phone: Phone) -> Client:
    """A browser with both steps done just now."""
    client = press_link(user)
    assert client.post("/sign-in/second-step/", {"code": phone.unused_code()}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/my/").status_code == 200
