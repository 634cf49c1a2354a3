"""Forms that anybody may send, and the first of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class AnonymousForm(forms.Form):
    """A form with a field that people do not see and programs fill in.

    Whoever fills it is told so and may send again: a person whose browser
    did it loses nothing.
    """

    extra = forms.CharField(
        required=False,
        label="Leave this empty",
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("extra"):
            self.data = {name: value for name, value in self.data.items() if name != "extra"}
            raise ValidationError(
                "That looked like an automatic message. Please send it once more.", code="automatic"
            )
        return cleaned


class SignInForm(AnonymousForm):
    email = forms.EmailField(
        label="Your e-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )
