"""Give the parts of bundles that are not packed yet the money of their parents."""

from django.db import migrations

from orders.facts.apportionment import structure

SHIPPED = 500
AT_ONCE = 500


def share(apps, schema_editor):
    units, packages = (apps.get_model("orders", name) for name in ("OrderItem", "Package"))
    open_bundles = units.objects.filter(is_parent=True, cancelled_at=None, state__lt=SHIPPED)
    packed = packages.objects.exclude(packed_at=None).values("order")
    keys = open_bundles.exclude(order__in=packed).values_list("order", flat=True).distinct()
    keys = list(keys.order_by("order"))
    for start in range(0, len(keys), AT_ONCE):
        rows = {}
        for unit in units.objects.filter(order__in=keys[start : start + AT_ONCE]).order_by("pk"):
            rows.setdefault(unit.order_id, []).append(unit)
        for mine in rows.values():
            added = structure(mine, mine[0].price_currency)
            for unit, adjustment in zip(mine, added):
                if adjustment:
                    units.objects.filter(pk=unit.pk, adjustment=0).update(adjustment=adjustment)


class Migration(migrations.Migration):

    atomic = False  # each unit by itself; what was shared once is not shared again

    dependencies = [("orders", "0030_number_once_alive")]

    operations = [migrations.RunPython(share, migrations.RunPython.noop)]
