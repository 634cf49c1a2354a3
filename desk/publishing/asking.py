"""What the customer was asked about one exact copy, and what they answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Question(models.Model):
    """A copy, named by its digest, that lies before the customer. Another copy is another question.

    It holds no words: what the customer wants to say is a message of the ticket.
    """

    class Answer(models.TextChoices):
        WAITING = "waiting", "No answer yet"
        APPROVED = "approved", "Approved"
        MORE = "more", "Wants more hidden"
        REFUSED = "refused", "Refused"

    publication = models.ForeignKey(
        "publishing.Publication", on_delete=models.CASCADE, related_name="questions"
    )
    digest = models.CharField(max_length=64)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "digest"], name="one_question_per_copy"),
            models.CheckConstraint(condition=~Q(digest=""), name="question_is_about_a_copy"),
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_at__isnull=True)
                | (~Q(answer="waiting") & Q(answered_at__isnull=False)),
                name="answered_question_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"
