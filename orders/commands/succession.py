"""Products whose SKU was given to another row: the newer takes over, the older keeps its past."""

from collections.abc import Iterable

from django.db.models import F

from orders.models import LaunchCampaign, Product, Stock, StockNotification

OURS = ("gst_rate", "max_per_order")  # what only this house knows of a product


def settle(skus: Iterable[str]) -> None:
    """Let each SKU name one product: the one that is newest at the hub."""
    _stand_alone()
    rows: dict[str, list[Product]] = {}
    for row in Product.objects.filter(sku__in=sorted(set(skus))).order_by("pk"):
        rows.setdefault(row.sku, []).append(row)
    for same in rows.values():
        newest = max(same, key=lambda row: (row.omnitron_id or 0, row.pk))
        if newest.replaced_by_id is not None:
            Product.objects.filter(pk=newest.pk).update(replaced_by=None)
        for row in same:
            if row is not newest and row.replaced_by_id != newest.pk:
                _take_over(row, newest)


def _stand_alone() -> None:
    """Let a product whose successor has another SKU by now stand for its own again."""
    parted = Product.objects.exclude(replaced_by=None).exclude(sku=F("replaced_by__sku"))
    parted.update(replaced_by=None)


def _take_over(older: Product, newer: Product) -> None:
    """Give the newer what lies on the shelf, and who waits for it, under the SKU of both."""
    Product.objects.filter(pk=older.pk).update(replaced_by=newer)
    known = {name: getattr(older, name) for name in OURS if getattr(newer, name) is None}
    if not newer.serial_kind:
        known["serial_kind"] = older.serial_kind
    Product.objects.filter(pk=newer.pk).update(**known)
    there = Stock.objects.filter(product=newer).values("location")
    Stock.objects.filter(product=older).exclude(location__in=there).update(product=newer)
    LaunchCampaign.objects.filter(product=older).update(product=newer)
    waiting = StockNotification.objects.filter(
        product=older, status=StockNotification.Status.PENDING
    )
    waiting.update(product=newer)
