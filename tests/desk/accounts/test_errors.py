"""The pages that say what went wrong."""

from __future__ import annotations

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client, RequestFactory

from desk.accounts import views

pytestmark = pytest.mark.django_db


def test_what_is_not_there_gets_a_page_that_does_not_repeat_the_address(client: Client) -> None:
    response = client.get("/alice.archer@example.com/")
    assert response.status_code == 404
    assert b"alice.archer" not in response.content


def test_an_error_of_ours_gets_a_page_without_looking_at_the_database() -> None:
    response = views.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert b"not your fault" in response.content


def test_a_request_we_cannot_read_gets_a_page(rf: RequestFactory) -> None:
    response = views.bad_request(rf.get("/"), SuspiciousOperation("alice"))
    assert response.status_code == 400
    assert b"alice" not in response.content


def test_a_form_without_its_proof_gets_a_page_that_says_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/sign-in/", {"email": "alice.archer@example.com"})
    assert response.status_code == 403
    assert b"load the page again" in response.content
