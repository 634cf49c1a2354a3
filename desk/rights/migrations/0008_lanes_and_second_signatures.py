"""Lanes for danger and children, wishes that only describe, and second signatures."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0013_documents_and_ranges_of_lines'),
        ('rights', '0007_pages_of_a_copy'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='removalrequest',
            name='is_contested',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='removalrequest',
            name='lane',
            field=models.CharField(choices=[('normal', 'No'), ('urgent', 'Yes, somebody is in danger because of it'), ('child', 'Yes, it is about somebody under 16')], default='normal', max_length=10),
        ),
        migrations.AddField(
            model_name='removalrequest',
            name='sealings',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='removalrequest',
            name='second_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='removalrequest',
            name='tells_authors',
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name='removalrequest',
            name='scope',
            field=models.CharField(choices=[('words', 'These words or numbers'), ('post', 'This whole post'), ('described', 'I can only describe it')], max_length=10),
        ),
        migrations.AlterField(
            model_name='removalrequest',
            name='state',
            field=models.CharField(choices=[('unconfirmed', 'Waiting for the mailbox'), ('described', 'Waiting for the words'), ('searching', 'Being searched'), ('review', 'Waiting for a decision'), ('carrying-out', 'Being carried out'), ('closed', 'Closed'), ('expired', 'Never confirmed')], default='unconfirmed', max_length=14),
        ),
        migrations.AddConstraint(
            model_name='removalrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_contested', True), ('state__in', ['carrying-out', 'closed']), _negated=True), models.Q(('second_by__isnull', False), models.Q(('second_by', models.F('decided_by')), _negated=True)), _connector='OR'), name='contested_request_has_two_signatures'),
        ),
        migrations.AddConstraint(
            model_name='removalrequest',
            constraint=models.CheckConstraint(condition=models.Q(('lane__in', ['normal', 'urgent', 'child'])), name='removal_lane_known'),
        ),
    ]
