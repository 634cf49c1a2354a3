"""Registers that the operator keeps: disclosures to authorities, sub-processors, transfers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from desk.tickets.models import Ticket


class Disclosure(models.Model):
    """Something handed to an authority or another third party, or refused to them (S072, S073, S136).

    A second person reviews each; an emergency is reviewed within a day after the fact (S137).
    """

    class Ground(models.TextChoices):
        LAW = "law", "A law, court order or other legal process"
        AGREEMENT = "agreement", "To enforce our agreements"
        SECURITY = "security", "To protect the service"
        PROTECTION = "protection", "To protect us, customers or the public from harm or illegal acts"
        EMERGENCY = "emergency", "An emergency with danger of death or serious harm"

    class Answer(models.TextChoices):
        GIVEN = "given", "Handed out"
        PARTLY = "partly", "Handed out in part"
        REFUSED = "refused", "Refused"

    authority = models.CharField(max_length=200)
    instrument = models.CharField(max_length=200)  # such as the number of a court order
    ground = models.CharField(max_length=12, choices=Ground)
    scope = models.CharField(max_length=400)  # which classes of data, in words, without values
    answer = models.CharField(max_length=10, choices=Answer)
    ticket = models.ForeignKey(
        Ticket, null=True, blank=True, on_delete=models.SET_NULL, related_name="disclosures"
    )
    is_told = models.BooleanField(default=False)  # the person was told
    silent_until = models.DateField(null=True, blank=True)  # they may not be told before that day
    disclosed_on = models.DateField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-disclosed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("written_by")),
                name="disclosure_is_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"disclosure {self.pk}"


class SubProcessor(models.Model):
    """A company that works for us with people's data: what for, where, since when, under which agreement."""

    name = models.CharField(max_length=120)
    service = models.CharField(max_length=200)
    region = models.CharField(max_length=80)
    agreement = models.CharField(max_length=120)  # date and version of the processing agreement
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(agreement=""), name="sub_processor_has_an_agreement"),
        ]

    def __str__(self) -> str:
        return f"sub-processor {self.pk}"


class Transfer(models.Model):
    """Data that goes from one region to another, and what makes that lawful (S030)."""

    class Mechanism(models.TextChoices):
        ADEQUACY = "adequacy", "The law of the other region protects as well"
        CLAUSES = "clauses", "Standard contractual clauses"
        CONSENT = "consent", "The person's consent"

    source = models.CharField(max_length=80)
    target = models.CharField(max_length=80)
    mechanism = models.CharField(max_length=10, choices=Mechanism)
    what = models.CharField(max_length=200)

    class Meta:
        ordering = ["source", "target"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "what"], name="transfer_once"),
        ]

    def __str__(self) -> str:
        return f"transfer {self.pk}"


class BreachDrill(models.Model):
    """One drill of what we would do if a place leaked: which, when, how many people, and when it was through.

    Nobody's name or address is in it.
    """

    class Leak(models.TextChoices):
        DATABASE = "database", "The database, or a backup of it"
        FILES = "files", "The original files, without their keys"
        FILES_AND_KEYS = "files-and-keys", "The original files and their keys"
        MAIL = "mail", "Mails on their way out"
        PUBLIC = "public", "The public copies"

    leak = models.CharField(max_length=16, choices=Leak)
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    people = models.PositiveIntegerField()
    run_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(leak__in=["database", "files", "files-and-keys", "mail", "public"]),
                name="drill_leak_known",
            ),
        ]

    def __str__(self) -> str:
        return f"breach drill {self.pk}"
