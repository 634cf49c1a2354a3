from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAMES = ("Crash", "Data loss", "Display", "Import and export", "Installation", "Performance", "Sign-in")


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A closed list to begin with; the operator changes it on a page of the desk. Safe to run again."""
    label = apps.get_model("publishing", "Label")
    for name in NAMES:
        if not label.objects.filter(name__iexact=name).exists():
            label.objects.create(name=name)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0003_facts_votes_followers_comments")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
