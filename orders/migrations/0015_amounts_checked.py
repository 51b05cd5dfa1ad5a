"""2 of 2: check what is there, without holding the tables, and write yen and dinars as they are."""

from django.db import migrations

from oms.core.currency import EXPONENTS

TABLES = {
    "orders_order": "order_amounts_fit",
    "orders_orderitem": "item_amounts_fit",
    "orders_invoice": "invoice_amounts_fit",
    "orders_invoiceline": "invoice_line_amounts_fit",
    "orders_invoicetax": "invoice_tax_amounts_fit",
}
# Where the currency of a row stands, as a query that names rows by `id`.
OWNERS = {
    "orders_order": ("order", "SELECT id FROM orders_order WHERE currency = %s"),
    "orders_orderitem": ("orderitem", "SELECT id FROM orders_orderitem WHERE price_currency = %s"),
    "orders_invoice": ("invoice", "SELECT id FROM orders_invoice WHERE currency = %s"),
    "orders_invoiceline": (
        "invoiceline",
        "SELECT l.id FROM orders_invoiceline l JOIN orders_invoice i ON i.id = l.invoice_id"
        " WHERE i.currency = %s",
    ),
    "orders_invoicetax": (
        "invoicetax",
        "SELECT t.id FROM orders_invoicetax t JOIN orders_invoiceline l ON l.id = t.line_id"
        " JOIN orders_invoice i ON i.id = l.invoice_id WHERE i.currency = %s",
    ),
}
AT_ONCE = 1000


def check(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table, name in TABLES.items():
            schema_editor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")


def write_own_decimals(apps, schema_editor):
    """Give amounts that were kept with two decimals those of their currency; none changes."""
    for table, (model, rows_of) in OWNERS.items():
        fields = apps.get_model("orders", model)._meta.fields
        columns = [f.column for f in fields if f.get_internal_type() == "AmountField"]
        for currency, exponent in EXPONENTS.items():
            shown = ", ".join(_rewritten(column, exponent, schema_editor) for column in columns)
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(rows_of, [currency])
                keys = [str(key) for (key,) in cursor.fetchall()]
                for start in range(0, len(keys), AT_ONCE):
                    batch = ", ".join(keys[start : start + AT_ONCE])
                    cursor.execute(f"UPDATE {table} SET {shown} WHERE id IN ({batch})")


def _rewritten(column, exponent, schema_editor):
    rounded = f"round({column}, {exponent})"
    if schema_editor.connection.vendor == "sqlite":
        rounded = f"printf('%.{exponent}f', {column})"
    same = f"abs({column} - {rounded}) = 0"
    return f"{column} = CASE WHEN {same} THEN {rounded} ELSE {column} END"


class Migration(migrations.Migration):

    atomic = False  # so that no table stays locked while it is read

    dependencies = [("orders", "0014_amounts_of_any_currency")]

    operations = [
        migrations.RunPython(check, migrations.RunPython.noop),
        migrations.RunPython(write_own_decimals, migrations.RunPython.noop),
    ]
