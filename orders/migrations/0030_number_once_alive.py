"""Let a cancelled order, or one that is gone, give its number free; without holding the table."""

from django.db import migrations, models

from oms.online_index import AddUniqueOnline

ALIVE = models.UniqueConstraint(
    condition=models.Q(("gone_at__isnull", True), models.Q(("state", 100), _negated=True)),
    fields=("channel", "number"),
    name="order_number_once_alive_per_channel",
)


class Migration(migrations.Migration):
    atomic = False  # an index is built concurrently outside any transaction
    dependencies = [("orders", "0029_copies_numbers_and_skus")]

    operations = [
        AddUniqueOnline(model_name="order", constraint=ALIVE),
        migrations.RemoveConstraint(model_name="order", name="order_number_once_per_channel"),
    ]
