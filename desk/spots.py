"""Where something stands: a stretch of a text, or a rectangle of a picture."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from desk.redactor import Box, Span

# For the constraint of each model, which has a name of its own.
SPAN_OR_BOX = Q(start__isnull=False, end__gt=F("start"), left__isnull=True) | Q(
    start__isnull=True, right__gt=F("left"), bottom__gt=F("top")
)


class Spot(models.Model):
    """A row about a span (code points) or a box (pixels), never both; see SPAN_OR_BOX."""

    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    left = models.PositiveIntegerField(null=True, blank=True)
    top = models.PositiveIntegerField(null=True, blank=True)
    right = models.PositiveIntegerField(null=True, blank=True)
    bottom = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_box(self) -> bool:
        return self.start is None

    @property
    def span(self) -> Span:
        """Its place in the text, in code points. Raises BadSpan for a box."""
        return Span(self.start or 0, self.end or 0)

    @property
    def box(self) -> Box:
        """Its place in the picture, in pixels. Raises BadSpan for what is no box."""
        return Box(self.left or 0, self.top or 0, self.right or 0, self.bottom or 0)
