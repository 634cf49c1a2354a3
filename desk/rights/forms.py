"""Forms of the removal: what a person may ask, what an agent decides, which certificate to check."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError

from desk.accounts.forms import AnonymousForm
from desk.publishing.models import SLUG_LETTERS
from desk.redactor import cut_cards
from desk.rights.asked import Asked
from desk.rights.models import Occurrence, RemovalRequest

MOST_WORDS = 10
LONGEST_WORD = 200
SLUG = re.compile(rf"[{SLUG_LETTERS}]{{10}}")


class AskForm(AnonymousForm):
    """The request. It is only looked at for its form, so that no answer tells which posts exist."""

    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We send one link there to make sure that the request is yours, and later our answer.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    scope = forms.ChoiceField(
        label="What should go?", choices=RemovalRequest.Scope, initial="words", widget=forms.RadioSelect
    )
    words = forms.CharField(
        required=False,
        label="The words or numbers",
        help_text=f"One per line, up to {MOST_WORDS}: a name, a number, an address. "
        "Write them as they stand there; we look for other spellings too, and inside pictures.",
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )
    post = forms.CharField(
        required=False,
        max_length=300,
        label="Address of the post",
        help_text="As your browser shows it. Leave it empty if you do not know where the words stand.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    explanation = forms.CharField(
        required=False,
        max_length=2000,
        label="Anything we should know",
        help_text="You need not give a reason.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_post(self) -> str:
        """The name of the post in its address; empty when nothing was given."""
        given = self.cleaned_data["post"].strip()
        if not given:
            return ""
        last = [piece for piece in urlsplit(given).path.split("/") if piece][-1:]
        name = last[0].removesuffix(".json") if last else ""
        if not SLUG.fullmatch(name):
            raise ValidationError("We cannot read this address. Please copy it from the page of the post.")
        return name

    def clean_words(self) -> tuple[str, ...]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["words"].splitlines())
        words = tuple(dict.fromkeys(line for line in lines if line))
        if len(words) > MOST_WORDS:
            raise ValidationError(
                f"These are more than {MOST_WORDS} lines. Please send the others afterwards."
            )
        if any(len(word) > LONGEST_WORD for word in words):
            raise ValidationError(
                f"A line is longer than {LONGEST_WORD} characters. Please name single words."
            )
        if any(sum(char.isalnum() for char in word) < 2 for word in words):
            raise ValidationError(
                "A line needs at least two letters or digits, or we would find it everywhere."
            )
        return words

    def clean_explanation(self) -> str:
        """Without card numbers: those are never kept (S013)."""
        return cut_cards(self.cleaned_data["explanation"]).text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        scope = cleaned.get("scope")
        if scope == RemovalRequest.Scope.WORDS and cleaned.get("words") == ():
            self.add_error("words", "Please write down what should go.")
        if scope == RemovalRequest.Scope.POST and cleaned.get("post") == "":
            self.add_error(
                "post", "Please copy the address of the post here, so that we know which one you mean."
            )
        return cleaned

    def asked(self) -> Asked:
        wants_words = self.cleaned_data["scope"] == RemovalRequest.Scope.WORDS
        return Asked(
            email=self.cleaned_data["email"],
            words=self.cleaned_data["words"] if wants_words else (),
            explanation=self.cleaned_data["explanation"],
        )


class DecisionForm(forms.Form):
    """An agent's decision on one occurrence. `seen` is the verdict that was on their screen."""

    occurrence = forms.IntegerField()
    seen = forms.ChoiceField(choices=Occurrence.Verdict)
    verdict = forms.ChoiceField(choices=[("agreed", "Agree"), ("refused", "Refuse")])
    ground = forms.ChoiceField(choices=[("", "Choose a reason"), *Occurrence.Ground.choices], required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("verdict") == Occurrence.Verdict.REFUSED and not cleaned.get("ground"):
            self.add_error("ground", "Choose a reason: the person is told why something stays.")
        return cleaned


class CheckForm(forms.Form):
    """Which certificate, and the downloaded copy if it is to be compared."""

    number = forms.CharField(
        max_length=20, label="Number of the certificate", help_text="Such as C-7kq2-m9xw-4hta.", strip=True
    )
    copy = forms.CharField(
        required=False,
        max_length=100_000,
        label="Content of a downloaded certificate",
        help_text="Paste the whole file to see whether it was changed.",
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
