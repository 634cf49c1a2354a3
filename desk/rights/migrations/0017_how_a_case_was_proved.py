from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def the_least_for_what_is_known(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Cases of before were signed in or confirmed by mail, and nobody kept which. Safe to run twice."""
    cases = apps.get_model("rights", "RightsCase").objects
    cases.filter(confirmed_at__isnull=False, proof="none").update(proof="mailbox")


class Migration(migrations.Migration):

    dependencies = [
        ("rights", "0016_drafts_and_words_that_name_somebody"),
    ]

    operations = [
        migrations.AddField(
            model_name="rightscase",
            name="proof",
            field=models.CharField(
                choices=[
                    ("none", "Not shown yet"),
                    ("mailbox", "Confirmed by mail"),
                    ("account", "Signed in"),
                    ("second-step", "Signed in with a second step"),
                ],
                default="none",
                max_length=12,
            ),
        ),
        migrations.RunPython(the_least_for_what_is_known, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="rightscase",
            constraint=models.CheckConstraint(
                condition=models.Q(("proof__in", ["none", "mailbox", "account", "second-step"])),
                name="case_proof_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightscase",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_at__isnull", True), models.Q(("proof", "none"), _negated=True), _connector="OR"),
                name="confirmed_case_says_how",
            ),
        ),
    ]
