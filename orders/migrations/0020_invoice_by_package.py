"""1 of 3: find the invoices of a package without the constraint that there is but one."""

from django.db import migrations, models

from oms.online_index import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0019_statuses_until_now")]

    operations = [
        AddIndexOnline(
            "invoice", models.Index(fields=["package"], name="invoice_by_package")
        ),
    ]
