"""Let no two live units have one serial number or IMEI; without holding the table."""

from django.db import migrations, models

CONSTRAINTS = [
    models.UniqueConstraint(
        fields=["packed_sku", "packed_serial"],
        condition=~models.Q(packed_serial="") & ~models.Q(state__in=[100, 600]),
        name="item_serial_once_alive_per_sku",
    ),
    models.UniqueConstraint(
        fields=["packed_imei"],
        condition=~models.Q(packed_imei="") & ~models.Q(state__in=[100, 600]),
        name="item_imei_once_alive",
    ),
]


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
    dependencies = [("orders", "0035_serials_billed_until_now")]

    operations = [
        AddUniqueConcurrently(model_name="orderitem", constraint=each) for each in CONSTRAINTS
    ]
