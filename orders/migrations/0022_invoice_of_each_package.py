"""3 of 3: let each package name the invoice that was written for it."""

from django.db import migrations
from django.db.models import OuterRef, Subquery

BATCH = 1000


def fill(apps, schema_editor):
    """Fill in by thousands, so that no lock is held for long."""
    package, invoice = (apps.get_model("orders", name) for name in ("Package", "Invoice"))
    written = Subquery(invoice.objects.filter(package=OuterRef("pk")).values("pk")[:1])
    last = 0
    while keys := list(
        invoice.objects.filter(package__gt=last)
        .order_by("package")
        .values_list("package", flat=True)[:BATCH]
    ):
        package.objects.filter(pk__in=keys, invoice=None).update(invoice=written)
        last = keys[-1]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0021_credit_notes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
