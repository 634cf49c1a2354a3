"""What the desk keeps to watch itself: fingerprints of what is hidden, and its leak tours."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Fingerprint(models.Model):
    """A keyed hash of a value that is hidden in the live revision: enough to know it again, not to read it.

    `words` is how many words the value has, so that a search need only try
    runs of that length. The key lies outside the database.
    """

    publication = models.ForeignKey("Publication", on_delete=models.CASCADE, related_name="fingerprints")
    entity = models.CharField(max_length=30)
    words = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=32, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "entity", "digest"], name="one_fingerprint_per_hidden_value"
            ),
        ]

    def __str__(self) -> str:
        return f"fingerprint {self.pk}"


class LeakTour(models.Model):
    """One walk through every public door, looking for what is hidden.

    `leaks` and `unread` hold codes, no values; what is unread was not found clean.
    """

    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    posts = models.PositiveIntegerField(default=0)
    answers = models.PositiveIntegerField(default=0)
    leaks = models.JSONField(default=list)
    unread = models.JSONField(default=list)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"leak tour {self.pk}"

    @property
    def is_clean(self) -> bool:
        """Everything was read, and nothing that is hidden could be."""
        return self.ended_at is not None and not self.leaks and not self.unread


class Removed(models.Model):
    """A keyed hash of a value that was removed from a copy on request, for as long as the copy exists."""

    publication = models.ForeignKey("Publication", on_delete=models.CASCADE, related_name="removed")
    entity = models.CharField(max_length=30)
    words = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=32)
    because = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "entity", "digest"], name="removed_value_once"),
        ]

    def __str__(self) -> str:
        return f"removed {self.pk}"
