"""Let PostgreSQL look the letters of a subject up for the search of the queue."""

from typing import Any

from django.db import DatabaseError, migrations, transaction

INDEX = "tickets_ticket_subject_letters"


def look_up_letters(apps: Any, schema_editor: Any) -> None:
    """Without the extension, or without the right to add it, a search reads every subject, which is slower.

    SQLite reads them out of the index of 0005, which takes it a few milliseconds.
    """
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:
            return
        # The expression that Django's `icontains` asks for.
        cursor.execute(
            f"CREATE INDEX {INDEX} ON tickets_ticket USING gin (upper(subject::text) gin_trgm_ops)"
        )


def forget_letters(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_findings_on_pages")]

    operations = [migrations.RunPython(look_up_letters, forget_letters)]
