"""The consent ledger: every yes, no and objection, as events that are added and never changed."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q
from django.utils import timezone


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
