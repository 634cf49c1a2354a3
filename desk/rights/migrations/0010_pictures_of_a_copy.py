from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def say_what_they_are(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Files of copies that are under review may be pictures; the task that makes them sees which are.

    Safe to run again.
    """
    pieces = apps.get_model("rights", "PackagePiece").objects
    files = pieces.filter(holder="tickets", key__startswith="file-", reason="", package__state="review")
    files.update(is_picture=True)


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0002_retention_and_registers"),
        ("rights", "0009_mentions_in_tickets_of_others"),
    ]

    operations = [
        migrations.AddField(
            model_name="packagepiece",
            name="is_picture",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="packagepiece",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=models.deletion.SET_NULL,
                related_name="+",
                to="files.storedfile",
            ),
        ),
        migrations.RunPython(say_what_they_are, migrations.RunPython.noop),
    ]
