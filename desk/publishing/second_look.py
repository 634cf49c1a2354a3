"""What people look at twice: what the detector nearly found, and risks that somebody accepted."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class NearMiss(models.Model):
    """Something in a text that the detector decided not to hide: too unsure, or on a list of words to keep.

    It stands for no decision of a person. `start` and `end` are code points of the part's text.
    """

    part = models.ForeignKey("publishing.Part", on_delete=models.CASCADE, related_name="near_misses")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    entity = models.CharField(max_length=30)
    score = models.FloatField()
    rule = models.CharField(max_length=60, blank=True)
    is_listed = models.BooleanField(default=False)

    class Meta:
        ordering = ["part_id", "start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="near_miss_is_a_span"),
        ]

    def __str__(self) -> str:
        return f"near miss {self.pk}"


class AcceptedRisk(models.Model):
    """An agent read one exact copy, named by its digest, and takes the risk that is left in it."""

    publication = models.ForeignKey(
        "publishing.Publication", on_delete=models.CASCADE, related_name="accepted_risks"
    )
    digest = models.CharField(max_length=64)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "digest", "accepted_by"], name="risk_accepted_once_by_each"
            ),
            models.CheckConstraint(condition=~Q(digest=""), name="accepted_risk_is_about_a_copy"),
        ]

    def __str__(self) -> str:
        return f"accepted risk {self.pk}"
