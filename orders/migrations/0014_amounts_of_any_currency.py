"""1 of 2: amounts become plain numbers (in a moment, no table is rewritten) and promise to fit."""

from django.db import migrations

from orders.models.amounts import AmountField, amounts_fit

CHARGES = {"shipping_charge": 0, "cod_charge": 0, "gift_wrap_charge": 0}
# The columns of each table with their defaults; None stands where a row may have none.
AMOUNTS = {
    "order": (
        "currency",
        "order_amounts_fit",
        {"amount": "", "shipping_amount": 0, "discount_amount": 0, "cod_amount": 0,
         "gift_wrap_amount": 0},
    ),
    "orderitem": (
        "price_currency",
        "item_amounts_fit",
        {"net_amount": "", "price": "", "retail_price": None, "tax_amount": None,
         "discount_amount": None, "without_net_amount": None, "installment_interest_amount": None,
         **CHARGES},
    ),
    "invoice": ("currency", "invoice_amounts_fit", {"total": ""}),
    "invoiceline": (
        "invoice.currency",
        "invoice_line_amounts_fit",
        {"net_amount": "", "discount_amount": 0, **CHARGES, "total": ""},
    ),
    "invoicetax": (
        "line.invoice.currency",
        "invoice_tax_amounts_fit",
        {"gross": "", "taxable": "", "integrated": 0, "central": 0, "state": 0,
         "union_territory": 0},
    ),
}


class AddUncheckedConstraint(migrations.AddConstraint):
    """Holds for what is written from now on; what is there is checked by the next migration."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "postgresql":
            return super().database_forwards(app_label, schema_editor, from_state, to_state)
        model = to_state.apps.get_model(app_label, self.model_name)
        schema_editor.execute(f"{self.constraint.create_sql(model, schema_editor)} NOT VALID")


def give_texts_two_decimals(apps, schema_editor):
    """SQLite kept 250.00 as the number 250, of which the copy made a text."""
    if schema_editor.connection.vendor == "sqlite":
        for model, (_, _, columns) in AMOUNTS.items():
            for column in columns:
                schema_editor.execute(
                    f"UPDATE orders_{model} SET {column} = printf('%.2f', {column})"
                    f" WHERE {column} IS NOT NULL"
                )


def field(currency, default):
    if default is None:
        return AmountField(currency=currency, null=True, blank=True)
    return AmountField(currency=currency, **({} if default == "" else {"default": default}))


class Migration(migrations.Migration):

    dependencies = [("orders", "0013_open_units_and_packages_of_a_location")]

    operations = [
        *(
            migrations.AlterField(model, column, field(currency, default))
            for model, (currency, _, columns) in AMOUNTS.items()
            for column, default in columns.items()
        ),
        migrations.RunPython(give_texts_two_decimals, migrations.RunPython.noop),
        *(
            AddUncheckedConstraint(model, amounts_fit(*columns, name=name))
            for model, (_, name, columns) in AMOUNTS.items()
        ),
    ]
