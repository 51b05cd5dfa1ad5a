"""Find the moves of a time without reading them all."""

from django.db import migrations, models

from oms.online_index import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0032_what_readers_of_changes_are_told")]

    operations = [
        AddIndexOnline(
            "statetransitionlog",
            models.Index(fields=["created_date", "id"], name="transition_by_created"),
        ),
    ]
