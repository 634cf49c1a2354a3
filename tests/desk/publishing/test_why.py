"""Why something is hidden: in words that depend on its kind and on nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from desk.accounts.models import User
from desk.publishing.models import Publication, Revision
from desk.publishing.why import RULES, hidden_in, own_words, words_of_templates
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


def test_the_frame_of_public_pages_is_known_whatever_template_is_added() -> None:
    folder = Path(settings.TEMPLATES[0]["DIRS"][0])
    known = words_of_templates()
    for path in [*(folder / "public").rglob("*.html"), folder / "publishing" / "_article.html"]:
        assert path.read_text(encoding="utf-8") in known, path.name
    for included in ("base.html", "_pagination.html", "publishing/_pieces.html", "mail/news.txt"):
        assert (folder / included).read_text(encoding="utf-8") in known, included


@pytest.mark.parametrize(
    ("article", "words"),
    [
        ('<section><h2>Summary</h2>\n<div class="words">It stops.</div></section>', "It stops."),
        ('<pre class="words log-text" tabindex="0">one &lt;two&gt;\nthree</pre>', "one <two>\nthree"),
        (
            '<div class="words">By <span class="placeholder" title="Hidden: name">[person A]</span>.</div>',
            "By ■ .",
        ),
        (
            '<figure><img src="files/a.png" alt="Screenshot 1."><figcaption>One.</figcaption></figure>',
            "",
        ),
        ('<div class="words">It<br>stops.</div><footer><p>1 item hidden</p></footer>', "It stops."),
    ],
)
def test_only_what_a_person_wrote_is_read_out_of_an_article(article: str, words: str) -> None:
    assert " ".join(own_words(article).split()) == " ".join(words.split())
