"""Let a cancelled order, or one that is gone, give its number free; without holding the table."""

from django.db import migrations, models

ALIVE = models.UniqueConstraint(
    condition=models.Q(("gone_at__isnull", True), models.Q(("state", 100), _negated=True)),
    fields=("channel", "number"),
    name="order_number_once_alive_per_channel",
)


class AddUniqueConcurrently(migrations.AddConstraint):
    """Builds the index behind a partial constraint while others write."""

    atomic = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Build the index; on SQLite as always."""
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        made = str(self.constraint.create_sql(model, schema_editor))
        schema_editor.execute(made.replace("UNIQUE INDEX", "UNIQUE INDEX CONCURRENTLY", 1), None)


class Migration(migrations.Migration):
    atomic = False  # an index is built concurrently outside any transaction
    dependencies = [("orders", "0029_copies_numbers_and_skus")]

    operations = [
        AddUniqueConcurrently(model_name="order", constraint=ALIVE),
        migrations.RemoveConstraint(model_name="order", name="order_number_once_per_channel"),
    ]
