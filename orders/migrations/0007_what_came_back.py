"""A package that came back: its state with the row that the API shows, when, and why."""

from django.db import migrations, models
from django.utils import timezone

CODES = [
    (100, 'Waiting'), (200, 'Preparing'), (400, 'Ready for Packaging'), (500, 'Packed'),
    (600, 'Shipped'), (700, 'Delivered'), (800, 'Returned'), (900, 'Cancelled'),
]  # fmt: skip


def sow(apps, schema_editor):
    """Sow what a new database has from the beginning."""
    content_types = apps.get_model("contenttypes", "ContentType").objects
    states = apps.get_model("orders", "State").objects
    now = timezone.now()
    for model in ("package", "packageitem"):
        kind, _ = content_types.get_or_create(app_label="orders", model=model)
        names = {"en-us": {"name": "Returned"}, "tr-tr": {"name": "İade Edildi"}}
        states.get_or_create(
            content_type=kind,
            enum_class="PackageStatus",
            enum_value="800",
            defaults={
                "translations": names, "config": {}, "created_date": now, "modified_date": now,
            },
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0006_what_partners_search_by"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='package',
            options={'permissions': [('start_package', 'Can start preparing a package'), ('ready_package', 'Can mark a package ready'), ('pack_package', 'Can pack a package'), ('ship_package', 'Can ship a package'), ('deliver_package', 'Can mark a package delivered'), ('take_back_package', 'Can take back what was sent'), ('cancel_package', 'Can cancel a package'), ('ship_anyway_package', 'Can ship a package that the customer cancelled')]},
        ),
        migrations.RemoveConstraint(
            model_name='package',
            name='package_shipped_has_carrier_and_waybill',
        ),
        migrations.AddField(
            model_name='package',
            name='return_reason',
            field=models.CharField(blank=True, max_length=512),
        ),
        migrations.AddField(
            model_name='package',
            name='returned_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='package',
            name='state',
            field=models.PositiveSmallIntegerField(choices=CODES, default=100),
        ),
        migrations.AlterField(
            model_name='packageitem',
            name='state',
            field=models.PositiveSmallIntegerField(choices=CODES, default=100),
        ),
        migrations.AddConstraint(
            model_name='package',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', [600, 700, 800]), _negated=True), models.Q(('shipped_at__isnull', False), ('carrier__isnull', False), models.Q(('tracking_number', ''), _negated=True)), _connector='OR'), name='package_shipped_has_carrier_and_waybill'),
        ),
        migrations.RunPython(sow, migrations.RunPython.noop),
    ]
