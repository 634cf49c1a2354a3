from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rights", "0002_caps_that_stay")]

    operations = [
        migrations.AddField(
            model_name="removalrequest", name="is_cut", field=models.BooleanField(default=False)
        ),
    ]
