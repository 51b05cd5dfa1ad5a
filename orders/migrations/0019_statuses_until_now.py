"""Statuses of before: the hub's own where nothing was ever packed here, else ours."""

from django.db import migrations
from django.db.models import Exists, F, Max, OuterRef
from django.db.models.functions import Coalesce

MANY = 5000
PREPARING, CANCELLED = 450, 900


def slices(model):
    last = model.objects.aggregate(last=Coalesce(Max("pk"), 0))["last"]
    for start in range(0, last + 1, MANY):
        yield model.objects.filter(pk__gt=start, pk__lte=start + MANY)


def fill(apps, schema_editor):
    """Say whose word each status is, as the releases before would have taken it."""
    order, item = apps.get_model("orders", "Order"), apps.get_model("orders", "OrderItem")
    package = apps.get_model("orders", "Package")
    of_order = Exists(package.objects.filter(order=OuterRef("pk")))
    of_item = Exists(package.objects.filter(order=OuterRef("order_id")))
    for model, packed in ((order, of_order), (item, of_item)):
        for rows in slices(model):
            told = rows.filter(remote_status__gte=PREPARING)
            told.filter(~packed).update(foreign_status=F("remote_status"))
            if model is item:
                told.filter(packed).update(written_status=F("remote_status"))
    for rows in slices(package):
        refused = rows.filter(state=CANCELLED).exclude(cancel_reason="The customer cancelled.")
        refused.update(sent_back=True)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("orders", "0018_whose_word_a_status_is")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
