"""The index of public words, with what each database needs to look letters up in it."""

from typing import Any

import django.db.models.deletion
from django.db import DatabaseError, migrations, models, transaction

TABLE, INDEX = "publishing_publicwords", "publishing_publicwords_index"
COLUMNS = "words, pictures"
OLD, NEW = "old.revision_id, old.words, old.pictures", "new.revision_id, new.words, new.pictures"
ADD = f"INSERT INTO {INDEX} (rowid, {COLUMNS}) VALUES ({NEW});"
TAKE = f"INSERT INTO {INDEX} ({INDEX}, rowid, {COLUMNS}) VALUES ('delete', {OLD});"


def look_up_letters(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        in_sqlite(schema_editor.connection)
    elif schema_editor.connection.vendor == "postgresql":
        in_postgresql(schema_editor.connection)


def in_sqlite(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE VIRTUAL TABLE {INDEX} USING fts5({COLUMNS}, content='{TABLE}', "
            "content_rowid='revision_id', tokenize='trigram case_sensitive 1')"
        )
        cursor.execute(f"CREATE TRIGGER {INDEX}_add AFTER INSERT ON {TABLE} BEGIN {ADD} END")
        cursor.execute(f"CREATE TRIGGER {INDEX}_take AFTER DELETE ON {TABLE} BEGIN {TAKE} END")
        cursor.execute(f"CREATE TRIGGER {INDEX}_change AFTER UPDATE ON {TABLE} BEGIN {TAKE} {ADD} END")
        cursor.execute("SELECT sqlite_version()")
        version = tuple(int(number) for number in cursor.fetchone()[0].split("."))
        if version >= (3, 42):
            # What is deleted leaves the index at once; older versions need `tidy`.
            cursor.execute(f"INSERT INTO {INDEX} ({INDEX}, rank) VALUES ('secure-delete', 1)")


def in_postgresql(connection: Any) -> None:
    """Without the extension, or without the right to add it, searches read the table, which is slower."""
    with connection.cursor() as cursor:
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:
            return
        for column in COLUMNS.split(", "):
            cursor.execute(f"CREATE INDEX {INDEX}_{column} ON {TABLE} USING gin ({column} gin_trgm_ops)")


def forget_letters(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("publishing", "0007_what_a_tour_could_not_read")]

    operations = [
        migrations.CreateModel(
            name="PublicWords",
            fields=[
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="indexed",
                        serialize=False,
                        to="publishing.revision",
                    ),
                ),
                ("form", models.PositiveSmallIntegerField()),
                ("words", models.TextField(blank=True)),
                ("pictures", models.TextField(blank=True)),
            ],
        ),
        migrations.RunPython(look_up_letters, forget_letters),
    ]
