"""Legal holds, and the log of what was disposed of."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from desk.tickets.models import Ticket


class LegalHold(models.Model):
    """A reason to keep one ticket beyond its time, until somebody asks whether it still stands (S033).

    It stops disposal and erasure, never a restriction or a removal from public.
    """

    class Reason(models.TextChoices):
        CLAIM = "LegalClaimDefenceImpaired", "Needed for a legal claim"
        DUTY = "LegalObligationImpaired", "The law makes us keep it"
        INVESTIGATION = "CrimeInvestigationImpaired", "Part of an investigation"

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.CharField(max_length=40, choices=Reason)
    review_on = models.DateField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)
    alarmed_at = models.DateTimeField(null=True, blank=True)  # when somebody last heard that it is due

    class Meta:
        ordering = ["review_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "reason"],
                condition=Q(lifted_at__isnull=True),
                name="one_legal_hold_per_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"legal hold {self.pk}"


class Disposal(models.Model):
    """What one run disposed of: counts of one class, no values (S111)."""

    retention_class = models.CharField(max_length=30)
    mode = models.CharField(max_length=12)
    count = models.PositiveIntegerField()
    held_back = models.PositiveIntegerField(default=0)  # by legal holds and open requests
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"disposal {self.pk}"
