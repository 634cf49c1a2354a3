"""Forms of the review."""

from __future__ import annotations

from typing import Any

from django import forms

from desk.publishing.models import Part, ReviewItem
from desk.redactor import ENTITIES, Box, Span

KINDS = [(entity.key, entity.name) for entity in ENTITIES.values() if entity.key != "UNREAD"]


class WordsForm(forms.Form):
    """The agent's own words. What they contain is scanned like everything else."""

    title = forms.CharField(max_length=200, required=False, help_text="What is wrong, in one line.")
    summary = forms.CharField(
        max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 5}), strip=True
    )
    steps = forms.CharField(
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        label="Steps to reproduce",
    )

    def words(self) -> dict[Part.Kind, str]:
        """The texts by kind of part, with the line ends that everything else has."""
        return {kind: self.cleaned_data[kind.value].replace("\r\n", "\n") for kind in OWN_WORDS}


OWN_WORDS = (Part.Kind.TITLE, Part.Kind.SUMMARY, Part.Kind.STEPS)


class DecisionForm(forms.Form):
    """One decision. `everywhere` takes all findings of the same value with it."""

    verdict = forms.ChoiceField(choices=ReviewItem.Verdict.choices)
    reason = forms.CharField(max_length=200, required=False)
    everywhere = forms.BooleanField(required=False)


class MarkForm(forms.Form):
    """Something missed in a text: the exact place of a selection, or words to hide wherever they stand."""

    entity = forms.ChoiceField(choices=KINDS, initial="OTHER", label="It is")
    words = forms.CharField(max_length=500, required=False, label="Words to hide")
    start = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if not cleaned.get("words", "").strip() and (start is None or end is None or start >= end):
            raise forms.ValidationError("Select or type the words that should be hidden.")
        return cleaned

    def span(self) -> Span | None:
        """The selected place; None when words were typed instead."""
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        return Span(start, end) if start is not None and end is not None and start < end else None


class BoxForm(forms.Form):
    """A box in a picture, in pixels from its top left corner."""

    left = forms.IntegerField(min_value=0)
    top = forms.IntegerField(min_value=0)
    right = forms.IntegerField(min_value=1)
    bottom = forms.IntegerField(min_value=1)
    entity = forms.ChoiceField(choices=KINDS, initial="OTHER", required=False, label="It is")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and (cleaned["left"] >= cleaned["right"] or cleaned["top"] >= cleaned["bottom"]):
            raise forms.ValidationError("Right must be beyond left, and bottom beyond top.")
        return cleaned

    def box(self) -> Box:
        cleaned = self.cleaned_data
        return Box(cleaned["left"], cleaned["top"], cleaned["right"], cleaned["bottom"])
