"""What a person asks of us, where it was found, what was decided, and the proof."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from desk.publishing.models import Part, Publication


class RemovalRequest(models.Model):
    """One person's wish that something about them goes from the public tracker.

    Address, words and explanation are sealed under a key of this request
    alone; closing destroys that key, and with it everything they named.
    """

    class Scope(models.TextChoices):
        WORDS = "words", "These words or numbers"
        POST = "post", "This whole post"

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", "Waiting for the mailbox"
        SEARCHING = "searching", "Being searched"
        REVIEW = "review", "Waiting for a decision"
        CARRYING_OUT = "carrying-out", "Being carried out"
        CLOSED = "closed", "Closed"
        EXPIRED = "expired", "Never confirmed"

    NEXT = {
        State.UNCONFIRMED: {State.SEARCHING, State.EXPIRED},
        State.SEARCHING: {State.REVIEW},
        State.REVIEW: {State.CARRYING_OUT, State.SEARCHING},
        State.CARRYING_OUT: {State.CLOSED},
        State.CLOSED: set(),
        State.EXPIRED: set(),
    }

    number = models.CharField(max_length=20, unique=True)
    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.SET_NULL, related_name="removal_requests"
    )
    scope = models.CharField(max_length=10, choices=Scope)
    state = models.CharField(max_length=14, choices=State, default=State.UNCONFIRMED)
    # Who asks and what should go: JSON under the request's own key in the key store; empty once closed.
    sealed = models.BinaryField(default=bytes)
    token_hash = models.CharField(max_length=64, unique=True)
    # Keyed hash of the address, for the cap per address; emptied with the rest.
    address_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    hidden_until = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=60, blank=True)  # code of what stopped it last

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "expired"]) | Q(sealed=b"", address_hash=""),
                name="closed_request_keeps_nothing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["unconfirmed", "expired"]) | Q(confirmed_at__isnull=False),
                name="unconfirmed_request_does_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"removal {self.number}"

    @property
    def code(self) -> str:
        """How holds and items name this request."""
        return f"removal:{self.pk}"


class Occurrence(models.Model):
    """One spot where something the person named is public."""

    class Verdict(models.TextChoices):
        UNDECIDED = "undecided", "Undecided"
        AGREED = "agreed", "Will be removed"
        REFUSED = "refused", "Stays"

    class Ground(models.TextChoices):
        # Codes of the W3C Data Privacy Vocabulary 2.2, justifications.
        NOT_PERSONAL = "NotPersonalData", "It does not tell anything about you"
        THIRD_PARTY = "ThirdPartyRightsImpaired", "It is about somebody else"
        EXPRESSION = "FreedomOfExpressionImpaired", "The public's right to know weighs more"
        IDENTITY = "IdentityVerificationFailure", "We could not tell that it is about you"
        EXCESSIVE = "ProcessExcessive", "The request goes too far"

    request = models.ForeignKey(RemovalRequest, on_delete=models.CASCADE, related_name="occurrences")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    part = models.ForeignKey(Part, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=30)  # the name of a Place
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    left = models.PositiveIntegerField(null=True, blank=True)
    top = models.PositiveIntegerField(null=True, blank=True)
    right = models.PositiveIntegerField(null=True, blank=True)
    bottom = models.PositiveIntegerField(null=True, blank=True)
    entity = models.CharField(max_length=30, default="OTHER")
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.UNDECIDED)
    ground = models.CharField(max_length=40, choices=Ground, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["publication", "place", "part", "start", "top", "left", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="refused") | ~Q(ground=""), name="refused_occurrence_names_its_ground"
            ),
            models.CheckConstraint(
                condition=Q(verdict="undecided") | Q(decided_by__isnull=False), name="decided_occurrence_names_who"
            ),
        ]

    def __str__(self) -> str:
        return f"occurrence {self.pk}"


class Certificate(models.Model):
    """Proof of what was done, signed, checkable by number, with nothing of the person in it."""

    number = models.CharField(max_length=20, unique=True)
    facts = models.JSONField()  # counts per place, times, digests before and after, what could not be reached
    signature = models.CharField(max_length=128)
    issued_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"certificate {self.number}"
