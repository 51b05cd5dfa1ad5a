"""The column of an amount of money: exact, with the decimals of its row's currency."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Func, lookups

from oms.core.currency import quantise

LARGEST = 10**12  # no amount reaches it
DECIMALS = 4  # no currency has more


class AmountField(models.DecimalField):
    """
    An amount in the currency that `currency` names, a path from the row: `invoice.currency`.

    PostgreSQL keeps it as plain `numeric`, which remembers the decimals that it was given;
    SQLite, whose numbers are floats, as text. What is saved has the decimals of the currency, as
    `auto_now` has the moment; `update()` writes what it is given.
    """

    def __init__(self, *args: Any, currency: str = "currency", **options: Any) -> None:
        self.currency = currency
        widest = {"max_digits": 12 + DECIMALS, "decimal_places": DECIMALS}
        super().__init__(*args, **widest | options)

    def deconstruct(self):
        """Leave out the width, which is the same everywhere."""
        name, path, args, options = super().deconstruct()
        del options["max_digits"], options["decimal_places"]
        return name, path, args, options | {"currency": self.currency}

    def get_internal_type(self) -> str:
        """Name a type that no backend knows, and therefore rounds to `decimal_places`."""
        return "AmountField"

    def db_type(self, connection) -> str:
        return "numeric" if connection.vendor == "postgresql" else "text"

    def from_db_value(self, value, expression, connection):
        return value if value is None or isinstance(value, Decimal) else Decimal(str(value))

    def get_db_prep_value(self, value, connection, prepared=False):
        if value is None or hasattr(value, "as_sql"):
            return value
        value = value if prepared else self.get_prep_value(value)
        return value if connection.vendor == "postgresql" else format(value, "f")

    def get_db_prep_save(self, value, connection):
        return self.get_db_prep_value(value, connection)

    def pre_save(self, model_instance, add):
        """Round what is about to be saved, in the row as well."""
        value = super().pre_save(model_instance, add)
        if value is not None and not hasattr(value, "as_sql"):
            value = quantise(value, _currency(model_instance, self.currency))
            setattr(model_instance, self.attname, value)
        return value


def _currency(row: Any, path: str) -> str:
    for name in path.split("."):
        row = getattr(row, name)
    return row


class _AsNumbers:
    """Compares on SQLite what the texts mean, not the texts."""

    def process_lhs(self, compiler, connection, lhs=None):
        sql, params = super().process_lhs(compiler, connection, lhs)  # type: ignore[misc]
        return _cast(sql, connection), params

    def process_rhs(self, compiler, connection):
        sql, params = super().process_rhs(compiler, connection)  # type: ignore[misc]
        return _cast(sql, connection), params


def _cast(sql: str, connection) -> str:
    return f"CAST({sql} AS NUMERIC)" if connection.vendor == "sqlite" else sql


for _comparison in (
    lookups.Exact,
    lookups.GreaterThan,
    lookups.GreaterThanOrEqual,
    lookups.LessThan,
    lookups.LessThanOrEqual,
):
    AmountField.register_lookup(
        type(f"Amount{_comparison.__name__}", (_AsNumbers, _comparison), {})  # type: ignore[arg-type]
    )


class Fit(Func):
    """The promise of columns that their amounts are finite, below LARGEST, of four decimals."""

    output_field = models.BooleanField()

    def as_postgresql(self, compiler, connection, **context):
        names = self._names(compiler)
        sizes, scales = (", ".join(f"{of}({name})" for name in names) for of in ("abs", "scale"))
        return f"(greatest({sizes}) < {LARGEST} AND greatest({scales}) <= {DECIMALS})", []

    def as_sqlite(self, compiler, connection, **context):
        longer = f"*.{'?' * (DECIMALS + 1)}*"
        each = (
            f"abs({name}) < {LARGEST} AND {name} NOT GLOB '{longer}'"
            for name in self._names(compiler)
        )
        return f"({' AND '.join(each)})", []

    def _names(self, compiler) -> list[str]:
        return [compiler.compile(column)[0] for column in self.source_expressions]


def amounts_fit(*columns: str, name: str) -> models.CheckConstraint:
    """Return the constraint of that promise."""
    return models.CheckConstraint(condition=Fit(*columns), name=name)
