from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F


def copy_when_it_hid(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What is hidden now was hidden at its confirmation. Safe to run again."""
    requests = apps.get_model("rights", "RemovalRequest").objects
    hidden = requests.filter(hidden_until__isnull=False, hid_first_at__isnull=True)
    hidden.update(hid_first_at=F("confirmed_at"))


class Migration(migrations.Migration):
    dependencies = [("rights", "0001_removals")]

    operations = [
        migrations.AddField(
            model_name="removalrequest",
            name="hid_first_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RemoveConstraint(model_name="removalrequest", name="closed_request_keeps_nothing"),
        migrations.AddConstraint(
            model_name="removalrequest",
            constraint=models.CheckConstraint(
                condition=~models.Q(state__in=["closed", "expired"])
                | models.Q(sealed=b"", address_hash="", network_hash="")
                | models.Q(sealed=b"", state="closed", hid_first_at__isnull=False),
                name="closed_request_keeps_nothing",
            ),
        ),
        migrations.RunPython(copy_when_it_hid, migrations.RunPython.noop),
    ]
