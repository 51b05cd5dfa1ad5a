"""Freeze the serial numbers that partners gave on the invoices that were written until now."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def freeze(apps, schema_editor):
    """Copy them to the lines, which read them from their units before."""
    units = apps.get_model("orders", "OrderItem").objects.exclude(serial_number="")
    lines = apps.get_model("orders", "InvoiceLine").objects.filter(serial_number="")
    number = units.filter(pk=OuterRef("order_item")).values("serial_number")
    lines.filter(order_item__in=units).update(serial_number=Subquery(number))


class Migration(migrations.Migration):
    dependencies = [("orders", "0034_serials_of_units")]

    operations = [migrations.RunPython(freeze, migrations.RunPython.noop)]
