"""Texts people were shown, and what they said: rows that are added and never changed."""

from __future__ import annotations

import hashlib
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone


class PolicyText(models.Model):
    """One version of a text that people are shown: kept as it was, for ever, with its date (S004, S143).

    `digest` is what an acknowledgement names; a version is never changed, only followed by another.
    """

    class Kind(models.TextChoices):
        PRIVACY = "privacy", "Privacy notice"
        TERMS = "terms", "Licence agreement"

    kind = models.CharField(max_length=10, choices=Kind)
    version = models.SlugField(max_length=40)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    effective_on = models.DateField()
    is_material = models.BooleanField(default=False)  # everybody is told before it counts
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="policy_version_once"),
            models.CheckConstraint(condition=~Q(text=""), name="policy_has_words"),
        ]

    def __str__(self) -> str:
        return f"policy {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("A version is never changed; add another.")
        self.digest = hashlib.sha256(self.text.encode()).hexdigest()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("rights:policy", args=[self.kind, self.version])


class Acknowledgement(models.Model):
    """Somebody was shown this text and said that they have read it. It is no consent to anything (S146)."""

    subject = models.CharField(max_length=64, db_index=True)  # keyed hash of the mailbox
    policy = models.ForeignKey(PolicyText, on_delete=models.PROTECT, related_name="acknowledgements")
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "policy"], name="policy_read_once"),
        ]

    def __str__(self) -> str:
        return f"acknowledgement {self.pk}"


class Broadcast(models.Model):
    """One message to many: a change of the notice or of who runs this, or news to those who want them.

    The copies are mails whose `about` is this row's code; their states are the report.
    """

    class Kind(models.TextChoices):
        NOTICE = "notice", "Change of the notice (to everybody)"
        TRANSFER = "transfer", "Change of who runs this service (to everybody)"
        NEWS = "news", "News and offers (to those who agreed)"

    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=120)
    words = models.TextField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    people = models.PositiveIntegerField(default=0)  # to how many it was sent

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"broadcast {self.pk}"

    @property
    def code(self) -> str:
        return f"broadcast:{self.pk}"


class ConsentEvent(models.Model):
    """One word of one mailbox about one purpose (S064: what was, stays written).

    `subject` is a keyed hash of the mailbox. What holds today is the newest
    event of a subject and purpose; see `consent.ledger`.
    """

    class Word(models.TextChoices):
        GIVEN = "given", "Agreed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        OBJECTED = "objected", "Objected"
        LIFTED = "lifted", "Objection taken back"

    class Channel(models.TextChoices):
        PAGE = "page", "On the preferences page"
        CASE = "case", "By a rights case"
        MAIL = "mail", "By the link in a mail"
        AGENT = "agent", "Told to an agent"

    subject = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(max_length=40)
    word = models.CharField(max_length=10, choices=Word)
    channel = models.CharField(max_length=10, choices=Channel)
    text_version = models.CharField(max_length=40, blank=True)  # of the words they were shown
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(word__in=["given", "withdrawn", "objected", "lifted"]), name="consent_word_known"
            ),
        ]

    def __str__(self) -> str:
        return f"consent event {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("A consent event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A consent event is never deleted.")
