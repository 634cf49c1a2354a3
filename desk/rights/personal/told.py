"""What a person told us in a case, sealed under the case's own key until some time after it is closed."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass, field

from django.utils import timezone

from desk.accounts.models import User
from desk.accounts.personal_data import Person
from desk.files.sealing import destroy_key, seal, unseal
from desk.rights.personal.models import RightsCase


@dataclass(frozen=True, slots=True)
class Told:
    """Where to answer, what they mean, and for whom they ask.

    `email` is theirs; `about` is the mailbox of the person they ask for, empty
    when that is themselves or has none; `right_name` is the name as it should be.
    """

    email: str = field(repr=False)
    words: str = field(default="", repr=False)
    right_name: str = field(default="", repr=False)
    postal: str = field(default="", repr=False)
    about: str = field(default="", repr=False)


def seal_told(number: str, told: Told) -> bytes:
    """The sealed form, under a new key in the key store. Only once per case number."""
    return b"".join(seal(io.BytesIO(json.dumps(asdict(told)).encode()), _name(number)))


def told_of(case: RightsCase) -> Told:
    """Raises CannotOpen once the case is forgotten, or when its key is gone."""
    opened = b"".join(unseal(io.BytesIO(bytes(case.sealed)), _name(case.number)))
    return Told(**json.loads(opened))


def person_of(case: RightsCase) -> Person:
    """Whose data the case is about. Raises CannotOpen."""
    told = told_of(case)
    if case.asker != RightsCase.Asker.SELF:
        about = (told.about,) if told.about else ()
        user = User.objects.filter(email=told.about).first() if told.about else None
        return Person(about, user)
    user = case.person or User.objects.filter(email=told.email).first()
    emails = (told.email,) if user is None or user.email == told.email else (told.email, user.email)
    return Person(tuple(dict.fromkeys(emails)), user)


def forget(case: RightsCase) -> None:
    """Destroy the case's key, so that no backup of its row can be read either. Safe to call twice."""
    destroy_key(_name(case.number))
    RightsCase.objects.filter(pk=case.pk).update(sealed=b"", key_destroyed_at=timezone.now())


def _name(number: str) -> str:
    return f"case-{number}"
