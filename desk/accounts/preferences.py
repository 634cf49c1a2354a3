"""What a person set for themselves."""

from __future__ import annotations

from desk.accounts.models import User


def set_review_keys(user: User, *, on: bool) -> None:
    """Whether single keys work in the review room, for this person on every machine."""
    User.objects.filter(pk=user.pk).update(review_keys=on)
    user.review_keys = on
