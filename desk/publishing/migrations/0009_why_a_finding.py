from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget_names_of_words(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The context of a finding was the rule's own words; from now on it is places in the text."""
    apps.get_model("publishing", "ReviewItem").objects.update(context=[])


class Migration(migrations.Migration):
    dependencies = [("publishing", "0008_index_of_public_words")]

    operations = [
        migrations.AddField("reviewitem", "lost", models.JSONField(default=list)),
        migrations.RunPython(forget_names_of_words, migrations.RunPython.noop),
    ]
