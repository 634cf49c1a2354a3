"""For the customer's pages: whether a text they have not read yet counts now."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from desk.rights.consent.models import PolicyText
from desk.rights.consent.texts import unread

register = template.Library()


@register.simple_tag
def unread_texts(user: Any) -> list[PolicyText]:
    return unread(user.email, today=timezone.now().date()) if user.is_authenticated else []
