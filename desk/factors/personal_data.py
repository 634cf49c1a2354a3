"""What signing in holds about a person, as part of their account: names of devices and days, no secrets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from desk.accounts.personal_data import Accounts, Person, Record
from desk.factors.changing import forget
from desk.factors.models import AuthenticatorApp


class Account(Accounts):
    """The account with its second step: one is never handed out or erased without the other."""

    def export(self, person: Person) -> Iterator[Record]:
        yield from super().export(person)
        user = person.user
        if user is None:
            return
        for app in AuthenticatorApp.objects.filter(user=user):
            yield _record(f"app-{app.pk}", "Authenticator app", "", app.added_at, app.used_at)
        for passkey in user.passkeys.all():
            yield _record(
                f"passkey-{passkey.pk}",
                "Passkey or security key",
                f"Name: {passkey.name}",
                passkey.added_at,
                passkey.used_at,
            )
        for code in user.recovery_codes.all():
            yield _record(f"code-{code.pk}", "Recovery code", "", code.made_at, code.used_at)

    @transaction.atomic
    def erase(self, person: Person) -> int:
        count = super().erase(person)
        return count + (forget(person.user) if person.user is not None else 0)


def _record(key: str, title: str, words: str, added: datetime, used: datetime | None) -> Record:
    days = [f"Since: {added:%Y-%m-%d}", f"Last used: {used:%Y-%m-%d}" if used else "Not used yet"]
    return Record(key, title, "you told us", "support", added, "\n".join(filter(None, [words, *days])))
