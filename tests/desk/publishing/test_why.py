"""Why something is hidden: in words that depend on its kind and on nothing else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from desk.accounts.models import User
from desk.publishing.models import Publication, Revision
from desk.publishing.why import RULES, hidden_in
from desk.redactor import ENTITIES
from tests.desk.rights.posts import a_post

pytestmark = pytest.mark.django_db


def a_row(rule: str, label: str = "[person A]", entity: str = "PERSON", start: int = 0) -> dict[str, object]:
    """A row of the ledger as rendering writes it."""
    end = start + len(label)
    return {"part": 1, "start": start, "end": end, "label": label, "entity": entity, "rule": rule}


def with_ledger(post: Publication, *rows: dict[str, object], **groups: int) -> None:
    receipt = {"hidden": sum(groups.values()), "groups": {"image area": groups.get("areas", 0)}}
    Revision.objects.filter(publication=post).update(ledger=list(rows), receipt=receipt)


def test_every_kind_has_its_rule_in_words() -> None:
    assert {entity.group for entity in ENTITIES.values()} <= set(RULES)


def test_the_page_explains_each_placeholder_once(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    email = a_row("contact.email", "[e-mail address 1]", "EMAIL_ADDRESS", 40)
    with_ledger(post, a_row("names"), a_row("names", start=90), email)
    page = client.get(post.public_path).content.decode()
    assert page.count("[person A]") == 1
    assert "E-mail address. " in page
    assert RULES["contact"] in page


def test_covered_areas_of_pictures_are_counted(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    with_ledger(post, areas=3)
    assert "3 areas are covered in the pictures" in client.get(post.public_path).content.decode()


def test_a_hiding_on_request_reads_like_any_other(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    pages = []
    for rule in ("names.model", "person.marked", "person.asked", "ticket.same-value"):
        with_ledger(post, a_row(rule))
        pages.append(client.get(post.public_path).content)
    assert len(set(pages)) == 1


def test_neither_value_nor_length_is_told(dana: User) -> None:
    post = a_post(by=dana)
    with_ledger(post, a_row("names"), a_row("names", "[person B]", start=30))
    one, other = hidden_in(Revision.objects.get())
    assert (one.name, one.rule) == (other.name, other.rule)


def test_it_can_be_disputed(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    with_ledger(post, a_row("names"))
    page = client.get(post.public_path).content.decode()
    details = page[page.index("hidden-here") : page.index("</details>")]
    assert f'href="{reverse("tickets:new")}"' in details
    assert f"/removal/?post={post.slug}" in details


def test_a_page_without_placeholders_has_nothing_to_explain(client: Client, dana: User) -> None:
    assert "hidden-here" not in client.get(a_post(by=dana).public_path).content.decode()


def test_one_page_lists_all_kinds_without_script(client: Client) -> None:
    page = client.get("/public/placeholders/")
    assert not page.cookies
    for entity in ENTITIES.values():
        assert f"[{entity.words}]" in page.content.decode()
