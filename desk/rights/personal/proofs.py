"""What shows that somebody may ask: a power of attorney, a parent's word, a document seen once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from desk.files.models import StoredFile
from desk.rights.personal.models import RightsCase


class Authority(models.Model):
    """By what right somebody asks for another person: the paper, what it covers, and what that person says.

    The paper is looked at by an agent and destroyed within a day of the
    decision; only what came of it is kept (S155, S156).
    """

    class Result(models.TextChoices):
        WAITING = "waiting", "Not looked at yet"
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Not accepted"

    class Answer(models.TextChoices):
        NONE = "none", "No answer"
        CONFIRMED = "confirmed", "Confirmed"
        DENIED = "denied", "Denied"

    case = models.OneToOneField(RightsCase, on_delete=models.CASCADE, related_name="authority")
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    scope = models.JSONField(default=list)  # rights the paper names
    expires_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=10, choices=Result, default=Result.WAITING)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # when the person represented was written to
    token_hash = models.CharField(max_length=64, unique=True)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE)

    class Meta:
        verbose_name_plural = "authorities"
        constraints = [
            models.CheckConstraint(
                condition=Q(result="waiting") | Q(checked_by__isnull=False),
                name="checked_authority_names_who",
            ),
        ]

    def __str__(self) -> str:
        return f"authority {self.pk}"


class IdentityProof(models.Model):
    """A document that was asked for as the last step: why, and what came of it; the picture is seen once.

    It is destroyed in the moment of that look (S155).
    """

    class Reason(models.TextChoices):
        NAME_ONLY = "name-only", "Others name somebody of that name, and nothing shows that it is them"
        LOST = "lost", "They say that the mailbox of their tickets is lost"
        DOUBT = "doubt", "There is a reason to think that somebody pretends to be them"

    class Result(models.TextChoices):
        WAITING = "waiting", "Not looked at yet"
        ACCEPTED = "accepted", "It shows who they are"
        REJECTED = "rejected", "It does not show who they are"

    case = models.OneToOneField(RightsCase, on_delete=models.CASCADE, related_name="identity_proof")
    reason = models.CharField(max_length=12, choices=Reason)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    handed_in_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=10, choices=Result, default=Result.WAITING)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(result="waiting")
                | Q(checked_by__isnull=False, checked_at__isnull=False, seen_at__isnull=False),
                name="checked_document_was_seen",
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True) | Q(file__isnull=True), name="seen_document_is_gone"
            ),
        ]

    def __str__(self) -> str:
        return f"identity proof {self.pk}"
