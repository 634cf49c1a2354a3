"""Forms of the customer: a lock on one part, and the answer to a copy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desk.publishing.asking import Question

Answer = Question.Answer


class LockForm(forms.Form):
    """Exactly one of message and file, by its number, and whether it is to stay private."""

    message = forms.IntegerField(required=False, min_value=1)
    file = forms.IntegerField(required=False, min_value=1)
    locked = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("message") is None) == (cleaned.get("file") is None):
            raise ValidationError("one part", code="one-part")
        return cleaned


class AnswerForm(forms.Form):
    """What the customer says to the copy that they saw."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (Answer.APPROVED, _("Yes, publish this copy")),
            (Answer.MORE, _("Hide more first")),
            (Answer.REFUSED, _("No, publish nothing of mine")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What else should be hidden?"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only support reads this, and it is never published."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == Answer.MORE and not cleaned.get("words", "").strip():
            self.add_error("words", _("Please say what else should be hidden."))
        return cleaned
