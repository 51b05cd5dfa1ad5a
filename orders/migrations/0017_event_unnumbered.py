"""Live events first, whatever waits behind them."""

from django.db import migrations, models

from oms.concurrent_index import AddIndexConcurrently, RemoveIndexConcurrently


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('orders', '0016_fan_out_apart_from_numbering'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='orderevent',
            index=models.Index(condition=models.Q(('position__isnull', True)), fields=['backfill', 'id'], name='event_unnumbered'),
        ),
        RemoveIndexConcurrently(
            model_name='orderevent',
            name='event_unseen',
        ),
    ]
