"""Live events first, whatever waits behind them."""

from django.db import migrations, models

from oms.online_index import AddIndexOnline, RemoveIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('orders', '0016_fan_out_apart_from_numbering'),
    ]

    operations = [
        AddIndexOnline(
            model_name='orderevent',
            index=models.Index(condition=models.Q(('position__isnull', True)), fields=['backfill', 'id'], name='event_unnumbered'),
        ),
        RemoveIndexOnline(
            model_name='orderevent',
            name='event_unseen',
        ),
    ]
