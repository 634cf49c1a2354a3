"""A person's own page about signing in: adding, removing, and proving it first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from desk.accounts.models import User
from desk.audit.models import Entry
from desk.factors import changing, door
from desk.factors.models import AuthenticatorApp, Passkey, RecoveryCode
from desk.states import Overtaken
from tests.desk.factors.keys import SecurityKey
from tests.desk.factors.people import is_in, passkey_of, press_link, signed_in, with_app, with_key
from tests.desk.factors.test_sign_in import made_older, options_on
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/my/signing-in/"
APP, KEY, PROVE = PAGE + "app/", PAGE + "passkey/", PAGE + "prove/"


def set_up_app(client: Client) -> Any:
    secret = client.get(APP).context["words"].replace(" ", "")
    return client.post(APP, {"code": pyotp.TOTP(secret).now()})


def mails() -> list[str]:
    run_tasks("mail")
    return [str(message.body) for message in mail.outbox if "changed" in message.subject]


def test_alice_sets_up_an_app_and_gets_ten_codes_once(alice: User) -> None:
    client = press_link(alice)
    answer = set_up_app(client)
    codes = answer.context["codes"]
    assert len(set(codes)) == 10
    assert AuthenticatorApp.objects.get().user == alice
    assert codes[0] not in client.get(PAGE).content.decode()


def test_a_wrong_code_sets_up_nothing_and_keeps_the_picture(alice: User) -> None:
    client = press_link(alice)
    words = client.get(APP).context["words"]
    answer = client.post(APP, {"code": "000000"})
    assert (answer.status_code, answer.context["words"]) == (422, words)
    assert not AuthenticatorApp.objects.exists()


def test_the_secret_stands_in_no_table(alice: User) -> None:
    client = press_link(alice)
    secret = client.get(APP).context["words"].replace(" ", "")
    client.post(APP, {"code": "000000"})
    session = str(client.session.items())
    client.post(APP, {"code": pyotp.TOTP(secret).now()})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM factors_authenticatorapp")
        assert secret not in f"{[bytes(c) if isinstance(c, memoryview) else c for c in cursor.fetchone()]}"
    assert secret not in session


def test_recovery_codes_are_kept_as_hashes(alice: User) -> None:
    codes = with_app(alice).codes
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM factors_recoverycode")
        kept = str(cursor.fetchall())
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]


def test_alice_adds_two_keys_with_names_of_her_own(alice: User) -> None:
    client = press_link(alice)
    for name in ("The blue key", "My telephone"):
        answer = SecurityKey().made(options_on(client, KEY))
        client.post(KEY, {"name": name, "answer": answer})
    assert [passkey.name for passkey in alice.passkeys.all()] == ["The blue key", "My telephone"]
    assert "My telephone" in client.get(PAGE).content.decode()


def test_the_same_device_is_kept_once(alice: User) -> None:
    client, key = press_link(alice), SecurityKey()
    for status in (200, 422):
        answer = key.made(options_on(client, KEY))
        assert client.post(KEY, {"name": "Key", "answer": answer}).status_code == status
    assert Passkey.objects.count() == 1


@pytest.mark.parametrize("fields", [{}, {"name": "Key"}, {"name": "Key", "answer": "{}"}, {"answer": "x"}])
def test_a_form_without_a_key_adds_none(alice: User, fields: dict[str, str]) -> None:
    client = press_link(alice)
    client.get(KEY)
    assert client.post(KEY, fields).status_code == 422
    assert not Passkey.objects.exists()


def test_names_are_text(alice: User) -> None:
    with_key(alice, "<b>key</b>")
    client = Client()
    client.force_login(User.objects.get(pk=alice.pk))
    assert "&lt;b&gt;key" in client.get(PAGE).content.decode()


def test_each_change_is_mailed_without_names_and_recorded_by_code(alice: User) -> None:
    client = press_link(alice)
    set_up_app(client)
    key = SecurityKey().made(options_on(client, KEY))
    client.post(KEY, {"name": "The blue key", "answer": key})
    client.post(APP + "remove/")
    client.post(KEY + "remove/", {"passkey": passkey_of(alice).pk})
    told = mails()
    words = ["app was added", "key was added", "app was removed", "key was removed"]
    assert len(told) == 4
    for word in words:
        assert any(word in one for one in told)
    assert not [one for one in told if "blue" in one]
    verbs = [(entry.verb, entry.facts["kind"]) for entry in Entry.objects.filter(verb__startswith="factor")]
    assert sorted(verbs) == [
        ("factor.added", "app"),
        ("factor.added", "passkey"),
        ("factor.removed", "app"),
        ("factor.removed", "passkey"),
    ]


def test_every_change_ends_the_other_sessions_and_not_this_one(alice: User) -> None:
    here, there = press_link(alice), press_link(alice)
    assert is_in(here) and is_in(there)
    set_up_app(here)
    assert is_in(here) and not is_in(there)


def test_removing_the_last_one_ends_the_recovery_codes(alice: User) -> None:
    client = signed_in(alice, with_app(alice))
    client.post(APP + "remove/")
    assert not RecoveryCode.objects.exists()
    assert is_in(press_link(alice))


def test_another_one_keeps_the_recovery_codes(alice: User) -> None:
    phone = with_app(alice)
    with_key(alice)
    client = signed_in(alice, phone)
    client.post(APP + "remove/")
    assert RecoveryCode.objects.count() == 10


def test_who_must_have_one_keeps_the_last(settings: Any, dana: User) -> None:
    settings.DESK_SECOND_FACTOR = "staff"
    client = signed_in(dana, with_app(dana))
    assert client.post(APP + "remove/").status_code == 409
    assert AuthenticatorApp.objects.filter(user=dana).exists()
    assert is_in(client)


def test_new_codes_end_the_old_ones(alice: User) -> None:
    phone = with_app(alice)
    client = signed_in(alice, phone)
    codes = client.post(PAGE + "codes/").context["codes"]
    assert len(codes) == 10 and not set(codes) & set(phone.codes)
    half = press_link(alice)
    assert half.post("/sign-in/second-step/", {"code": phone.codes[0]}).status_code == 422
    assert half.post("/sign-in/second-step/", {"code": codes[0]}).status_code == 302


def test_codes_without_a_second_step_are_refused(alice: User) -> None:
    assert press_link(alice).post(PAGE + "codes/").status_code == 409
    assert not RecoveryCode.objects.exists()


# --- a fresh proof first


@pytest.mark.parametrize("path", [APP, KEY, APP + "remove/", KEY + "remove/", PAGE + "codes/"])
def test_after_a_quarter_of_an_hour_nothing_is_changed_without_a_new_proof(alice: User, path: str) -> None:
    phone = with_app(alice)
    with_key(alice)
    client = signed_in(alice, phone)
    made_older(client, door.PROOF, timedelta(minutes=16))
    answer = client.post(path, {"passkey": passkey_of(alice).pk, "code": "123456", "name": "Key"})
    assert answer.url == PROVE
    assert (Passkey.objects.count(), AuthenticatorApp.objects.count()) == (1, 1)


def test_a_second_step_is_a_new_proof(alice: User) -> None:
    phone = with_app(alice)
    client = signed_in(alice, phone)
    made_older(client, door.PROOF, timedelta(minutes=16))
    assert client.post(PROVE, {"code": "000000"}).status_code == 422
    assert client.get(KEY).url == PROVE
    assert client.post(PROVE, {"code": phone.unused_code()}).url == PAGE
    assert client.get(KEY).status_code == 200


def test_a_key_is_a_new_proof(alice: User) -> None:
    key = with_key(alice)
    client = press_link(alice)
    client.post("/sign-in/second-step/", {"answer": key.answered(options_on(client))})
    made_older(client, door.PROOF, timedelta(minutes=16))
    assert client.post(PROVE, {"answer": key.answered(options_on(client, PROVE))}).url == PAGE


def test_who_has_none_proves_it_by_a_new_link(alice: User) -> None:
    client = press_link(alice)
    made_older(client, door.PROOF, timedelta(minutes=16))
    assert client.get(APP).url == PROVE
    page = client.get(PROVE).content.decode()
    assert f'value="{alice.email}"' in page and f'value="{PAGE}"' in page
    press_link(alice, client)
    assert client.get(APP).status_code == 200


def test_a_session_without_any_proof_changes_nothing(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.get(APP).url == PROVE


# --- two at once, and other people


def test_of_two_changes_at_the_same_moment_one_wins(alice: User) -> None:
    with_app(alice)
    first, second = User.objects.get(pk=alice.pk), User.objects.get(pk=alice.pk)
    changing.renew_codes(first)
    with pytest.raises(Overtaken):
        changing.renew_codes(second)


@pytest.mark.parametrize("person", ["bob", "charlie", "erin"])
def test_nobody_removes_the_key_of_alice(request: pytest.FixtureRequest, alice: User, person: str) -> None:
    with_key(alice)
    client = press_link(request.getfixturevalue(person))
    assert client.post(KEY + "remove/", {"passkey": passkey_of(alice).pk}).status_code == 404
    assert Passkey.objects.count() == 1


def test_a_page_shows_ones_own_only(alice: User, bob: User) -> None:
    with_key(alice, "The blue key")
    assert "The blue key" not in press_link(bob).get(PAGE).content.decode()
