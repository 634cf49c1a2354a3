"""What programs are told: the JSON answers and their description, sitemap, robots, OpenGraph, noindex."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.accounts.models import User
from desk.publishing.facts import Facts, set_facts
from desk.publishing.models import Label, Publication, Revision
from desk.publishing.views import feeds
from tests.desk.rights.posts import a_post

pytestmark = pytest.mark.django_db

KINDS = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}


def ripe(post: Publication) -> None:
    """The first day after its first publication has passed."""
    Publication.objects.filter(pk=post.pk).update(first_published_at=timezone.now() - timedelta(days=1))


def description() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Client().get("/public/openapi.json").content)
    return found


def schema_of(path: str) -> dict[str, Any]:
    answers = description()["paths"][path]["get"]["responses"]
    found: dict[str, Any] = answers["200"]["content"]["application/json"]["schema"]
    return found


def wrong(value: Any, schema: dict[str, Any], where: str = "$") -> list[str]:
    """Where a value is not what the schema says; of JSON Schema it knows what the description uses."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return wrong(value, description()["components"]["schemas"][name], where)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not isinstance(value, tuple(KINDS[kind] for kind in kinds)) or isinstance(value, bool):
        return [f"{where}: not {kinds}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: not in enum"]
    if "pattern" in schema and not re.search(schema["pattern"], str(value)):
        return [f"{where}: other pattern"]
    found = []
    if isinstance(value, list):
        for number, one in enumerate(value):
            found += wrong(one, schema["items"], f"{where}[{number}]")
    if isinstance(value, dict):
        found += [f"{where}.{name}: missing" for name in set(schema.get("required", ())) - set(value)]
        for name, one in value.items():
            further = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
            found += wrong(one, further, f"{where}.{name}") if further else [f"{where}.{name}: unknown"]
    return found


def a_post_with_facts(dana: User) -> Publication:
    post = a_post(by=dana)
    label = Label.objects.get_or_create(name="Crash")[0]
    set_facts(post, Facts(Publication.Status.FIXED, ("4.1", "4.2-rc1"), "4.2.1", [label]), by=dana)
    return post


def receipt(post: Publication) -> None:
    assert post.live is not None
    post.live.receipt = {"hidden": 2, "groups": {"person": 2}}
    post.live.save()


def test_the_list_answers_as_described(client: Client, dana: User) -> None:
    a_post_with_facts(dana)
    a_post(by=dana)
    answer = json.loads(client.get("/public/issues.json").content)
    assert wrong(answer, schema_of("/public/issues.json")) == []
    assert {issue["status"] for issue in answer["issues"]} == {"fixed", "reported"}


def test_an_issue_answers_as_described(client: Client, dana: User) -> None:
    post = a_post_with_facts(dana)
    receipt(post)
    answer = json.loads(client.get(f"/public/issues/{post.slug}.json").content)
    assert wrong(answer, schema_of("/public/issues/{id}.json")) == []
    assert answer["labels"] == ["Crash"]
    assert answer["fixed_in"] == "4.2.1"


def test_the_comparison_sees_what_is_not_as_described(client: Client, dana: User) -> None:
    a_post(by=dana)
    answer = json.loads(client.get("/public/issues.json").content)
    answer["issues"][0]["reporter"] = "Alice"
    del answer["issues"][0]["title"]
    answer["pages"] = "one"
    assert len(wrong(answer, schema_of("/public/issues.json"))) == 3


