"""Forms of a request about personal data: what a person asks, and what they and an agent answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from desk.accounts.forms import AnonymousForm
from desk.accounts.models import User
from desk.redactor import cut_cards
from desk.rights.consent.purposes import Basis, optional
from desk.rights.packs import Right, places
from desk.rights.personal.models import RIGHTS, CaseReply, RightsCase, RightsItem, Wait
from desk.rights.personal.opening import Ask
from desk.rights.personal.told import Told
from desk.tickets.models import Ticket

Asker = RightsCase.Asker


def asks_of(rights: list[str], purposes: list[str]) -> tuple[Ask, ...]:
    """One per right; for an objection or a withdrawal one per use of data."""
    asks: list[Ask] = []
    for name in rights:
        match Right(name):
            case Right.OBJECT:
                asks += [Ask(Right.OBJECT, code) for code in purposes]
            case Right.REVOKE:
                asks += [Ask(Right.REVOKE, code) for code in consents_of(purposes)]
            case right:
                asks.append(Ask(right))
    return tuple(asks)


def consents_of(purposes: list[str]) -> list[str]:
    """Those of the uses that rest on a consent."""
    resting = {purpose.code for purpose in optional() if purpose.basis == Basis.CONSENT}
    return [code for code in purposes if code in resting]


class RightsForm(forms.Form):
    """Which rights, and for some of them which uses of data."""

    rights = forms.MultipleChoiceField(
        label="What would you like?",
        choices=[(right.value, words) for right, words in RIGHTS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text="You may choose more than one. Each gets its own answer.",
    )
    purposes = forms.MultipleChoiceField(
        required=False,
        label="Which use of your data?",
        choices=lambda: [(purpose.code, purpose.words) for purpose in optional()],
        widget=forms.CheckboxSelectMultiple,
        help_text="Only if you object to a use, or take back a consent.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        rights, purposes = cleaned.get("rights") or [], cleaned.get("purposes") or []
        if {Right.OBJECT, Right.REVOKE} & set(rights) and not purposes:
            self.add_error("purposes", "Please choose the use that you mean.")
        elif Right.REVOKE in rights and not consents_of(purposes):
            self.add_error("purposes", "None of these rests on your consent. You can object to it instead.")
        return cleaned

    def asks(self) -> tuple[Ask, ...]:
        return asks_of(self.cleaned_data["rights"], self.cleaned_data["purposes"])


class CaseForm(RightsForm, AnonymousForm):
    """The request. It is looked at for its form alone, so that no answer tells who is known to us."""

    email = forms.EmailField(
        label="Your e-mail address",
        help_text="The one you used with us, if you can. We send one link there.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    asker = forms.ChoiceField(
        label="About whom do you ask?", choices=Asker, initial=Asker.SELF, widget=forms.RadioSelect
    )
    about = forms.EmailField(
        required=False,
        label="Their e-mail address",
        help_text="Only if you ask for somebody else. We write to them, too. A child needs none; "
        "if you name one, it has to say yes.",
    )
    words = forms.CharField(
        required=False,
        max_length=4000,
        label="Anything that helps us",
        help_text="Such as which ticket, or what is wrong. It need not be exact: if we do not "
        "understand you, we ask.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    right_name = forms.CharField(
        required=False,
        max_length=120,
        label="Your name as it should be",
        help_text="Only if your name is to be corrected.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    place = forms.ChoiceField(
        required=False,
        label="Where do you live?",
        choices=lambda: [("", "I would rather not say"), *places().items()],
        help_text="Laws differ. If you do not say, the strictest of them all counts.",
    )
    channel = forms.ChoiceField(
        label="How shall we answer?",
        choices=RightsCase.Channel,
        initial=RightsCase.Channel.PORTAL,
        widget=forms.RadioSelect,
    )
    postal = forms.CharField(
        required=False,
        max_length=400,
        label="Your postal address",
        help_text="Only for an answer by letter. We forget it with the request.",
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user is not None:
            del self.fields["email"]

    def clean_words(self) -> str:
        """Without card numbers: those are never kept (S013)."""
        return cut_cards(self.cleaned_data["words"]).text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("asker") == Asker.REPRESENTATIVE and not cleaned.get("about"):
            self.add_error("about", "Please write down their address: we write to them, too.")
        if cleaned.get("channel") == RightsCase.Channel.POST and not cleaned.get("postal", "").strip():
            self.add_error("postal", "Please write down where the letter should go.")
        return cleaned

    def told(self) -> Told:
        is_self = self.cleaned_data["asker"] == Asker.SELF
        return Told(
            email=self.user.email if self.user else self.cleaned_data["email"].strip().lower(),
            words=self.cleaned_data["words"],
            right_name=self.cleaned_data["right_name"].strip(),
            postal=self.cleaned_data["postal"],
            about="" if is_self else self.cleaned_data["about"].strip().lower(),
        )


class ReplyForm(forms.Form):
    """What the person says to a question or to an answer."""

    kind = forms.ChoiceField(choices=CaseReply.Kind)
    words = forms.CharField(
        required=False, max_length=4000, label="Your words", widget=forms.Textarea(attrs={"rows": 4})
    )


class PaperForm(forms.Form):
    paper = forms.FileField(
        label="A picture or PDF of the paper",
        help_text="Cover what we need not see. A day after our answer it is destroyed.",
    )


class DocumentForm(forms.Form):
    picture = forms.FileField(
        label="A picture of a document with your name",
        help_text="Cover your face and all numbers before you take it. It is looked at once, then destroyed.",
    )


class StatementForm(forms.Form):
    """The person's own words beside a ticket that was not corrected."""

    item = forms.IntegerField(widget=forms.HiddenInput)
    ticket = forms.ModelChoiceField(queryset=Ticket.objects.none(), label="Beside which ticket?")
    words = forms.CharField(
        max_length=2000, label="What you think is right", widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, tickets: QuerySet[Ticket], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ticket"].queryset = tickets  # type: ignore[attr-defined]  # the stub knows a Field only


class ItemForm(forms.Form):
    """An agent's decision on one item. `seen` is the verdict that was on their screen."""

    item = forms.IntegerField()
    seen = forms.ChoiceField(choices=RightsItem.Verdict)
    verdict = forms.ChoiceField(choices=RightsItem.Verdict)
    ground = forms.CharField(required=False, max_length=40)
    holders = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, holders: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holders"].choices = [(name, name) for name in holders]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    words = forms.CharField(
        required=False,
        max_length=4000,
        label="In your own words",
        help_text="Stands at the end of the letter. Name nobody else in it.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class QuestionForm(forms.Form):
    reason = forms.ChoiceField(label="What do we need?", choices=Wait.Reason)
    words = forms.CharField(max_length=2000, label="Your question", widget=forms.Textarea(attrs={"rows": 3}))


class ExtensionForm(forms.Form):
    words = forms.CharField(
        max_length=1000, label="Why we need more time", widget=forms.Textarea(attrs={"rows": 2})
    )


class CheckPaperForm(forms.Form):
    """What an agent read in a power of attorney."""

    accepted = forms.ChoiceField(
        label="Does it show that they may ask?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    scope = forms.MultipleChoiceField(
        required=False,
        label="For which rights?",
        choices=[(right.value, words) for right, words in RIGHTS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = forms.DateField(
        required=False, label="Valid until", widget=forms.DateInput(attrs={"type": "date"})
    )


class PostedForm(forms.Form):
    on = forms.DateField(label="Handed to the post on", widget=forms.DateInput(attrs={"type": "date"}))
    tracking = forms.RegexField(r"[A-Za-z0-9-]*", required=False, max_length=40, label="Tracking number")


def said_wrong(form: forms.Form) -> str:
    """All that is wrong with a small form, in one sentence per point."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
