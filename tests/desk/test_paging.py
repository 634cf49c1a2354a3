"""Pages of lists that are not counted."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from desk.paging import OpenPage, open_page
from desk.tickets.models import Product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def five_products() -> None:
    Product.objects.bulk_create(Product(name=f"Product {number}") for number in range(1, 6))


def page(asked: str | None) -> OpenPage[Product]:
    return open_page(Product.objects.order_by("name"), 2, asked)


def test_pages_together_hold_every_row_once() -> None:
    names = [product.name for asked in ("1", "2", "3") for product in page(asked)]
    assert names == [f"Product {number}" for number in range(1, 6)]


def test_only_the_last_page_has_no_next_one() -> None:
    assert [page(asked).has_next for asked in ("1", "2", "3")] == [True, True, False]


def test_only_the_first_page_has_no_previous_one() -> None:
    assert [page(asked).has_previous for asked in ("1", "2", "3")] == [False, True, True]


@pytest.mark.parametrize("asked", [None, "", "0", "-1", "4", "99999", "100000000000", "two", "²", "1.5"])
def test_what_is_no_page_of_the_list_is_the_first(asked: str | None) -> None:
    assert page(asked) == page("1")


def test_an_empty_list_has_one_empty_page() -> None:
    Product.objects.all().delete()
    assert page("2") == OpenPage([], 1, has_next=False)


def test_a_page_asks_the_database_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        page("2")
