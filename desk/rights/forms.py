"""Forms of the removal: what a person may ask, what an agent decides, which certificate to check."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError

from desk.accounts.forms import AnonymousForm
from desk.publishing.models import SLUG_LETTERS
from desk.redactor import IMAGES, cut_cards, sniff
from desk.rights.asked import Asked
from desk.rights.models import Occurrence, RemovalRequest

MOST_WORDS = 10
LONGEST_WORD = 200
LARGEST_CROP = 1024 * 1024  # bytes
Scope = RemovalRequest.Scope
SLUG = re.compile(rf"[{SLUG_LETTERS}]{{10}}")


class WordsField(forms.CharField):
    """What should go, one thing per line: up to MOST_WORDS, each once, none of them empty or endless."""

    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"})

    def clean(self, value: Any) -> tuple[str, ...]:
        lines = (" ".join(line.split()) for line in super().clean(value).splitlines())
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


class WishForm(forms.Form):
    """What somebody wishes to go. It is only looked at for its form: no answer tells which posts exist."""

    scope = forms.ChoiceField(
        label="What should go?", choices=RemovalRequest.Scope, initial="words", widget=forms.RadioSelect
    )
    words = WordsField(
        required=False,
        label="The words or numbers",
        help_text=f"One per line, up to {MOST_WORDS}: a name, a number, an address. "
        "Write them as they stand there; we look for other spellings too, and inside pictures.",
    )
    crop = forms.FileField(
        required=False,
        label="Or a piece of a screenshot that shows them",
        help_text="PNG, JPEG or WebP, up to 1 MB. We read it once and then destroy it.",
    )
    post = forms.CharField(
        required=False,
        max_length=300,
        label="Address of the post",
        help_text="As your browser shows it. Leave it empty if you do not know where the words stand.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    lane = forms.ChoiceField(
        label="Is it urgent?",
        choices=RemovalRequest.Lane,
        initial="normal",
        required=False,
        widget=forms.RadioSelect,
        help_text="Then we hide the whole post at once, and somebody looks at it first.",
    )
    explanation = forms.CharField(
        required=False,
        max_length=2000,
        label="Anything we should know",
        help_text="You need not give a reason. If you cannot name the words, describe here what it is about.",
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

    def clean_crop(self) -> bytes:
        """The bytes of a picture; empty when none was sent."""
        given = self.cleaned_data["crop"]
        if not given:
            return b""
        if given.size > LARGEST_CROP:
            raise ValidationError("The picture is larger than 1 MB. Please cut out only what should go.")
        content: bytes = given.read()
        if sniff(content) not in IMAGES:
            raise ValidationError("We cannot read this file. Please send a PNG, JPEG or WebP picture.")
        return content

    def clean_lane(self) -> RemovalRequest.Lane:
        return RemovalRequest.Lane(self.cleaned_data["lane"] or RemovalRequest.Lane.NORMAL)

    def clean_explanation(self) -> str:
        """Without card numbers: those are never kept (S013)."""
        return cut_cards(self.cleaned_data["explanation"]).text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        scope = cleaned.get("scope")
        if scope == Scope.WORDS and cleaned.get("words") == () and cleaned.get("crop") == b"":
            self.add_error("words", "Please write down what should go, or send a piece of a screenshot.")
        if scope == Scope.POST and cleaned.get("post") == "":
            self.add_error(
                "post", "Please copy the address of the post here, so that we know which one you mean."
            )
        if scope == Scope.DESCRIBED and cleaned.get("explanation") == "":
            self.add_error("explanation", "Please describe what it is about, as well as you can.")
        return cleaned

    def chosen_scope(self) -> RemovalRequest.Scope:
        return Scope(self.cleaned_data["scope"])

    def asked_by(self, email: str) -> Asked:
        wants_words = self.cleaned_data["scope"] == Scope.WORDS
        return Asked(
            email=email,
            words=self.cleaned_data["words"] if wants_words else (),
            explanation=self.cleaned_data["explanation"],
            crop=self.cleaned_data["crop"] if wants_words else b"",
        )


class AskForm(AnonymousForm, WishForm):
    """A visitor's wish. Only one about a child may come without an address."""

    email = forms.EmailField(
        required=False,
        label="Your e-mail address",
        help_text="We send one link there to make sure that the request is yours, and later our answer. "
        "For somebody under 16 you may leave it empty: then we act, but cannot answer.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("email") == "" and cleaned.get("lane") != RemovalRequest.Lane.CHILD:
            self.add_error("email", "Please give an address: without it we cannot know that you mean it.")
        return cleaned

    def asked(self) -> Asked:
        return self.asked_by(self.cleaned_data["email"])


class MoreForm(forms.Form):
    """The words of a request that could only describe them, from the person or from an agent."""

    words = WordsField(
        label="The words or numbers",
        help_text=f"One per line, up to {MOST_WORDS}. Write them as they stand on the page.",
    )

    def clean_words(self) -> tuple[str, ...]:
        words: tuple[str, ...] = self.cleaned_data["words"]
        if not words:
            raise ValidationError("Please write down what should go.")
        return words


class MeanwhileForm(forms.Form):
    """What an agent changes before the decisions are final."""

    SHOW, HIDE, CONTEST, TELL, KEEP_QUIET = "show", "hide", "contest", "tell", "keep-quiet"
    what = forms.ChoiceField(choices=[(name, name) for name in (SHOW, HIDE, CONTEST, TELL, KEEP_QUIET)])


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
