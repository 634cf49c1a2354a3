"""Who may not: every address of the desk, and what each visitor gets there.

A new URL fails `test_every_url_has_a_row` until somebody has decided for whom it is. Rows that need
nothing to exist name a thing that does not: for those who may pass, the answer is then 404, and for
the others the door says no before anything is looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from desk.accounts.tokens import sign_in_path, token_of
from desk.tickets.models import Attachment, Scan, Ticket
from desk.tickets.receive import Upload
from tests import people
from tests.build import a_screenshot, a_ticket, checked

pytestmark = pytest.mark.django_db

Outcome = int | str
SIGN_IN = "to the sign-in page"
NOTHING = 999_999  # the number of a row that does not exist

# Who comes: nobody known; a guest with another private link open; Alice, whose ticket it is; her colleague;
# a customer from elsewhere; her organisation's administrator; an agent; the operator.
STRANGERS = ("stranger", "guest")
CUSTOMERS = ("alice", "bob", "charlie", "erin")
AGENTS = ("dana", "operator")
VISITORS = (*STRANGERS, *CUSTOMERS, *AGENTS)


@dataclass(frozen=True)
class Door:
    """One address: how it is asked for, and what each visitor gets."""

    outcomes: Mapping[str, Outcome]
    args: tuple[Any, ...] = ()  # words in here are names of the things in `things()`
    post: bool = False
    form: Mapping[str, str] = field(default_factory=dict)


def all_get(outcome: Outcome, visitors: tuple[str, ...] = VISITORS) -> dict[str, Outcome]:
    return dict.fromkeys(visitors, outcome)


def everybody(outcome: Outcome, *args: Any, post: bool = False) -> Door:
    return Door(all_get(outcome), args, post=post)


def people_with_account(outcome: Outcome, *, post: bool = False) -> Door:
    return Door(all_get(outcome) | all_get(SIGN_IN, STRANGERS), post=post)


def agents(outcome: Outcome, *args: Any, post: bool = False) -> Door:
    """Strangers are asked to sign in, customers are told it is not for them."""
    no = all_get(SIGN_IN, STRANGERS) | all_get(403, CUSTOMERS)
    return Door(no | all_get(outcome, AGENTS), args, post=post)


def the_operator(outcome: Outcome, *args: Any, post: bool = False) -> Door:
    """Whoever runs the installation; agents are told that it is not for them."""
    no = all_get(SIGN_IN, STRANGERS) | all_get(403, (*CUSTOMERS, "dana"))
    return Door(no | {"operator": outcome}, args, post=post)


def its_managers(outcome: Outcome, *args: Any, post: bool = False) -> Door:
    """An organisation's administrator and the operator; for everybody else it does not exist."""
    no = all_get(SIGN_IN, STRANGERS) | all_get(404, ("alice", "bob", "charlie", "dana"))
    return Door(no | all_get(outcome, ("erin", "operator")), args, post=post)


def owner(outcome: Outcome, *args: Any, post: bool = False, form: Mapping[str, str] | None = None) -> Door:
    """Alice's own; for everybody else, agents and administrators included, it does not exist."""
    return Door(all_get(404) | {"alice": outcome}, args, post=post, form=form or {})


