"""Forms of the review, of the facts beside a copy, and of what visitors may do at a post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from desk.accounts.forms import AnonymousForm
from desk.http import whole_number
from desk.publishing.facts import MOST_VERSIONS, Facts, is_version
from desk.publishing.models import Label, Part, Publication, ReviewItem
from desk.redactor import ENTITIES, Box, Span

KINDS = [(entity.key, entity.name) for entity in ENTITIES.values() if entity.key != "UNREAD"]
HERE, EVERYWHERE, ALWAYS = "here", "everywhere", "always"
LONGEST_COMMENT = 5_000  # code points
SHORT_VERSION = "Write a version as numbers, such as 4.2 or 4.2.1-rc1."


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
    """One decision and how far it reaches. `seen` is what the screen showed: pairs such as `12=undecided`."""

    verdict = forms.ChoiceField(choices=ReviewItem.Verdict.choices)
    reason = forms.CharField(max_length=200, required=False)
    reach = forms.ChoiceField(
        choices=[(reach, reach) for reach in (HERE, EVERYWHERE, ALWAYS)], required=False
    )
    seen = forms.CharField(required=False)

    def clean_seen(self) -> dict[int, str]:
        pairs = (pair.partition("=") for pair in self.cleaned_data["seen"].split())
        return {pk: verdict for key, _, verdict in pairs if (pk := whole_number(key)) is not None}


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


class LinesForm(forms.Form):
    """Which lines of a text file go into the copy: none given for all of it."""

    first = forms.IntegerField(min_value=1, max_value=2_000_000_000, required=False)
    last = forms.IntegerField(min_value=1, max_value=2_000_000_000, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if (first is None) != (last is None) or (first and last and first > last):
            raise forms.ValidationError("Give the first and the last line.")
        return cleaned

    def lines(self) -> tuple[int, int] | None:
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        return None if first is None else (first, last)


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


class MailboxForm(AnonymousForm):
    """Where to send the link that confirms."""

    email = forms.EmailField(
        label="Your e-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class CommentForm(MailboxForm):
    """A visitor's comment and the mailbox that vouches for it."""

    text = forms.CharField(
        label="Your comment", max_length=LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 6})
    )
    field_order = ["text", "email", "extra"]

    def clean_text(self) -> str:
        return plain(self.cleaned_data["text"])


class TeamCommentForm(forms.Form):
    """A comment by the support team."""

    text = forms.CharField(
        label="Comment by the support team",
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_text(self) -> str:
        return plain(self.cleaned_data["text"])


class FactsForm(forms.Form):
    """Status, versions and labels: choices and numbers only, so that nothing needs a review."""

    status = forms.ChoiceField(choices=Publication.Status.choices)
    affected = forms.CharField(
        max_length=200,
        required=False,
        label="Affected versions",
        help_text="With commas between: 4.1, 4.2-rc1.",
    )
    fixed_in = forms.CharField(
        max_length=20, required=False, label="Fixed in version", help_text="Only when it is fixed: 4.2.1."
    )
    labels = forms.ModelMultipleChoiceField(
        Label.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean_affected(self) -> tuple[str, ...]:
        named = (version.strip() for version in self.cleaned_data["affected"].split(","))
        versions = tuple(dict.fromkeys(version for version in named if version))
        if len(versions) > MOST_VERSIONS:
            raise ValidationError(f"Name at most {MOST_VERSIONS} versions.")
        if not all(map(is_version, versions)):
            raise ValidationError(SHORT_VERSION)
        return versions

    def clean_fixed_in(self) -> str:
        version = self.cleaned_data["fixed_in"].strip()
        if version and not is_version(version):
            raise ValidationError(SHORT_VERSION)
        return version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("fixed_in") and cleaned.get("status") != Publication.Status.FIXED:
            self.add_error("fixed_in", "Only what is fixed has a version that fixed it.")
        return cleaned

    def facts(self) -> Facts:
        cleaned = self.cleaned_data
        return Facts(
            Publication.Status(cleaned["status"]),
            cleaned["affected"],
            cleaned["fixed_in"],
            tuple(cleaned["labels"]),
        )


class LabelForm(forms.Form):
    name = forms.CharField(
        max_length=40, label="New label", help_text="One or two words that fit many issues."
    )


def facts_form(publication: Publication) -> FactsForm:
    """The form as the facts stand."""
    return FactsForm(
        initial={
            "status": publication.status,
            "affected": ", ".join(publication.affected),
            "fixed_in": publication.fixed_in,
            "labels": publication.issue_labels.all(),
        }
    )


def plain(text: str) -> str:
    """The words with the line ends that everything else has."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
