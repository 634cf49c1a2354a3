"""The desk's navigation says in which of its places a screen stands."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests import people

pytestmark = pytest.mark.django_db

PLACES = {
    "Queue": ["tickets:queue"],
    "Public copies": ["publishing:list"],
    "Comments": ["publishing:comments"],
    "Removals": ["rights:list"],
    "Data requests": [
        "rights:cases",
        "rights:due",
        "rights:retention",
        "rights:registers",
        "rights:policy_add",
        "rights:broadcasts",
    ],
    "Operation": ["publishing:watch", "publishing:labels", "tickets:always", "tickets:products"],
}


@pytest.mark.parametrize(
    ("place", "screen"), [(place, screen) for place, screens in PLACES.items() for screen in screens]
)
def test_one_place_is_marked_and_it_is_the_one_of_the_screen(client: Client, place: str, screen: str) -> None:
    client.force_login(people.operator())
    page = client.get(reverse(screen)).content.decode()
    navigation = page[page.index("<nav") : page.index("</nav>")]
    assert re.findall(r'aria-current="page">([^<]+)<', navigation) == [place]