def test_the_description_names_the_addresses_that_answer(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    for path in description()["paths"]:
        assert client.get(path.replace("{id}", post.slug)).status_code == 200


def test_every_state_of_an_issue_is_described() -> None:
    assert description()["components"]["schemas"]["Status"]["enum"] == Publication.Status.values


def test_the_list_comes_in_pages(client: Client, dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "JSON_PAGE", 2)
    slugs = {a_post(by=dana).slug for _ in range(3)}
    first = json.loads(client.get("/public/issues.json", {"q": "export"}).content)
    assert (first["total"], first["page"], first["pages"]) == (3, 1, 2)
    assert b"export" not in client.get("/public/issues.json", {"q": "export"}).content.lower().replace(
        b"export stops", b""
    )
    second = json.loads(client.get("/public/issues.json", {"q": "export", "page": first["next"]}).content)
    assert second["next"] is None
    assert {issue["id"] for issue in first["issues"] + second["issues"]} == slugs


def test_the_list_is_filtered_like_the_page(client: Client, dana: User) -> None:
    post = a_post_with_facts(dana)
    a_post(by=dana)
    answer = json.loads(client.get("/public/issues.json", {"status": "fixed"}).content)
    assert [issue["id"] for issue in answer["issues"]] == [post.slug]


def test_a_post_is_not_indexed_on_its_first_day_and_then_is(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    for path in (post.public_path, f"/public/issues/{post.slug}.json"):
        assert client.get(path)["X-Robots-Tag"] == "noindex"
    assert 'content="noindex"' in client.get(post.public_path).content.decode()
    assert post.slug not in client.get("/public/sitemap.txt").content.decode()
    before = client.get(post.public_path)["ETag"]
    ripe(post)
    page = client.get(post.public_path, headers={"If-None-Match": before})
    assert page.status_code == 200
    assert not page.has_header("X-Robots-Tag")
    assert "noindex" not in page.content.decode()
    assert post.slug in client.get("/public/sitemap.txt").content.decode()


def test_opengraph_shows_title_and_first_words_of_the_stored_text(client: Client, dana: User) -> None:
    post = a_post(by=dana, summary="Nothing is written. " * 30)
    page = client.get(post.public_path).content.decode()
    assert '<meta property="og:title" content="Export stops">' in page
    found = re.search(r'<meta property="og:description" content="([^"]*)">', page)
    assert found is not None
    assert found[1] == ("Nothing is written. " * 30)[:200]
    assert '<meta property="og:type" content="article">' in page
    assert f'<meta property="og:url" content="{settings.DESK_ORIGIN}{post.public_path}">' in page


def test_a_control_character_in_one_post_does_not_stop_the_feed(client: Client, dana: User) -> None:
    post = a_post(by=dana, summary="The log says \x1b[31mERROR\x1b[0m here.")
    Revision.objects.filter(live_publication=post).update(title="Stops at \x0c once")
    answer = client.get("/public/feed.atom")
    assert answer.status_code == 200
    assert b"\x1b" not in answer.content and b"\x0c" not in answer.content
    assert "ERROR" in answer.content.decode()


def test_an_entry_of_the_feed_holds_the_first_words_only(client: Client, dana: User) -> None:
    a_post(by=dana, summary="lorem ipsum " * 10_000)
    assert 2000 < len(client.get("/public/feed.atom").content) < 4000


@pytest.mark.parametrize("path", ["/public/", "/public/issues.json", "/public/feed.atom"])
def test_lists_do_not_read_the_long_columns(client: Client, dana: User, path: str) -> None:
    for _ in range(3):
        a_post(by=dana)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    asked = " ".join(query["sql"] for query in queries)
    for column in ("article", "ledger"):
        assert f'"publishing_revision"."{column}"' not in asked
    assert '"publishing_revision"."text",' not in asked.replace('"text", 1, 2000', "").replace(
        'LEFT("publishing_revision"."text", 2000)', ""
    )


@pytest.mark.parametrize("path", ["/public/", "/public/issues.json"])
def test_control_characters_are_not_searched_for(client: Client, dana: User, path: str) -> None:
    """PostgreSQL refuses a NUL in any value; the words beside it are searched for all the same."""
    post = a_post(by=dana)
    assert post.live is not None
    answer = client.get(path, {"q": "Ex\x00port\x1f"})
    assert answer.status_code == 200
    assert post.live.title in answer.content.decode()


def test_robots_are_kept_from_the_private_side_and_shown_the_sitemap(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /desk/" in lines
    assert "Disallow: /my/" in lines
    assert f"Sitemap: {settings.DESK_ORIGIN}/public/sitemap.txt" in lines


def test_reading_any_of_it_sets_no_cookie(client: Client, dana: User) -> None:
    post = a_post(by=dana)
    for path in (
        post.public_path,
        "/public/",
        "/public/openapi.json",
        "/public/placeholders/",
        "/robots.txt",
    ):
        assert not client.get(path).cookies
