"""The second step after the mailed link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.accounts.closing import deactivate
from desk.accounts.models import User
from desk.accounts.tokens import sign_in_path
from desk.audit.models import Entry
from desk.factors import changing, door
from desk.factors.changing import Reason
from desk.factors.models import AuthenticatorApp
from tests import people
from tests.desk.factors.people import is_in, passkey_of, press_link, signed_in, with_app, with_key
from tests.desk.test_doors import DOORS, things
from tests.tasks import run_tasks

pytestmark = pytest.mark.django_db(transaction=True)

STEP = "/sign-in/second-step/"
WRONG = "That was not right. Please try once more."


def show(client: Client, code: str) -> int:
    return client.post(STEP, {"code": code}).status_code


def options_on(client: Client, path: str = STEP) -> str:
    """What the page would have the browser ask a device."""
    options: str = client.get(path).context["options"]
    return options


def made_older(client: Client, name: str, by: timedelta) -> None:
    """What the session noted under this name happened that much earlier."""
    session = client.session
    session[name] = {**session[name], "at": session[name]["at"] - by.total_seconds()}
    session.save()


def test_who_has_none_is_in_by_the_link(alice: User) -> None:
    assert is_in(press_link(alice))


def test_who_has_one_is_asked_for_it_and_not_in_before(alice: User) -> None:
    phone = with_app(alice)
    client = Client()
    assert client.post(sign_in_path(alice)).url == STEP
    assert not is_in(client)
    assert show(client, phone.code()) == 302
    assert is_in(client)


def test_half_signed_in_opens_nothing(alice: User) -> None:
    with_app(alice)
    client, stranger, known = press_link(alice), Client(), things()
    pages = [
        reverse(name, args=[known.get(arg, arg) for arg in row.args])
        for name, row in DOORS.items()
        if not row.post and name != "accounts:second_step"
    ]
    opened = [path for path in pages if client.get(path).status_code != stranger.get(path).status_code]
    assert opened == []
    assert client.get("/my/signing-in/").url == STEP
    assert client.get("/my/signing-in/app/").url == STEP


def test_a_key_signs_in(alice: User) -> None:
    key = with_key(alice)
    client = press_link(alice)
    answer = key.answered(options_on(client))
    assert client.post(STEP, {"answer": answer}).status_code == 302
    assert is_in(client)


def test_an_answer_of_a_key_counts_once(alice: User) -> None:
    key = with_key(alice)
    client = press_link(alice)
    answer = key.answered(options_on(client))
    client.post(STEP, {"answer": answer})
    passkey_of(alice)
    again = press_link(alice)
    again.get(STEP)
    assert again.post(STEP, {"answer": answer}).status_code == 422


def test_an_answer_from_another_browser_does_not_count(alice: User) -> None:
    key = with_key(alice)
    first = press_link(alice)
    options = options_on(first)
    second = press_link(alice)
    second.get(STEP)
    assert second.post(STEP, {"answer": key.answered(options)}).status_code == 422


def test_a_code_that_was_used_is_refused(alice: User) -> None:
    phone = with_app(alice)
    code = phone.code()
    assert show(press_link(alice), code) == 302
    assert show(press_link(alice), code) == 422


def test_an_older_code_than_the_last_one_is_refused(alice: User) -> None:
    phone = with_app(alice)
    now = timezone.now()
    assert show(press_link(alice), phone.code(now)) == 302
    assert show(press_link(alice), phone.code(now - timedelta(seconds=30))) == 422


def test_the_code_of_bobs_app_is_not_alices(alice: User, bob: User) -> None:
    with_app(alice)
    assert show(press_link(alice), with_app(bob).code()) == 422


def test_each_recovery_code_signs_in_once_and_is_told_by_mail(alice: User) -> None:
    phone = with_app(alice)
    mail.outbox.clear()
    assert show(press_link(alice), phone.codes[3].lower().replace("-", " ")) == 302
    assert show(press_link(alice), phone.codes[3]) == 422
    assert show(press_link(alice), phone.codes[4]) == 302
    run_tasks("mail")
    told = [message for message in mail.outbox if "recovery codes" in str(message.body)]
    assert [message.to for message in told][-2:] == [[alice.email]] * 2


def test_bobs_recovery_code_is_not_alices(alice: User, bob: User) -> None:
    with_app(alice)
    assert show(press_link(alice), with_app(bob).codes[0]) == 422


@pytest.mark.parametrize("wrong", ["000000", "ABCD-EFGH-JKLM-NPQR", "", "x" * 60, "x" * 61])
def test_every_wrong_answer_gets_the_same_words(alice: User, wrong: str) -> None:
    with_app(alice)
    with_key(alice)
    client = press_link(alice)
    for sent in ({"code": wrong}, {"answer": "{}"}):
        answer = client.post(STEP, sent)
        assert (answer.status_code, answer.context["said"]) == (422, WRONG)


def test_five_wrong_answers_end_what_the_link_began(alice: User) -> None:
    phone = with_app(alice)
    client = press_link(alice)
    for _ in range(5):
        assert show(client, "000000") == 422
    assert client.post(STEP, {"code": phone.code()}).url == "/sign-in/"


def test_ten_wrong_codes_an_hour_close_the_app_for_this_account_in_every_browser(alice: User) -> None:
    phone = with_app(alice)
    for _ in range(2):
        client = press_link(alice)
        for _ in range(5):
            show(client, "000000")
    client = press_link(alice)
    assert show(client, phone.code()) == 429
    assert show(client, phone.codes[0]) == 302  # another kind is still open


def test_thirty_wrong_codes_a_day_close_it_for_the_day(alice: User) -> None:
    phone = with_app(alice)
    earlier = timezone.now() - timedelta(hours=2)
    label, facts = f"user:{alice.pk}", {"kind": "app"}
    for _ in range(30):
        Entry.objects.create(actor=label, verb="factor.refused", subject=label, facts=facts, at=earlier)
    assert show(press_link(alice), phone.code()) == 429


def test_wrong_answers_of_others_close_nothing_for_alice(alice: User, bob: User) -> None:
    phone = with_app(alice)
    with_app(bob)
    for _ in range(2):
        client = press_link(bob)
        for _ in range(5):
            show(client, "000000")
    assert show(press_link(alice), phone.code()) == 302


def test_a_stranger_without_the_mailbox_cannot_answer_at_all(alice: User) -> None:
    with_app(alice)
    assert Client().post(STEP, {"code": "000000"}).url == "/sign-in/"
    assert not Entry.objects.filter(verb="factor.refused").exists()


def test_it_ends_after_ten_minutes(alice: User) -> None:
    phone = with_app(alice)
    client = press_link(alice)
    made_older(client, door.HALF, timedelta(minutes=10))
    assert client.post(STEP, {"code": phone.code()}).url == "/sign-in/"
    assert not is_in(client)


def test_the_link_is_used_up_by_being_pressed(alice: User) -> None:
    with_app(alice)
    path = sign_in_path(alice)
    Client().post(path)
    assert Client().post(path).status_code == 404


def test_a_newer_link_ends_what_an_older_one_began(alice: User) -> None:
    phone = with_app(alice)
    older, newer = press_link(alice), press_link(alice)
    assert older.post(STEP, {"code": phone.code()}).url == "/sign-in/"
    assert show(newer, phone.code()) == 302


def test_it_is_bound_to_the_browser(alice: User) -> None:
    phone = with_app(alice)
    press_link(alice)
    other = Client()
    assert other.post(STEP, {"code": phone.code()}).url == "/sign-in/"
    assert not is_in(other)


def test_the_cookie_of_before_is_worth_nothing_afterwards(alice: User) -> None:
    """Whoever planted a cookie in the browser does not get in with its person."""
    phone = with_app(alice)
    client = Client()
    client.get("/my/")
    press_link(alice, client)
    half = client.cookies["sessionid"].value
    show(client, phone.code())
    assert client.cookies["sessionid"].value != half
    thief = Client()
    thief.cookies["sessionid"] = half
    assert not is_in(thief)


def test_a_change_of_factors_meanwhile_ends_it(alice: User) -> None:
    phone = with_app(alice)
    client = press_link(alice)
    with_key(alice)
    assert client.post(STEP, {"code": phone.code()}).url == "/sign-in/"


def test_somebody_shut_out_meanwhile_stays_out(alice: User) -> None:
    phone = with_app(alice)
    client = press_link(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert client.post(STEP, {"code": phone.code()}).url == "/sign-in/"


def test_a_deactivated_account_opens_again_only_with_the_second_step(alice: User) -> None:
    phone = with_app(alice)
    alice.refresh_from_db()
    deactivate(alice)
    client = press_link(alice)
    alice.refresh_from_db()
    assert not alice.is_active
    assert show(client, phone.code()) == 302
    alice.refresh_from_db()
    assert alice.is_active and is_in(client)


def test_pressing_a_link_ends_what_was_open_in_the_browser(alice: User, bob: User) -> None:
    with_app(alice)
    client = press_link(bob)
    press_link(alice, client)
    assert not is_in(client)


def test_nobody_is_shown_the_picture_that_somebody_else_saw_in_this_browser(
    settings: Any, dana: User, erin: User
) -> None:
    settings.DESK_SECOND_FACTOR = "everybody"
    client = press_link(erin)
    seen = client.get("/my/signing-in/app/").context["words"]
    press_link(dana, client)
    assert client.get("/my/signing-in/app/").context["words"] != seen


def test_the_page_somebody_wanted_comes_after_the_second_step(client: Client, dana: User) -> None:
    phone = with_app(dana)
    client.post("/sign-in/", {"email": dana.email, "next": "/desk/?state=new"})
    press_link(dana, client)
    assert client.post(STEP, {"code": phone.code()}).url == "/desk/?state=new"


def test_the_mailed_link_looks_the_same_for_who_has_one(alice: User, bob: User) -> None:
    """A stranger, and whoever looks at the link in a mail, sees no difference."""
    with_app(alice)
    alice.refresh_from_db()
    pages = [Client().get(sign_in_path(person)) for person in (alice, bob)]
    seen = [page.content.replace(str(page.context["csrf_token"]).encode(), b"") for page in pages]
    assert seen[0] == seen[1]


def test_what_happened_is_recorded_by_code(alice: User) -> None:
    phone = with_app(alice)
    client = press_link(alice)
    show(client, "000000")
    show(client, phone.code())
    kept = [(entry.verb, entry.facts) for entry in Entry.objects.order_by("pk")]
    assert kept == [
        ("factor.added", {"kind": "app"}),
        ("factor.refused", {"kind": "app"}),
        ("factor.used", {"kind": "app"}),
        ("person.signed-in", {"factor": "app"}),
    ]


# --- who must have one


@pytest.mark.parametrize(
    "who, name, is_asked",
    [
        ("none", "dana", False),
        ("staff", "dana", True),
        ("staff", "operator", True),
        ("staff", "alice", False),
        ("staff", "erin", False),
        ("everybody", "alice", True),
        ("a typing error", "alice", True),
    ],
)
def test_the_setting_says_who_must_set_one_up(settings: Any, who: str, name: str, is_asked: bool) -> None:
    settings.DESK_SECOND_FACTOR = who
    person = getattr(people, name)()
    client = press_link(person)
    assert is_in(client) is not is_asked
    assert (client.get("/my/signing-in/").context["is_half"]) is is_asked


def test_who_must_have_one_sets_it_up_before_anything_opens(settings: Any, dana: User) -> None:
    settings.DESK_SECOND_FACTOR = "staff"
    client = press_link(dana)
    assert client.get("/desk/").status_code == 302
    page = client.get("/my/signing-in/app/")
    secret = page.context["words"].replace(" ", "")
    answer = client.post("/my/signing-in/app/", {"code": with_secret(secret)})
    assert len(answer.context["codes"]) == 10
    assert client.get("/desk/").status_code == 200


def test_who_has_one_cannot_set_up_another_before_showing_it(settings: Any, dana: User) -> None:
    settings.DESK_SECOND_FACTOR = "staff"
    with_app(dana)
    client = press_link(dana)
    for path in ("/my/signing-in/", "/my/signing-in/app/", "/my/signing-in/passkey/"):
        assert client.get(path).url == STEP


def test_a_session_of_before_the_rule_opens_nothing_any_more(settings: Any, dana: User) -> None:
    client = press_link(dana)
    assert client.get("/desk/").status_code == 200
    settings.DESK_SECOND_FACTOR = "staff"
    assert client.get("/desk/").status_code == 302


def test_a_customer_who_becomes_an_agent_is_asked_at_once(settings: Any, alice: User) -> None:
    settings.DESK_SECOND_FACTOR = "staff"
    client = press_link(alice)
    User.objects.filter(pk=alice.pk).update(is_agent=True)
    assert client.get("/desk/").status_code == 302


def test_an_agent_whose_second_step_was_removed_is_out(settings: Any, dana: User) -> None:
    settings.DESK_SECOND_FACTOR = "staff"
    client = signed_in(dana, with_app(dana))
    assert client.get("/desk/").status_code == 200
    dana.refresh_from_db()
    changing.remove_all(dana, Reason.LOST, by=people.operator())
    assert client.get("/desk/").status_code == 302
    assert not AuthenticatorApp.objects.exists()


def test_no_rule_costs_a_request_nothing(alice: User, django_assert_num_queries: Any) -> None:
    client = press_link(alice)
    with django_assert_num_queries(2):  # the session and the person
        client.get("/home/")


def with_secret(secret: str) -> str:
    import pyotp

    return pyotp.TOTP(secret).now()
