"""
Under which number an order travels.

It has one number on the wire, and may leave in several packages: then it tells each number once,
in the order of the packages, with commas between. Before anything has left it is the hub's word.
"""

from collections.abc import Iterable

from django.db.models import JSONField, OuterRef, Subquery

from orders.models import Package
from orders.scope import Scope


def number(hub: str | None, sent: Iterable[str]) -> str | None:
    """Return the numbers of the packages that have left, else what the hub told."""
    return ",".join(dict.fromkeys(filter(None, sent))) or hub


class _Listed(Subquery):
    """The tracking numbers of a subquery, in its order, as a list."""

    template = "to_jsonb(ARRAY(%(subquery)s))"

    def as_sqlite(self, compiler, connection, **context):
        listed = "(SELECT json_group_array(tracking_number) FROM (%(subquery)s))"
        return self.as_sql(compiler, connection, template=listed, **context)


def sent(scope: Scope) -> Subquery:
    """Return what finds the numbers under which packages of an order left, as far as seen."""
    left = Package.objects.visible_to(scope).filter(order=OuterRef("pk"), shipped_at__isnull=False)
    numbers = left.order_by("sequence").values("tracking_number")
    return _Listed(numbers, output_field=JSONField())
