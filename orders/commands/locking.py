"""Locking: the order's row first, then its packages, by key; everything else follows from those."""

from collections.abc import Iterable

from orders.commands.dossier import Dossier
from orders.models import Order, OrderItem, Package, PackageItem


def lock(order_id: int) -> Dossier:
    """Lock the order, then its packages, by key, and return everything that commands look at."""
    order = Order.objects.select_for_update().get(pk=order_id)
    return _dossiers([order])[0]


def lock_for_package(package_id: int) -> Dossier:
    """Lock the order of a package, and then the package."""
    return lock(Package.objects.values_list("order_id", flat=True).get(pk=package_id))


def lock_many(orders: Iterable[Order]) -> list[Dossier]:
    """Return the dossiers of orders that the caller has locked already, in their order."""
    return _dossiers(list(orders))


def look(order: Order) -> Dossier:
    """Return the dossier of an order to be read only; nothing is locked."""
    return _dossiers([order], lock=False)[0]


def _dossiers(orders: list[Order], *, lock: bool = True) -> list[Dossier]:
    keys = [order.pk for order in orders]
    packages = Package.objects.filter(order__in=keys).order_by("pk")
    packages = packages.select_for_update() if lock else packages
    packed = PackageItem.objects.filter(package__order__in=keys).order_by("pk")
    items = OrderItem.objects.filter(order__in=keys).select_related(
        "product", "price_list", "stock_list"
    )
    items = items.prefetch_related("reserved_stock__location")
    items = items.order_by("line", "pk")
    sorted_packages, sorted_items = _grouped(packages, "order_id"), _grouped(items, "order_id")
    by_package = _grouped(packed, "package_id")
    dossiers = []
    for order in orders:
        mine, units = sorted_packages.get(order.pk, []), sorted_items.get(order.pk, [])
        by_key = {unit.pk: unit for unit in units}
        contents = [content for package in mine for content in by_package.get(package.pk, [])]
        here = {package.pk: package for package in mine}
        for package in mine:
            package.order = order
        for content in contents:  # one object for one row, so that `is` tells
            content.package = here[content.package_id]
            content.order_item = by_key[content.order_item_id]
        dossiers.append(Dossier(order, units, mine, contents))
    return dossiers


def _grouped(rows: Iterable, key: str) -> dict[int, list]:
    grouped: dict[int, list] = {}
    for row in rows:
        grouped.setdefault(getattr(row, key), []).append(row)
    return grouped
