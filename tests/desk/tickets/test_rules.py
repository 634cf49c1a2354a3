"""The one policy: settings, names of products, and what agents said "always" about."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from desk.accounts.models import User
from desk.audit.models import Entry
from desk.redactor import CannotRedact, Needle, settings_policy
from desk.tickets.models import AlwaysWord, Product
from desk.tickets.rules import CannotAlways, always, forget_word, policy, value_of
from tests.build import a_product

pytestmark = pytest.mark.django_db
HIDE, KEEP = AlwaysWord.Verdict.HIDE, AlwaysWord.Verdict.KEEP


def test_names_of_products_are_never_hidden_beside_what_the_settings_say(
    settings: Settings,
) -> None:
    settings.DESK_POLICY = {"never_hide": ["Apex Router"]}
    a_product("Lantern")
    assert policy().never_hide == ("Apex Router", "Lantern")


def test_another_name_of_a_product_is_another_policy() -> None:
    a_product("Lantern")
    before = policy().digest
    Product.objects.update(name="Lantern Pro")
    assert policy().digest != before


def test_a_word_is_always_hidden_until_it_is_taken_off_the_list(dana: User) -> None:
    before = policy().digest
    word = always("Project  Bluebell", "OTHER", HIDE, by=dana, reason="The name of an unannounced product.")
    assert policy().always_hide == (Needle("Project Bluebell", "OTHER"),)
    forget_word(word, by=dana)
    assert policy().digest == before


def test_the_later_word_replaces_the_earlier_one(dana: User) -> None:
    always("Bluebell", "PERSON", HIDE, by=dana, reason="A project.")
    always("bluebell", "PERSON", KEEP, by=dana, reason="It was announced.")
    assert policy().never_hide == ("bluebell",)
    assert policy().always_hide == ()


@pytest.mark.parametrize(
    ("value", "entity", "verdict", "reason", "code"),
    [
        ("ab", "OTHER", HIDE, "Short.", "too-short"),
        ("Bluebell", "OTHER", HIDE, "  ", "no-reason"),
        ("hunter-2-hunter", "SECRET", KEEP, "From our manual.", "severe"),
    ],
)
def test_what_is_no_word_for_always_is_refused(
    dana: User, value: str, entity: str, verdict: AlwaysWord.Verdict, reason: str, code: str
) -> None:
    with pytest.raises(CannotAlways, match=f"^{code}$"):
        always(value, entity, verdict, by=dana, reason=reason)
    assert not AlwaysWord.objects.exists()


def test_the_word_stands_nowhere_in_the_clear(dana: User) -> None:
    word = always("Bluebell", "OTHER", HIDE, by=dana, reason="A project.")
    cells = [
        cell for row in (*AlwaysWord.objects.values_list(), *Entry.objects.values_list()) for cell in row
    ]
    assert b"Bluebell" not in b"".join(
        bytes(c) if isinstance(c, bytes | memoryview) else str(c).encode() for c in cells
    )
    assert value_of(word) == "Bluebell"


def test_a_list_that_cannot_be_opened_scans_nothing(dana: User) -> None:
    always("Bluebell", "OTHER", HIDE, by=dana, reason="A project.")
    AlwaysWord.objects.update(sealed=b"another key")
    with pytest.raises(CannotRedact, match=r"^dictionary$"):
        policy()


def test_the_database_refuses_a_word_without_a_reason(dana: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AlwaysWord.objects.create(
            digest="d", sealed=b"s", entity="OTHER", verdict=HIDE, reason="", added_by=dana
        )


def test_a_digest_cannot_be_guessed_without_the_master_key(dana: User, settings: Settings) -> None:
    always("Bluebell", "OTHER", HIDE, by=dana, reason="A project.")
    words = policy()
    guessed = settings_policy(never_hide=words.never_hide, always_hide=words.always_hide)
    assert guessed.digest != words.digest
