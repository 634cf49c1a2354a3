"""Post on its way out."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Suppression(models.Model):
    """A mailbox that gets no promotional mail, by its keyed hash; no address is kept."""

    mailbox = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"suppression {self.pk}"


class OutgoingMail(models.Model):
    """One message to one mailbox. Address and words are emptied once it is sent or given up."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    template = models.CharField(max_length=60)
    to = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    thread = models.CharField(max_length=120, blank=True)
    unsubscribe = models.CharField(max_length=200, blank=True)  # path that ends such mails, or empty
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    about = models.CharField(max_length=40, blank=True, db_index=True)  # a code such as `follower:12`
    claimed_at = models.DateTimeField(null=True, blank=True)  # a task is posting it since then
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="queued") | models.Q(to="", subject="", text="", unsubscribe=""),
                name="mail_that_left_keeps_no_words",
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"])]

    def __str__(self) -> str:
        return f"mail {self.pk}"
