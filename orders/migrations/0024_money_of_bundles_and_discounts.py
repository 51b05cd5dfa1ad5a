"""Where the money of bundles, coupons and discounts of whole orders lies."""

import orders.models.amounts
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0023_fiscal_documents'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='paid_amount',
            field=orders.models.amounts.AmountField(currency='currency', db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='order',
            name='surplus',
            field=orders.models.amounts.AmountField(currency='currency', db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='orderitem',
            name='adjustment',
            field=orders.models.amounts.AmountField(currency='price_currency', db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='orderitem',
            name='bundle_tax_rate',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True),
        ),
        migrations.AddField(
            model_name='orderitem',
            name='prepaid_amount',
            field=orders.models.amounts.AmountField(currency='price_currency', db_default=0, default=0),
        ),
    ]
