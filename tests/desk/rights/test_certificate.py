"""Certificates: checkable by number, no changed one passes, and nothing personal is in them."""

from __future__ import annotations

import base64
import html
import io
import json
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings
from django.test import Client
from django.urls import reverse

from desk.accounts.models import User
from desk.accounts.tokens import absolute
from desk.publishing.models import Publication
from desk.rights import certificates
from desk.rights.certificates import Verdict
from desk.rights.elsewhere import requests_for
from desk.rights.models import Certificate, Occurrence
from desk.rights.search import MOST_HITS
from tests.desk.rights.asking import CHARLIE, carried_out, decide_all, searched
from tests.desk.rights.posts import a_post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def certificate(client: Client, dana: User) -> Certificate:
    """Of a request with two spots in one post, carried out."""
    a_post(by=dana, summary="Ruprecht Zwiebel wrote it. The export stops for Ruprecht Zwiebel only.")
    request = searched(client, words="Ruprecht Zwiebel")
    decide_all(request, by=dana)
    return carried_out(request, by=dana).certificate


def downloaded(client: Client, certificate: Certificate) -> dict[str, object]:
    found: dict[str, object] = client.get(reverse("rights:download", args=[certificate.number])).json()
    return found


def test_it_counts_what_was_found_and_done(certificate: Certificate) -> None:
    assert certificate.facts["places"] == {"public-text": {"found": 2, "removed": 2, "refused": 0}}
    [post] = certificate.facts["posts"]
    assert post["before"] != post["after"]
    assert len(post["after"]) == 64
    assert certificate.facts["read_back"]["left"] == []
    assert "search-engines" in certificate.facts["not_reached"]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-25T18:48:09+00:00", "25 November 2026, 18:48 UTC"),
        ("2026-07-01T02:05:00-04:00", "1 July 2026, 02:05 UTC-04:00"),
        ("", ""),
    ],
)
def test_its_times_are_written_as_people_write_them(at: str, words: str) -> None:
    assert certificates.in_words(at) == words


def test_nothing_personal_and_no_post_is_in_it(certificate: Certificate, client: Client) -> None:
    post = Publication.objects.get().slug
    for path in (certificate.get_absolute_url(), reverse("rights:download", args=[certificate.number])):
        body = client.get(path).content.decode()
        for value in ("Zwiebel", CHARLIE, post, "dana", "removal:"):
            assert value not in body


def test_a_stranger_checks_it_by_its_number(certificate: Certificate, client: Client) -> None:
    body = client.get(certificate.get_absolute_url()).content.decode()
    assert "Valid." in body
    body = client.post(reverse("rights:check"), {"number": certificate.number}).content.decode()
    assert "Valid." in body


def test_an_unchanged_copy_passes(certificate: Certificate, client: Client) -> None:
    copy = json.dumps(downloaded(client, certificate))
    assert certificates.check(certificate.number, copy) == Verdict.VALID


@pytest.mark.parametrize(
    "change",
    [
        lambda copy: copy["facts"]["places"]["public-text"].update(removed=3),
        lambda copy: copy["facts"].update(request="R-22222222"),
        lambda copy: copy.update(signature="A" * 86),
        lambda copy: copy.update(signature="?"),
        lambda copy: copy.pop("facts"),
    ],
)
def test_a_changed_copy_does_not_pass(certificate: Certificate, client: Client, change: object) -> None:
    copy = downloaded(client, certificate)
    change(copy)  # type: ignore[operator]
    response = client.post(reverse("rights:check"), {"number": certificate.number, "copy": json.dumps(copy)})
    assert "Changed." in response.content.decode()


@pytest.mark.parametrize(
    "copy", ["no json", "[]", "{}", "[1, 2]", '{"facts": 1, "signature": 2}', "\u2028", "[" * 99_000]
)
def test_what_is_no_certificate_does_not_pass(certificate: Certificate, copy: str) -> None:
    expected = Verdict.CHANGED if copy.strip() else Verdict.VALID
    assert certificates.check(certificate.number, copy) == expected


