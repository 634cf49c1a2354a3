from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def toured(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now each revision had its tour when it was published. Safe to run again."""
    revisions = apps.get_model("publishing", "Revision").objects
    revisions.filter(toured_at=None).update(toured_at=F("published_at"))


class Migration(migrations.Migration):
    dependencies = [("publishing", "0014_near_misses_in_pictures")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="toured_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(toured, migrations.RunPython.noop),
    ]
