"""
What is numbered and what is shown go their own ways.

Events that have a position already were shown with it: they get no entry, and are shown no more.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0015_amounts_checked'),
    ]

    operations = [
        migrations.AddField(
            model_name='orderevent',
            name='backfill',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name='FanoutEntry',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='fanout_entry', serialize=False, to='orders.orderevent')),
                ('backfill', models.BooleanField(default=False)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('failed_at', models.DateTimeField(null=True)),
                ('order', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['backfill', 'event'], name='fanout_live_first'),
                    models.Index(condition=models.Q(('failures__gt', 0)), fields=['failed_at'], name='fanout_failed'),
                ],
            },
        ),
    ]
