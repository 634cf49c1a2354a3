"""Facts beside the copy: who sets them, what may stand there, and where the public sees them."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk.accounts.models import User
from desk.publishing.facts import Facts, NotAVersion, is_version
from desk.publishing.models import Label, Publication
from tests import people
from tests.desk.rights.posts import a_post

pytestmark = pytest.mark.django_db

FIXED = {"status": "fixed", "affected": "4.1, 4.2-rc1", "fixed_in": "4.2.1"}


@pytest.fixture
def desk(client: Client, dana: User) -> Client:
    client.force_login(dana)
    return client


def a_label(name: str = "Crash") -> Label:
    return Label.objects.get_or_create(name=name)[0]


def facts_path(post: Publication) -> str:
    return f"/desk/copies/{post.pk}/facts/"


def test_what_an_agent_sets_stands_on_list_and_page(desk: Client, dana: User) -> None:
    post, label = a_post(by=dana), a_label()
    assert desk.post(facts_path(post), {**FIXED, "labels": [label.pk]}).status_code == 302
    page = Client().get(post.public_path).content.decode()
    for words in ("Fixed", "4.1, 4.2-rc1", "4.2.1", "Crash"):
        assert words in page
    listed = Client().get("/public/").content.decode()
    assert "in 4.2.1" in listed
    assert "<li>Crash</li>" in listed


def test_the_form_shows_what_is_set(desk: Client, dana: User) -> None:
    post = a_post(by=dana)
    desk.post(facts_path(post), FIXED)
    assert 'value="4.1, 4.2-rc1"' in desk.get(f"/desk/copies/{post.pk}/").content.decode()


def test_the_copy_and_its_review_stay_as_they_are(desk: Client, dana: User) -> None:
    post = a_post(by=dana)
    desk.post(facts_path(post), FIXED)
    after = Publication.objects.get()
    assert (after.state, after.edition) == (post.state, post.edition)


@pytest.mark.parametrize(
    "version, passes",
    [
        ("4", True),
        ("4.2", True),
        ("2026.11.1", True),
        ("4.2.1-rc2", True),
        ("4.2-beta.3", True),
        ("192.0.2.17", False),  # a network address
        ("4.2 for Alice", False),
        ("4.2-alice", False),
        ("+44 20 7946 0018", False),
        ("٤.٢", False),
        ("4.", False),
        ("", False),
    ],
)
def test_a_version_is_numbers_and_few_words(version: str, passes: bool) -> None:
    assert is_version(version) is passes


def test_facts_refuse_what_is_no_version() -> None:
    with pytest.raises(NotAVersion):
        Facts(Publication.Status.REPORTED, affected=("alice",))
    with pytest.raises(NotAVersion):
        Facts(Publication.Status.REPORTED, fixed_in="4.2")


@pytest.mark.parametrize(
    "form",
    [
        {"status": "fixed", "affected": "4.1, Alice Archer"},
        {"status": "fixed", "fixed_in": "ask alice"},
        {"status": "confirmed", "fixed_in": "4.2"},
        {"status": "solved"},
        {"status": "fixed", "affected": ",".join(str(number) for number in range(11))},
    ],
)
def test_a_form_with_something_else_changes_nothing(desk: Client, dana: User, form: dict[str, str]) -> None:
    post = a_post(by=dana)
    assert desk.post(facts_path(post), form).status_code == 422
    assert Publication.objects.get().status == "reported"


def test_the_list_is_filtered_by_status_label_and_product_without_script(desk: Client, dana: User) -> None:
    post, label = a_post(by=dana), a_label()
    desk.post(facts_path(post), {**FIXED, "labels": [label.pk]})
    product = post.ticket.product_id
    rows: tuple[tuple[dict[str, str | int], bool], ...] = (
        ({"status": "fixed"}, True),
        ({"status": "reported"}, False),
        ({"label": label.pk}, True),
        ({"label": label.pk + 1}, False),
        ({"product": product, "status": "fixed", "label": label.pk, "q": "export"}, True),
        ({"product": product + 1}, False),
        ({"status": "no such status", "label": "x", "product": "9" * 40}, True),
    )
    for query, is_shown in rows:
        assert ("Export stops" in Client().get("/public/", query).content.decode()) is is_shown, query


def test_the_list_takes_as_many_queries_for_ten_as_for_one(dana: User, client: Client) -> None:
    counts = []
    for more in (1, 9):
        for _ in range(more):
            a_post(by=dana).issue_labels.add(a_label())
        with CaptureQueriesContext(connection) as queries:
            client.get("/public/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_page_that_changed_beside_its_copy_has_another_etag(desk: Client, dana: User) -> None:
    post = a_post(by=dana)
    before = Client().get(post.public_path)["ETag"]
    desk.post(facts_path(post), FIXED)
    assert Client().get(post.public_path)["ETag"] != before
    assert Client().get(post.public_path, headers={"If-None-Match": before}).status_code == 200


def test_setting_facts_mails_nobody_who_does_not_follow(desk: Client, dana: User) -> None:
    desk.post(facts_path(a_post(by=dana)), FIXED)
    assert mail.outbox == []


def test_only_the_operator_keeps_the_list_of_labels(client: Client) -> None:
    client.force_login(people.operator())
    client.post("/desk/labels/", {"name": "Printing"})
    client.post("/desk/labels/", {"name": "printing"})
    label = Label.objects.get(name__iexact="printing")
    assert "Printing" in client.get("/desk/labels/").content.decode()
    client.post(f"/desk/labels/{label.pk}/drop/")
    assert not Label.objects.filter(pk=label.pk).exists()


def test_an_agent_does_not(desk: Client) -> None:
    assert desk.post("/desk/labels/", {"name": "Printing"}).status_code == 403
    assert not Label.objects.filter(name="Printing").exists()
