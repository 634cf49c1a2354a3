"""What people type and what their browser answers."""

from __future__ import annotations

from django import forms

from desk.factors.changing import Reason

CODE = forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"})


class SecondStepForm(forms.Form):
    """A code, or the answer of a device that a script put there."""

    code = forms.CharField(
        required=False,
        max_length=60,
        label="Code",
        help_text="Six digits from your authenticator app, or one of your recovery codes.",
        widget=CODE,
    )
    answer = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)


class AddAppForm(forms.Form):
    code = forms.CharField(max_length=20, label="The six digits your app shows now", widget=CODE)


class AddPasskeyForm(forms.Form):
    name = forms.CharField(
        max_length=60,
        label="A name for it",
        help_text="So that you know it again, such as the blue key or my telephone.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    answer = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)


class RemoveAllForm(forms.Form):
    email = forms.EmailField(
        label="Their e-mail address", widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    reason = forms.ChoiceField(label="Why", choices=Reason.choices)
