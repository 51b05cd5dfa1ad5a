"""Let no two live units have one serial number or IMEI; without holding the table."""

from django.db import migrations, models

from oms.online_index import AddUniqueOnline

CONSTRAINTS = [
    models.UniqueConstraint(
        fields=["packed_sku", "packed_serial"],
        condition=~models.Q(packed_serial="") & ~models.Q(state__in=[100, 600]),
        name="item_serial_once_alive_per_sku",
    ),
    models.UniqueConstraint(
        fields=["packed_imei"],
        condition=~models.Q(packed_imei="") & ~models.Q(state__in=[100, 600]),
        name="item_imei_once_alive",
    ),
]


class Migration(migrations.Migration):
    atomic = False  # an index is built concurrently outside any transaction
    dependencies = [("orders", "0035_serials_billed_until_now")]

    operations = [
        AddUniqueOnline(model_name="orderitem", constraint=each) for each in CONSTRAINTS
    ]
