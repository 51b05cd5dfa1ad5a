"""Say why a row waits in quarantine, and what the hub says of it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("integrations", "0006_writes_without_a_look"),
    ]

    operations = [
        migrations.AddField(
            model_name='quarantined',
            name='cause',
            field=models.CharField(choices=[('unreadable', 'cannot be read'), ('twin', 'another order has its number')], db_default='unreadable', default='unreadable', max_length=16),
        ),
        migrations.AddField(
            model_name='quarantined',
            name='remote_status',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]
