"""Bytes with an owner and an end date."""

from __future__ import annotations

import uuid

from django.apps import apps
from django.db import models
from django.utils import timezone


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def unnamed(self) -> StoredFileQuerySet:
        """Files that no row of any model names, of apps to the right of this one too."""
        unnamed = self
        for model in apps.get_models():
            for field in model._meta.local_fields:
                if field.related_model is StoredFile:
                    column = field.attname
                    rows = model._base_manager.exclude(**{column: None})
                    unnamed = unnamed.exclude(pk__in=rows.values(column))
        return unnamed


class StoredFile(models.Model):
    """Bytes in one of the two storages.

    A private file is sealed under a key of its own; `key` names both the
    sealed bytes and, in the key store, its key. A public file is plain, new
    bytes. `digest` is a keyed hash of the content, so that equal files can
    be told apart from changed ones without revealing either.
    """

    class Visibility(models.TextChoices):
        PRIVATE = "private", "Private"
        PUBLIC = "public", "Public"

    class VirusCheck(models.TextChoices):
        NONE = "none", "Not checked for viruses"
        PASSED = "passed", "Checked for viruses"
        FOUND = "found", "A virus was found"  # it is never opened again

    key = models.CharField(max_length=80, unique=True)
    visibility = models.CharField(max_length=10, choices=Visibility)
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    delete_after = models.DateTimeField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)
    virus_check = models.CharField(max_length=10, choices=VirusCheck, default=VirusCheck.NONE)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(visibility__in=["private", "public"]), name="file_visibility_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(visibility="public", virus_check="found"), name="public_file_has_no_virus"
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"


class Tombstone(models.Model):
    """One erasure, as the file beside the keys has it or will have it; see `files.tombstones`."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=160)  # the number of a row, or a keyed hash
    at = models.DateTimeField(default=timezone.now)
    written_at = models.DateTimeField(null=True, blank=True)  # when it was in the file

    def __str__(self) -> str:
        return f"tombstone {self.pk}"