def test_a_copy_nested_so_deep_that_it_can_be_read_but_not_written_does_not_pass(
    certificate: Certificate,
) -> None:
    for depth in range(100, 1000):
        copy = '{"signature": "eA", "facts": ' + "[" * depth + "]" * depth + "}"
        assert certificates.check(certificate.number, copy) == Verdict.CHANGED


def test_the_copy_of_another_certificate_does_not_pass(
    certificate: Certificate, client: Client, dana: User
) -> None:
    other = carried_out(searched(client, words="Adelheid"), by=dana).certificate
    copy = json.dumps(downloaded(client, other))
    assert certificates.check(certificate.number, copy) == Verdict.CHANGED


def test_facts_changed_in_our_own_database_show(certificate: Certificate, client: Client) -> None:
    certificate.facts["places"] = {}
    certificate.save()
    assert "Changed." in client.get(certificate.get_absolute_url()).content.decode()


def test_the_download_is_enough_to_check_it_without_us(certificate: Certificate, client: Client) -> None:
    """RFC 8032 over the sorted JSON, with nothing but the file."""
    copy = downloaded(client, certificate)
    key = load_pem_public_key(str(copy["public_key"]).encode())
    said = json.dumps(copy["facts"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    key.verify(base64.urlsafe_b64decode(f"{copy['signature']}=="), said.encode())  # type: ignore[union-attr, call-arg]


def test_an_unknown_number_is_unknown(client: Client, db: None) -> None:
    assert client.get("/certificate/C-2222-2222-2222/").status_code == 404
    response = client.post(reverse("rights:check"), {"number": "C-2222-2222-2222"})
    assert "Unknown." in response.content.decode()


def test_numbers_cannot_be_guessed_from_each_other(certificate: Certificate) -> None:
    assert len(set(certificate.number.replace("-", ""))) > 3
    assert certificate.number != certificate.facts["request"]


def test_the_key_is_made_once_and_lies_outside_the_database(certificate: Certificate) -> None:
    path = Path(settings.DESK_KEYS) / certificates.KEY_FILE
    before = path.read_bytes()
    certificates.sign({"n": 1})
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o077 == 0


def test_on_paper_it_says_the_same_and_nothing_personal(certificate: Certificate, client: Client) -> None:
    response = client.get(reverse("rights:paper", args=[certificate.number]))
    assert response["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        commands = [command for page in pdf.pages for command in pikepdf.parse_content_stream(page)]
        shown = [command.operands[0] for command in commands if str(command.operator) == "Tj"]
        said = "\n".join(bytes(text).decode("cp1252") for text in shown)  # type: ignore[arg-type]
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.docinfo.Title) == f"Certificate {certificate.number}"
        assert set(pdf.docinfo.keys()) == {"/Title"}
    assert certificate.number in said and certificate.get_absolute_url() in said
    assert "Words: 2 found, 2 removed, 0 stay" in said
    for post in certificate.facts["posts"]:
        assert post["after"] in said
    for value in ("Zwiebel", CHARLIE, Publication.objects.get().slug, "removal:"):
        assert value not in said


def test_on_paper_the_same_certificate_is_the_same_file(certificate: Certificate, client: Client) -> None:
    address = reverse("rights:paper", args=[certificate.number])
    assert client.get(address).content == client.get(address).content


def test_there_is_a_request_for_each_place_we_cannot_reach(certificate: Certificate, client: Client) -> None:
    body = html.unescape(client.get(certificate.get_absolute_url()).content.decode())
    for kind, words in requests_for(certificate.number, absolute(certificate.get_absolute_url())):
        assert kind.code in certificate.facts["not_reached"]
        assert kind.name in body and words in body
        assert "{" not in words


def test_it_says_when_the_search_stopped_at_a_common_word(client: Client, dana: User) -> None:
    a_post(by=dana, summary="export " * (MOST_HITS + 1))
    request = searched(client, words="export")
    decide_all(request, by=dana, refuse=Occurrence.Ground.EXCESSIVE)
    certificate = carried_out(request, by=dana).certificate
    assert certificate.facts["search"] == "stopped"
    assert "The search stopped." in client.get(certificate.get_absolute_url()).content.decode()
