"""What lies at the facilities, by SKU (Uniware: Get Inventory Snapshot page)."""

from datetime import datetime, timedelta

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Greatest
from django.utils import timezone

from integrations.uniware.asking import required
from integrations.uniware.defaults import complete
from integrations.uniware.described import TEXTS, WHOLE, call
from integrations.uniware.requests import UniwareView, integer, texts
from orders.models import PackageItem, Stock
from orders.scope import Scope
from orders.workflow import UNPACKED, PackageStatus

MOST_SKUS = 10_000
DAY = 24 * 60  # minutes
HERE = (*UNPACKED, PackageStatus.PACKED)


@call(
    "Get the inventory",
    itemTypeSKUs=TEXTS | {"maxItems": MOST_SKUS},
    updatedSinceInMinutes=WHOLE | {"minimum": 0, "maximum": DAY},
)
class InventorySnapshot(UniwareView):
    """
    Each SKU that lies at a facility, or that is known there, with its pieces.

    `inventory` can be sold, `inventoryBlocked` lies there too, promised or kept back, and
    `openSale` was sold without being promised, and has not left. With the `Facility` header they
    are of that facility, without it of all that the partner may see. Of updatedSinceInMinutes, 0
    asks for nothing.
    """

    route = "inventory/inventorySnapshot/get"
    facility_level = True

    def answer(self, body):
        """Return inventorySnapshots, in the order of their SKUs."""
        skus = texts(body, "itemTypeSKUs", most=MOST_SKUS)
        minutes = integer(body, "updatedSinceInMinutes", least=0, most=DAY)
        required([], also=bool(skus or minutes))
        since = timezone.now() - timedelta(minutes=minutes) if minutes else None
        return {"inventorySnapshots": snapshots(skus, since, self.request.scope)}


def snapshots(skus: list[str], since: datetime | None, scope: Scope) -> list[dict]:
    """Return the SKUs that are named, and of those only what changed since a moment."""
    seen = Stock.objects.visible_to(scope)
    asked = seen.filter(product__sku__in=skus) if skus else seen
    if since is not None:  # a change at one facility shows the sum of all
        asked = asked.filter(product__in=seen.filter(modified_date__gte=since).values("product"))
    sold = _sold(asked, scope)
    return [_told(row, sold.get(row["sku"], 0)) for row in _summed(asked)]


def _summed(asked: QuerySet) -> QuerySet:
    left = Greatest(F("on_hand") - F("reserved") - F("safety"), 0)
    rows = asked.values(sku=F("product__sku"))
    return rows.annotate(lying=Sum("on_hand"), available=Sum(left)).order_by("sku")


def _sold(asked: QuerySet, scope: Scope) -> dict[str, int]:
    """Return how many units of each SKU wait here in packages, and hold no piece of stock."""
    waiting = PackageItem.objects.filter(
        live=True, package__state__in=HERE, order_item__reserved_stock=None
    ).filter(order_item__product__in=asked.values("product"))
    if scope.locations is not None:
        waiting = waiting.filter(package__stock_location__in=scope.locations)
    rows = waiting.values(sku=F("order_item__product__sku")).annotate(units=Count("pk"))
    return dict(rows.values_list("sku", "units"))


def _told(row: dict, sold: int) -> dict:
    facts = {
        "itemTypeSKU": row["sku"],
        "inventory": row["available"],
        "openSale": sold,
        "inventoryBlocked": row["lying"] - row["available"],
    }
    return complete("inventorySnapshots", facts)
