"""Whoever a token names is found in the rest of the text, too."""

from __future__ import annotations

import base64
import json

import pytest

from redaction.analyze import Analyzer
from redaction.claims import claims_in
from redaction.find import Needle
from redaction.policy import DEFAULT_POLICY


def token(payload: object) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, payload)
    said = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    return ".".join((*said, "c2lnbmF0dXJlLW9mLW5vYm9keQ"))


def test_standard_claims_name_people() -> None:
    claims = {
        "sub": "okafor-7",
        "email": "n.eze@example.com",
        "name": "Ngozi Eze",
        "preferred_username": "n.eze",
    }
    assert set(claims_in(f"Bearer {token(claims)}")) == {
        Needle("okafor-7", "USERNAME"),
        Needle("n.eze@example.com", "EMAIL_ADDRESS"),
        Needle("Ngozi Eze", "PERSON"),
        Needle("n.eze", "USERNAME"),
    }


NOBODYS = [{"sub": "1234567890"}, {"sub": "admin"}, {"name": "Bo"}, {"iss": "x.example"}, ["a"], {"name": 7}]


@pytest.mark.parametrize("payload", NOBODYS)
def test_what_names_nobody_is_left_out(payload: object) -> None:
    assert claims_in(token(payload)) == ()


@pytest.mark.parametrize("text", ["", "eyJ.eyJ.", "eyJhbGciOiJIUzI1NiJ9.eyJub3QganNvbg.x", "hey there"])
def test_what_cannot_be_read_names_nobody(text: str) -> None:
    assert claims_in(text) == ()


def test_a_deep_payload_names_nobody_and_breaks_nothing() -> None:
    deep = base64.urlsafe_b64encode(b'{"a":' * 2000).rstrip(b"=").decode()
    assert claims_in(f"eyJhbGciOiJIUzI1NiJ9.{deep}.x") == ()


def test_a_name_inside_a_token_is_hidden_outside_of_it(analyzer: Analyzer) -> None:
    text = f"token={token({'preferred_username': 'quokka.fan'})}\nthen quokka.fan saw 500"
    hidden = [finding.span.of(text) for finding in analyzer.analyze(text, DEFAULT_POLICY).findings]
    assert "quokka.fan" in hidden
