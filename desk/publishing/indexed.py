"""What the public reads, in a form in which the search for a removal can look values up."""

from __future__ import annotations

from django.db import models


class PublicWords(models.Model):
    """The words of one live revision as `redaction.indexing` folds them; nothing that is hidden in it.

    The database keeps a three-letter index over both columns by itself: a
    virtual table with triggers in SQLite, `pg_trgm` in PostgreSQL where that
    is installed (migration 0008). SQLite drops the triggers with a table that
    is made anew, so a migration that alters this one must set them up again.

    `form` is the version of the folding. A live revision without a row of
    today's form is read whole by every search, so nothing is ever missed.
    """

    revision = models.OneToOneField(
        "Revision", primary_key=True, on_delete=models.CASCADE, related_name="indexed"
    )
    form = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)  # title, text, names of files and what they show
    pictures = models.TextField(blank=True)  # what optical readers read in the published pictures

    def __str__(self) -> str:
        return f"public words {self.pk}"
