"""The operator's list of products."""

from __future__ import annotations

import pytest
from django.test import Client

from desk.tickets.models import Product
from tests import people
from tests.build import a_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(people.operator())
    return client


def test_the_operator_has_customers_asked_before_publication(operator: Client) -> None:
    product = a_product("Lantern")
    form = {f"{product.pk}-name": "Lantern", f"{product.pk}-asks_customer": "on"}
    assert operator.post(f"/desk/products/{product.pk}/", form).status_code == 302
    assert Product.objects.get().asks_customer


def test_two_products_of_one_name_are_refused_beside_the_field(operator: Client) -> None:
    a_product("Lantern")
    answer = operator.post("/desk/products/", {"name": "Lantern"})
    assert answer.status_code == 422
    assert "already exists" in answer.content.decode()


def test_a_new_product_can_be_chosen_by_customers(operator: Client) -> None:
    operator.post("/desk/products/", {"name": "Beacon"})
    assert "Beacon" in Client().get("/new/").content.decode()
