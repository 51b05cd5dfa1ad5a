"""Remember copies that wait and orders that are gone; let a SKU name one product."""

import django.db.models.deletion
from django.db import migrations, models


def settle(apps, schema_editor):
    """Let the newest product of each SKU take over what lies on the shelf."""
    products = apps.get_model("orders", "Product").objects
    stock = apps.get_model("orders", "Stock").objects
    twice = products.values("sku").annotate(n=models.Count("pk")).filter(n__gt=1)
    for sku in list(twice.values_list("sku", flat=True)):
        same = sorted(products.filter(sku=sku), key=lambda row: (row.omnitron_id or 0, row.pk))
        newest = same.pop()
        for older in same:
            products.filter(pk=older.pk).update(replaced_by=newest)
            there = stock.filter(product=newest).values("location")
            stock.filter(product=older).exclude(location__in=there).update(product=newest)


class Migration(migrations.Migration):

    dependencies = [
        ("orders", "0028_intake_notes"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='order',
            options={'permissions': [('plan_order', 'Can plan an order into a package'), ('hold_order', 'Can hold an order, and release it'), ('prioritise_order', "Can set an order's priority"), ('approve_order', 'Can approve an order that was placed here'), ('cancel_order', 'Can cancel an order, or units of it'), ('pull_order', 'Can pull orders from Omnitron'), ('set_tax_rate_order', 'Can set the tax rate of units of an order'), ('set_place_of_supply_order', 'Can set the place of supply of an order'), ('skip_copy_order', 'Can go on without a newer copy of an order')]},
        ),
        migrations.AddField(
            model_name='order',
            name='gone_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='order',
            name='newer_copy_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='order',
            name='skipped_copy_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='product',
            name='replaced_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='orders.product'),
        ),
        migrations.AlterField(
            model_name="order",
            name="content_hash",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.RunPython(settle, migrations.RunPython.noop, elidable=True),
    ]
