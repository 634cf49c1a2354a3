"""What is handed out and erased of signing in, and what an old backup may not bring back."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import transaction

from desk.accounts.models import User
from desk.accounts.personal_data import Person
from desk.factors import changing
from desk.factors.models import AuthenticatorApp, Passkey, RecoveryCode
from desk.factors.personal_data import Account
from desk.files.models import Tombstone
from desk.files.tombstones import lines, unknown
from desk.rights.holders import HOLDERS
from tests.desk.factors.people import Phone, passkey_of, press_link, with_app, with_key

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = (AuthenticatorApp, Passkey, RecoveryCode)


def person(user: User) -> Person:
    return Person((user.email,), user)


def both(user: User) -> Phone:
    phone = with_app(user)
    with_key(user, "The blue key")
    return phone


def restore(*rows: AuthenticatorApp | Passkey | RecoveryCode) -> None:
    """As an older backup has it: these rows are there, and what was erased since is not known."""
    for row in rows:
        row.save(force_insert=not type(row).objects.filter(pk=row.pk).exists())
    Tombstone.objects.all().delete()
    assert unknown()
    call_command("replay")


def test_the_copy_names_what_one_signs_in_with_and_no_secret(alice: User) -> None:
    phone = both(alice)
    records = [record for holder in HOLDERS for record in holder.export(person(alice))]
    text = "\n".join(f"{record.title}\n{record.text}" for record in records)
    assert "Authenticator app" in text and "The blue key" in text and "Since: 20" in text
    assert phone.secret not in text
    assert passkey_of(alice).handle not in text
    assert not [code for code in phone.codes if code in text]
    assert "Your account" in text


def test_the_copy_of_bob_has_nothing_of_alices(alice: User, bob: User) -> None:
    both(alice)
    titles = [record.title for record in Account().export(person(bob))]
    assert titles == ["Your account"]


def test_erasing_the_account_erases_it_all(alice: User, bob: User) -> None:
    both(alice)
    with_key(bob)
    assert Account().erase(person(alice)) >= 13
    assert [kind.objects.filter(user=alice).count() for kind in KINDS] == [0, 0, 0]
    assert Passkey.objects.filter(user=bob).exists()
    assert Account().erase(person(User.objects.get(pk=alice.pk))) == 0


def test_a_key_that_was_removed_does_not_come_back_with_a_backup(alice: User) -> None:
    both(alice)
    stolen = passkey_of(alice)
    changing.remove_passkey(User.objects.get(pk=alice.pk), stolen.pk)
    restore(stolen)
    assert not Passkey.objects.exists()
    assert AuthenticatorApp.objects.exists()


def test_an_app_that_was_removed_does_not_come_back_either(alice: User) -> None:
    both(alice)
    stolen = AuthenticatorApp.objects.get()
    changing.remove_app(User.objects.get(pk=alice.pk))
    restore(stolen)
    assert not AuthenticatorApp.objects.exists()


def test_a_used_code_does_not_work_again_after_a_backup(alice: User) -> None:
    phone = with_app(alice)
    before = list(RecoveryCode.objects.all())
    press_link(alice).post("/sign-in/second-step/", {"code": phone.codes[0]})
    restore(*before)
    assert RecoveryCode.objects.count() == 9
    client = press_link(alice)
    assert client.post("/sign-in/second-step/", {"code": phone.codes[0]}).status_code == 422


def test_renewed_codes_do_not_come_back(alice: User, bob: User) -> None:
    with_app(alice)
    with_app(bob)
    before = list(RecoveryCode.objects.filter(user=alice))
    changing.renew_codes(User.objects.get(pk=alice.pk))
    RecoveryCode.objects.filter(user=alice).delete()
    restore(*before)
    assert not RecoveryCode.objects.filter(user=alice).exists()
    assert RecoveryCode.objects.filter(user=bob).count() == 10


def test_the_list_of_what_was_removed_holds_numbers_only(alice: User) -> None:
    both(alice)
    with transaction.atomic():
        changing.forget(alice)
    assert sorted(line.key.partition(":")[0] for line in lines()) == ["app", "codes", "passkey"]
    assert all(line.key.partition(":")[2].isdigit() for line in lines())
