"""Forms of the ticket: the customer's, and the agent's."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from desk.accounts.forms import AnonymousForm
from desk.accounts.models import User
from desk.tickets.models import Product, Ticket
from desk.tickets.receive import Letter, Upload

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_WORDS = 50_000  # code points of one message


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files up to UPLOADS_PER_MESSAGE, together at most UPLOAD_LIMIT bytes."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> tuple[UploadedFile, ...]:
        """The files, without order of importance; empty when none was chosen.

        What is wrong with several files is said about all of them at once.
        """
        files = tuple(file for file in (data or ()) if file)
        problems = list(self._problems(files))
        if problems:
            raise ValidationError(problems)
        return files

    def _problems(self, files: tuple[UploadedFile, ...]) -> Iterable[ValidationError]:
        most, limit = settings.UPLOADS_PER_MESSAGE, settings.UPLOAD_LIMIT
        if len(files) > most:
            words = ngettext(
                "Please send at most %(most)d file at once.",
                "Please send at most %(most)d files at once.",
                most,
            )
            yield ValidationError(words, code="too-many", params={"most": most})
        if sum(file.size or 0 for file in files) > limit:
            too_large = _("Together the files are larger than %(limit)s. Please send fewer, or smaller ones.")
            yield ValidationError(too_large, code="too-large", params={"limit": filesizeformat(limit)})
        if any(not file.size for file in files):
            yield ValidationError(_("One of the files is empty. Please choose it again."), code="empty")


def uploads_field() -> FilesField:
    return FilesField(
        required=False,
        label=_("Screenshots and log files"),
        help_text=_("Choose files, or paste a screenshot anywhere on this page."),
    )


def words_field(label: StrOrPromise, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 8}), **options
    )


class LetterForm(forms.Form):
    """Words and files, whoever writes them."""

    text = words_field(_("Your message"))
    uploads = uploads_field()

    def letter(self) -> Letter:
        return letter_of(self.cleaned_data)


class NewTicketForm(AnonymousForm):
    """A new ticket. A guest gives an address; a person with an account has one."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send the private link to your ticket there. Only support reads it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    product = forms.ModelChoiceField(
        Product.objects.all(), label=_("Product"), empty_label=_("Please choose")
    )
    subject = forms.CharField(
        label=_("Summary"),
        max_length=200,
        help_text=_("One sentence: what goes wrong?"),
    )
    text = words_field(
        _("Description"),
        help_text=_("What did you do, what did you expect, what happened instead? Which version?"),
    )
    uploads = uploads_field()
    publish_nothing = forms.BooleanField(required=False, label=_("Publish nothing of mine"))
    sent_as = forms.CharField(
        required=False, max_length=64, initial=partial(secrets.token_urlsafe, 24), widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, user: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user is not None:
            del self.fields["email"]

    def letter(self) -> Letter:
        return letter_of(self.cleaned_data)

    def publish(self) -> Ticket.Publish:
        return Ticket.Publish.NOTHING if self.cleaned_data["publish_nothing"] else Ticket.Publish.REDACTED


class FirstLookForm(forms.Form):
    """Unsent words, kept exactly as they are: spaces count for what is found in them."""

    text = forms.CharField(required=False, max_length=LONGEST_WORDS, strip=False)


class PublishChoiceForm(forms.Form):
    publish = forms.ChoiceField(choices=Ticket.Publish.choices, widget=forms.RadioSelect)


class ComposeForm(LetterForm):
    """An agent writes: to the customer, or a note that only agents read."""

    REPLY, NOTE = "reply", "note"
    kind = forms.ChoiceField(
        label=_("Who reads it"),
        choices=[(REPLY, _("Reply to the customer")), (NOTE, _("Internal note"))],
        initial=REPLY,
        widget=forms.RadioSelect,
    )


class StateForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=Ticket.State.choices)


class AssigneeForm(forms.Form):
    assignee = forms.ModelChoiceField(
        User.objects.filter(is_agent=True, is_active=True).order_by("name", "email"),
        label=_("Assigned to"),
        required=False,
        empty_label=_("Nobody"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].label_from_instance = lambda agent: agent.display_name  # type: ignore[attr-defined]


class ProductForm(forms.ModelForm):
    """A product's name and whether its customers are asked before the first publication."""

    class Meta:
        model = Product
        fields = ("name", "asks_customer")
        labels: ClassVar = {"asks_customer": "Ask the customer before a first copy is published"}


class QueueForm(forms.Form):
    """Filters of the queue; every one may be left out."""

    STATES = (("", _("Not solved")), *Ticket.State.choices, ("all", _("All")))
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("T-12 or words of the summary")}),
    )
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    assignee = forms.ChoiceField(
        label=_("Assigned to"),
        choices=(("", _("Anybody")), ("me", _("Me")), ("nobody", _("Nobody"))),
        required=False,
    )


def letter_of(cleaned: dict[str, Any]) -> Letter:
    """The words and files of a valid form."""
    return Letter(
        text=cleaned["text"],
        uploads=tuple(Upload(name=file.name or "", content=file.read()) for file in cleaned["uploads"]),
    )
