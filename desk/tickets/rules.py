"""The one policy of this desk: its settings, the names of its products, and what agents said "always" about.

Everything that scans or asks whether a scan is still good reads it here, so that the two never differ.
A word is added with a reason and taken off again; both change the policy's digest, after which drafts are
scanned anew and published posts are proposed for review, never changed.
"""

from __future__ import annotations

from cryptography.fernet import InvalidToken
from django.db import transaction

from desk.accounts.models import User
from desk.audit.record import record
from desk.files.sealing import cipher, derived, keyed_hash
from desk.files.tombstones import bury
from desk.redactor import ENTITIES, CannotRedact, Needle, Policy, settings_policy
from desk.tickets.models import AlwaysWord, Product

Verdict = AlwaysWord.Verdict
SEALED = "always-words-sealed"  # the purpose of their key
SHORTEST = 3  # code points: a shorter word would hide or keep half of every text


class CannotAlways(ValueError):
    """No word to say "always" about; the message is a code: `too-short`, `no-reason`, `severe`."""


def policy() -> Policy:
    """What is hidden and kept today. Raises CannotRedact("dictionary") when a sealed word cannot be read."""
    words = [(word, value_of(word)) for word in AlwaysWord.objects.all()]
    return settings_policy(
        never_hide=(
            *Product.objects.values_list("name", flat=True),
            *(value for word, value in words if word.verdict == Verdict.KEEP),
        ),
        always_hide=tuple(
            Needle(value, word.entity) for word, value in words if word.verdict == Verdict.HIDE
        ),
        # Digests of the policy stand in many rows; without this they would tell who guessed a word right.
        salt=derived("policy-digest").hex(),
    )


@transaction.atomic
def always(value: str, entity: str, verdict: Verdict, *, by: User, reason: str) -> AlwaysWord:
    """Hide or keep this value in every ticket from now on; the later word replaces an earlier one.

    Raises CannotAlways. What is of high severity is hidden or kept where it stands, never kept always: a
    list of passwords that may be published helps nobody.
    """
    value, reason = " ".join(value.split()), reason.strip()[:200]
    if len(value) < SHORTEST:
        raise CannotAlways("too-short")
    if not reason:
        raise CannotAlways("no-reason")
    if verdict == Verdict.KEEP and ENTITIES[entity].severity == "high":
        raise CannotAlways("severe")
    word, _ = AlwaysWord.objects.update_or_create(
        digest=_digest(value),
        defaults={
            "sealed": cipher(SEALED).encrypt(value.encode()),
            "entity": entity,
            "verdict": verdict,
            "reason": reason,
            "added_by": by,
        },
    )
    record("always.added", word, by=by, verdict=str(verdict), entity=entity)
    return word


@transaction.atomic
def forget_word(word: AlwaysWord, *, by: User) -> None:
    """Take the word off the list; what was decided in tickets because of it stays."""
    record("always.removed", word, by=by, verdict=word.verdict, entity=word.entity)
    word.delete()


@transaction.atomic
def erase_word(word: AlwaysWord, *, by: User) -> None:
    """Take a word off the list because it names somebody who is deleted; a backup does not bring it back."""
    bury("word", word.digest)
    forget_word(word, by=by)


def value_of(word: AlwaysWord) -> str:
    """The word itself. Raises CannotRedact: without it nobody knows what has to be hidden."""
    try:
        return cipher(SEALED).decrypt(bytes(word.sealed)).decode()
    except InvalidToken:
        raise CannotRedact("dictionary") from None


def _digest(value: str) -> str:
    return keyed_hash("always-words", value.casefold())
