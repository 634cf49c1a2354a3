"""The texts people are shown: which one counts today, what changed, who has read it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from desk.accounts.models import User
from desk.audit.record import record
from desk.mail.mailbox import mailbox_key
from desk.rights.consent.models import Acknowledgement, PolicyText

Kind = PolicyText.Kind


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison; `change` is `same`, `new` or `gone`."""

    text: str
    change: str


@transaction.atomic
def add_version(
    kind: PolicyText.Kind, version: str, text: str, *, effective_on: date, is_material: bool, by: User
) -> PolicyText:
    """Keep a new version beside the old ones."""
    policy = PolicyText.objects.create(
        kind=kind,
        version=version,
        text=text,
        effective_on=effective_on,
        is_material=is_material,
        created_by=by,
    )
    record("policy.added", policy, by=by, kind=str(kind), material=is_material)
    return policy


def current(kind: PolicyText.Kind, *, today: date) -> PolicyText | None:
    """The version in force; None while the operator has written none."""
    return PolicyText.objects.filter(kind=kind, effective_on__lte=today).first()


def compare(old: str, new: str) -> list[Line]:
    """Every line of both, in order, with what became of it."""
    words = {" ": "same", "+": "new", "-": "gone"}
    lines = difflib.Differ().compare(old.splitlines(), new.splitlines())
    return [Line(line[2:], words[line[0]]) for line in lines if line[0] in words]


def unread(email: str, *, today: date) -> list[PolicyText]:
    """Versions in force that this mailbox has not said to have read."""
    texts = [text for kind in Kind if (text := current(kind, today=today)) is not None]
    read = Acknowledgement.objects.filter(subject=mailbox_key(email), policy__in=texts)
    known = set(read.values_list("policy_id", flat=True))
    return [text for text in texts if text.pk not in known]


def acknowledge(email: str, policy: PolicyText, *, language: str) -> None:
    """They have read it. Nothing is switched on by that: a purpose that needs consent stays off."""
    _, is_new = Acknowledgement.objects.get_or_create(
        subject=mailbox_key(email),
        policy=policy,
        defaults={"digest": policy.digest, "language": language},
    )
    if is_new:
        record("policy.read", policy, by="visitor")
