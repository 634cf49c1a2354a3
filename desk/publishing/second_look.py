"""What people look at twice: what the detector nearly found, and risks that somebody accepted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from desk.redactor import Box, Span
from desk.spots import SPAN_OR_BOX, Spot

if TYPE_CHECKING:
    from desk.publishing.models import ReviewItem


class NearMiss(Spot):
    """Something that the detector decided not to hide: too unsure, or on a list of words to keep.

    It stands for no decision of a person. Its place is a span of the part's
    text (code points) or a box in its picture (pixels).
    """

    part = models.ForeignKey("publishing.Part", on_delete=models.CASCADE, related_name="near_misses")
    entity = models.CharField(max_length=30)
    score = models.FloatField()
    rule = models.CharField(max_length=60, blank=True)
    is_listed = models.BooleanField(default=False)

    class Meta:
        ordering = ["part_id", "start", "top", "left"]
        constraints = [
            models.CheckConstraint(
                condition=SPAN_OR_BOX,
                name="near_miss_is_a_span_or_a_box",
            ),
        ]

    def __str__(self) -> str:
        return f"near miss {self.pk}"

    @property
    def place(self) -> Span | Box:
        return self.box if self.is_box else self.span

    def is_covered(self, items: Iterable[ReviewItem]) -> bool:
        """Whether a finding or a person's mark, however decided, overlaps it."""
        place = self.place
        if isinstance(place, Span):
            return any(item.span.overlaps(place) for item in items if not item.is_box)
        return any(item.box.overlaps(place) for item in items if item.is_box)


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
