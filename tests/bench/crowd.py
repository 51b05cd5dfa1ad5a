"""Very many orders: real ones, copied by the database."""

from datetime import timedelta

from django.db import connection
from django.db.models import ForeignKey, Max

from orders.models import Order, OrderItem, Package, PackageItem
from tests import factories
from webhooks.models import WebhookEvent

FAMILY = [Order, OrderItem, Package, PackageItem]
APART = timedelta(minutes=1)  # between an order and its copy


def receive(count: int) -> None:
    """Bring in orders of one unit, planned, through intake."""
    shop = factories.channel()
    for start in range(0, count, 100):
        page = [factories.draft(channel=shop) for _ in range(min(100, count - start))]
        factories.receive(*page, channel=shop)


def multiply(times: int) -> None:
    """Copy every order, with its items and packages, so that there are `times` as many."""
    span = max(model.objects.aggregate(last=Max("pk"))["last"] for model in FAMILY)
    for model in FAMILY:
        _copy(model, times, span=span)
    settle()


def multiply_messages(times: int) -> None:
    """Copy every message, each into a lane of its own."""
    span = WebhookEvent.objects.aggregate(last=Max("pk"))["last"]
    own = {
        "uuid": "gen_random_uuid()",
        "order_id": "order_id",
        "n": f"n + k * {span}",
        "lane": "md5(lane || k)",
    }
    _copy(WebhookEvent, times, span=span, own=own)
    settle()


def settle() -> None:
    """Let the database count its rows, as it does by itself within a minute."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(model, times, *, span, own=None):
    columns = [field for field in model._meta.concrete_fields if not field.generated]
    values = [(own or {}).get(field.column) or _value(field, span) for field in columns]
    table, names = model._meta.db_table, ", ".join(f'"{field.column}"' for field in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {', '.join(values)}"
            f" FROM {table}, generate_series(1::bigint, {times - 1}) k"
        )


def _value(field, span):
    moved = isinstance(field, ForeignKey) and field.related_model in FAMILY
    if moved or field.primary_key:
        return f'"{field.column}" + k * {span}'
    if field.column == "omnitron_id":
        return f'"{field.column}" + k * 1000000000'
    if field.column in {"number", "code"}:
        return f"\"{field.column}\" || '-' || k"
    if field.column in {"created_date", "modified_date"}:
        return f"\"{field.column}\" - k * interval '{APART.total_seconds():.0f} s'"
    return f'"{field.column}"'
