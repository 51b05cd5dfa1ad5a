from django.db import migrations, models

from oms.online_index import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False  # an index cannot be made concurrently inside a transaction

    dependencies = [
        ("orders", "0012_place_of_supply_set_by_hand"),
    ]

    operations = [
        AddIndexOnline(
            model_name="orderitem",
            index=models.Index(
                condition=models.Q(is_parent=False, state=425), fields=["order"], name="item_unplanned"
            ),
        ),
        AddIndexOnline(
            model_name="package",
            index=models.Index(
                fields=["stock_location", "-order"], name="package_by_location_order"
            ),
        ),
        AddIndexOnline(
            model_name="package",
            index=models.Index(fields=["created_date", "id"], name="package_by_created"),
        ),
    ]