ACCOUNTS = {
    "accounts:front": everybody(200),
    "accounts:home": people_with_account(302),
    "accounts:sign_in": everybody(200),
    "accounts:close": people_with_account(200),
    "accounts:sign_in_sent": everybody(200),
    "accounts:sign_in_link": everybody(404, "MQ", "made-up"),
    "accounts:second_step": everybody(SIGN_IN),  # for who has pressed a link in this browser
    "accounts:signing_in": people_with_account(200),
    "accounts:prove": people_with_account(200),
    # From here on they are asked first to prove who they are: these visitors have not done it just now.
    "accounts:add_app": people_with_account(302),
    "accounts:remove_app": people_with_account(302, post=True),
    "accounts:add_passkey": people_with_account(302),
    "accounts:remove_passkey": people_with_account(302, post=True),
    "accounts:renew_codes": people_with_account(302, post=True),
    "accounts:remove_second_step": the_operator(200),
    "accounts:sign_out": everybody(302, post=True),
}
ORGANISATIONS = {
    "accounts:organisations": the_operator(200),
    "accounts:organisation": its_managers(200, "organisation"),
    "accounts:invite": its_managers(200, "organisation"),
    "accounts:rename_organisation": the_operator(422, "organisation", post=True),
    "accounts:end_organisation": the_operator(302, "organisation", post=True),
    "accounts:change_member": its_managers(302, "membership", post=True),
    "accounts:change_role": the_operator(302, "membership", post=True),
    "accounts:take_back": its_managers(404, NOTHING, post=True),
    "accounts:my_organisations": people_with_account(200),
    "accounts:leave": Door(
        all_get(404) | all_get(SIGN_IN, STRANGERS) | {"alice": 302}, ("membership",), post=True
    ),
    "accounts:invitation": everybody(404, NOTHING, "made-up"),
}
TICKETS = {
    "tickets:new": everybody(200),
    "tickets:received": everybody(200),
    "tickets:look_words": everybody(200, post=True),
    "tickets:look_picture": everybody(422, post=True),
    "tickets:guest_link": everybody(404, "made-up"),
    "tickets:my": people_with_account(200),
    "tickets:my_ticket": owner(200, "ticket"),
    "tickets:my_reply": owner(422, "ticket", post=True),
    "tickets:my_publish": owner(302, "ticket", post=True, form={"publish": "nothing"}),
    "tickets:my_file": owner(200, "file"),
    "tickets:queue": agents(200),
    "tickets:ticket": agents(200, "ticket"),
    "tickets:write": agents(422, "ticket", post=True),
    "tickets:set_state": agents(422, "ticket", post=True),
    "tickets:set_assignee": agents(302, "ticket", post=True),
    "tickets:scan_again": agents(302, "scan", post=True),
    "tickets:file": agents(200, "file"),
    "tickets:set_link": agents(404, "ticket", post=True),
    "tickets:always": agents(200),
    "tickets:drop_word": agents(404, NOTHING, post=True),
    "tickets:products": the_operator(200),
    "tickets:product": the_operator(404, NOTHING, post=True),
}
PUBLISHING = {
    "publishing:list": agents(200),
    "publishing:start": agents(302, "ticket", post=True),
    "publishing:review": agents(404, NOTHING),
    "publishing:write": agents(404, NOTHING, post=True),
    "publishing:pull_message": agents(404, NOTHING, NOTHING, post=True),
    "publishing:pull_file": agents(404, NOTHING, NOTHING, post=True),
    "publishing:ask_customer": agents(404, NOTHING, post=True),
    "mycopy:lock": owner(404, "ticket", post=True),
    "mycopy:copy": owner(404, "ticket"),
    "mycopy:answer": owner(404, "ticket", post=True),
    "mycopy:file": owner(404, "ticket", "screenshot-1.png"),
    "publishing:publish": agents(404, NOTHING, post=True),
    "publishing:take_down": agents(404, NOTHING, post=True),
    "publishing:preview_file": agents(404, NOTHING, "screenshot-1.png"),
    "publishing:take_out": agents(404, NOTHING, post=True),
    "publishing:hide_undecided": agents(404, NOTHING, post=True),
    "publishing:accept_risk": agents(404, NOTHING, post=True),
    "publishing:leave_out_news": agents(404, NOTHING, post=True),
    "publishing:switch_keys": agents(404, NOTHING, post=True),
    "publishing:hide_near_miss": agents(404, NOTHING, post=True),
    "publishing:extend": agents(404, NOTHING, post=True),
    "publishing:confirm": agents(404, NOTHING, post=True),
    "publishing:mark": agents(404, NOTHING, post=True),
    "publishing:add_box": agents(404, NOTHING, post=True),
    "publishing:original": agents(404, NOTHING),
    "publishing:decide": agents(404, NOTHING, post=True),
    "publishing:move_box": agents(404, NOTHING, post=True),
    "publishing:unmark": agents(404, NOTHING, post=True),
    "publishing:facts": agents(404, NOTHING, post=True),
    "publishing:team_comment": agents(404, NOTHING, post=True),
    "publishing:comments": agents(200),
    "publishing:accept_comment": agents(404, NOTHING, post=True),
    "publishing:reject_comment": agents(404, NOTHING, post=True),
    "publishing:labels": the_operator(200),
    "publishing:watch": the_operator(200),
    "publishing:start_tour": the_operator(302, post=True),
    "publishing:drop_label": the_operator(404, NOTHING, post=True),
    "public:list": everybody(200),
    "public:issue": everybody(404, "made-up"),
    "public:file": everybody(404, "made-up", "screenshot-1.png"),
    "public:issue_json": everybody(404, "made-up"),
    "public:issues_json": everybody(200),
    "public:feed": everybody(200),
    "public:sitemap": everybody(200),
    "public:openapi": everybody(200),
    "public:placeholders": everybody(200),
    "public:affects": everybody(404, "made-up"),
    "public:follow": everybody(404, "made-up"),
    "public:mail_sent": everybody(200),
    "public:follow_confirm": everybody(404, "made-up"),
    "public:unfollow": everybody(404, "made-up"),
    "public:forget": everybody(200),
    "public:forget_confirm": everybody(404, "made-up"),
    "public:comment": everybody(404, "made-up"),
    "public:comment_sent": everybody(200),
    "public:comment_confirm": everybody(404, "made-up"),
    "robots": everybody(200),
}
RIGHTS = {
    "rights:ask": everybody(200),
    "rights:asked": everybody(200),
    "rights:confirm": everybody(404, "made-up"),
    "rights:check": everybody(200),
    "rights:certificate": everybody(404, "made-up"),
    "rights:download": everybody(404, "made-up"),
    "rights:paper": everybody(404, "made-up"),
    "rights:begun": everybody(200),
    "rights:more": everybody(404, "made-up"),
    "rights:words": agents(404, NOTHING, post=True),
    "rights:ask_for_words": agents(404, NOTHING, post=True),
    "rights:meanwhile": agents(404, NOTHING, post=True),
    "rights:for_customer": agents(404, NOTHING),
    "rights:list": agents(200),
    "rights:detail": agents(404, NOTHING),
    "rights:decide": agents(404, NOTHING, post=True),
    "rights:carry_out": agents(404, NOTHING, post=True),
    "rights:picture": agents(404, NOTHING),
}
CASES = {
    "rights:centre": everybody(200),
    "rights:ask_case": everybody(200),
    "rights:case_sent": everybody(200),
    "rights:my_case": everybody(404, "made-up"),
    "rights:my_case_reply": everybody(404, "made-up", post=True),
    "rights:my_case_paper": everybody(404, "made-up", post=True),
    "rights:my_case_statement": everybody(404, "made-up", post=True),
    "rights:my_case_package": everybody(404, "made-up", post=True),
    "rights:my_case_lift": everybody(404, "made-up", post=True),
    "rights:package_link": everybody(404, "made-up"),
    "rights:represented": everybody(404, "made-up"),
    "rights:my_privacy": people_with_account(200),
    "rights:cases": agents(200),
    "rights:case": agents(404, NOTHING),
    "rights:case_decide": agents(404, NOTHING, post=True),
    "rights:case_done": agents(404, NOTHING, post=True),
    "rights:case_again": agents(404, NOTHING, post=True),
    "rights:case_ask": agents(404, NOTHING, post=True),
    "rights:case_extend": agents(404, NOTHING, post=True),
    "rights:case_check": agents(404, NOTHING, post=True),
    "rights:case_paper": agents(404, NOTHING),
    "rights:case_answer": agents(404, NOTHING, post=True),
    "rights:my_case_document": everybody(404, "made-up", post=True),
    "rights:my_case_show": Door(
        all_get(SIGN_IN, STRANGERS) | all_get(404, (*CUSTOMERS, *AGENTS)), ("made-up",), post=True
    ),
    "rights:sign_in_ask": agents(404, NOTHING, post=True),
    "rights:document_ask": agents(404, NOTHING, post=True),
    "rights:document_look": agents(404, NOTHING, post=True),
    "rights:document_decide": agents(404, NOTHING, post=True),
    "rights:mentions": agents(404, NOTHING),
    "rights:mention_decide": agents(404, NOTHING, post=True),
    "rights:mention_picture": agents(404, NOTHING, 0),
    "rights:case_letter": agents(404, NOTHING),
    "rights:case_posted": agents(404, NOTHING, post=True),
    "rights:package": agents(404, NOTHING),
    "rights:package_choose": agents(404, NOTHING, post=True),
    "rights:package_box": agents(404, NOTHING, post=True),
    "rights:package_approve": agents(404, NOTHING, post=True),
    "rights:package_picture": agents(404, NOTHING, NOTHING),
    "rights:package_progress": agents(404, NOTHING),
    "rights:corrections": agents(200, "ticket"),
    "rights:case_from_ticket": agents(200, "ticket"),
    "rights:policies": everybody(200),
    "rights:policy": everybody(404, "privacy", "made-up"),
    "rights:policy_read": Door(
        all_get(SIGN_IN, STRANGERS) | all_get(404, (*CUSTOMERS, *AGENTS)), (NOTHING,), post=True
    ),
    "rights:preferences_ask": Door(all_get(200, STRANGERS) | all_get(302, (*CUSTOMERS, *AGENTS))),
    "rights:preferences": everybody(404, "made-up"),
    "rights:policy_add": the_operator(200),
    "rights:broadcasts": the_operator(200),
    "rights:kept": everybody(200),
    "rights:looks": people_with_account(200),
    "rights:due": agents(200),
    "rights:retention": the_operator(200),
    "rights:hold_lift": the_operator(404, NOTHING, post=True),
    "rights:registers": the_operator(200),
    "rights:drills": the_operator(200),
    "rights:drill": the_operator(404, NOTHING),
    "rights:drill_end": the_operator(404, NOTHING, post=True),
    "rights:disclosure_review": the_operator(302, NOTHING, post=True),
}
DOORS = {**ACCOUNTS, **ORGANISATIONS, **TICKETS, **PUBLISHING, **RIGHTS, **CASES}


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """The names of all URLs, with their namespaces; the bare pattern for one without a name."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name or pattern.pattern}"


def things() -> dict[str, int]:
    """A ticket of Alice with a checked picture, and where she belongs, by the words that rows use."""
    ticket = a_ticket(people.alice(), uploads=[Upload("a.png", a_screenshot("Account"))])
    picture = Attachment.objects.get(message__ticket=ticket)
    checked(picture)
    return {
        "ticket": ticket.pk,
        "file": picture.pk,
        "scan": Scan.objects.get(message__ticket=ticket).pk,
        "organisation": people.birch().pk,
        "membership": people.alice().memberships.get().pk,
    }


def browser_of(visitor: str) -> Client:
    """A fresh browser of this visitor; it does not raise, because visitors see pages, not exceptions."""
    client = Client(raise_request_exception=False)
    if visitor == "guest":
        ticket = a_ticket("guest.gray@example.org")
        assert ticket.guest is not None
        client.post(reverse("tickets:guest_link", args=[token_of(ticket.guest)]))
    elif visitor != "stranger":
        client.force_login(getattr(people, visitor)())
    return client


def outcome_of(client: Client, path: str, door: Door) -> Outcome:
    response = client.post(path, door.form) if door.post else client.get(path)
    is_sign_in = response.status_code == 302 and response["Location"].startswith("/sign-in/")
    return SIGN_IN if is_sign_in else response.status_code


def test_every_url_has_a_row() -> None:
    assert sorted(names(get_resolver().url_patterns)) == sorted(DOORS)


@pytest.mark.parametrize("name", sorted(DOORS))
def test_each_visitor_gets_what_the_row_says(name: str) -> None:
    door, known = DOORS[name], things()
    path = reverse(name, args=[known.get(arg, arg) for arg in door.args])
    got = {visitor: outcome_of(browser_of(visitor), path, door) for visitor in VISITORS}
    assert got == dict(door.outcomes)


@pytest.mark.parametrize("name", sorted(name for name, door in DOORS.items() if door.post))
def test_what_changes_something_refuses_to_be_only_looked_at(name: str) -> None:
    known = things()
    path = reverse(name, args=[known.get(arg, arg) for arg in DOORS[name].args])
    for visitor in ("stranger", "alice", "dana"):
        client = browser_of(visitor)
        assert outcome_of(client, path, Door({})) in (403, 404, 405, SIGN_IN)


@pytest.mark.parametrize("name", sorted(name for name, door in DOORS.items() if door.post))
def test_what_changes_something_refuses_a_form_from_elsewhere(name: str) -> None:
    known = things()
    path = reverse(name, args=[known.get(arg, arg) for arg in DOORS[name].args])
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.dana())
    assert client.post(path).status_code == 403


def test_the_guest_whose_ticket_it_is_may_do_what_alice_may() -> None:
    ticket = a_ticket("guest.gray@example.org", uploads=[Upload("a.png", a_screenshot("Account"))])
    client = Client()
    assert ticket.guest is not None
    client.post(reverse("tickets:guest_link", args=[token_of(ticket.guest)]))
    attachment = Attachment.objects.get()
    assert client.get(f"/my/tickets/{ticket.pk}/").status_code == 200
    assert client.get(f"/my/files/{attachment.pk}/").status_code == 200
    assert client.post(f"/my/tickets/{ticket.pk}/reply/", {"text": "Again."}).status_code == 302
    client.post(f"/my/tickets/{ticket.pk}/publish/", {"publish": "nothing"})
    assert not Ticket.objects.get().may_be_published


def test_somebody_who_was_shut_out_is_out_at_once() -> None:
    alice, client = people.alice(), Client()
    client.post(sign_in_path(alice))
    assert client.get("/my/").status_code == 200
    alice.is_active = False
    alice.save()
    assert client.get("/my/").status_code == 302


def test_an_agent_who_is_none_any_more_is_out_of_the_desk_at_once() -> None:
    dana, client = people.dana(), Client()
    client.force_login(dana)
    dana.is_agent = False
    dana.save()
    assert client.get("/desk/").status_code == 403
