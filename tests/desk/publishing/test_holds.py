"""What the review says about a post that is hidden: the true reason of each hold."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from desk.accounts.models import User
from desk.publishing.publish import hold
from tests.desk.rights.posts import a_post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "words", "names_requests"),
    [
        ("removal:1", "A person asked for something here to be taken down", True),
        ("lock:1", "The customer has set a part of it", False),
        ("leak:tour", "The leak tour could read something", False),
    ],
)
def test_the_review_says_why_a_post_is_hidden(
    client: Client, dana: User, code: str, words: str, names_requests: bool
) -> None:
    post = a_post(by=dana)
    hold(post, code)
    client.force_login(dana)
    page = client.get(post.get_absolute_url()).content.decode()
    notice = page[page.index("data-hold") :]
    notice = notice[: notice.index("</div>")]
    assert words in notice
    assert (reverse("rights:list") in notice) == names_requests
