"""What was sent before keeps the addresses that its order has now: the last that we know."""

from django.db import migrations
from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

MANY = 5000
LEFT = (600, 700, 800)


def fill(apps, schema_editor):
    """Copy the keys in slices, so that no lock lasts."""
    order, package = apps.get_model("orders", "Order"), apps.get_model("orders", "Package")
    mine = order.objects.filter(pk=OuterRef("order_id"))
    columns = ("shipping_address_id", "billing_address_id", "customer_id")
    values = {name: Subquery(mine.values(name)[:1]) for name in columns}
    last = package.objects.aggregate(last=Coalesce(Max("pk"), 0))["last"]
    for start in range(0, last + 1, MANY):
        rows = package.objects.filter(pk__gt=start, pk__lte=start + MANY, state__in=LEFT)
        rows.filter(shipping_address=None).update(**values)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("orders", "0026_papers_of_closed_boxes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
