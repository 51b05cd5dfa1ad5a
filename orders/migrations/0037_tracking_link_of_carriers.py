"""Let a carrier say where its numbers are followed; nothing is told of those that do not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0036_one_live_unit_per_serial")]

    operations = [
        migrations.AddField(
            "cargocompany",
            "tracking_link",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Where customers follow a number: https://carrier.example/track?awb={number}",
                max_length=512,
            ),
        ),
    ]
