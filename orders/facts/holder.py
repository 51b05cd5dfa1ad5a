"""Which package holds a unit, and which units lie in a package."""

from collections.abc import Iterable

from orders.models import OrderItem, Package, PackageItem
from orders.workflow import PackageStatus


def holders(contents: Iterable[PackageItem]) -> dict[int, Package]:
    """Return the live package that each unit lies in, by the unit's key."""
    return {content.order_item_id: content.package for content in contents if content.live}


def inside(package: Package) -> list[OrderItem]:
    """Return the units that travel in a package with loaded contents: in a cancelled one none."""
    return [content.order_item for content in package.packageitem_set.all() if content.live]


def packed(package: Package) -> list[OrderItem]:
    """Return the units that lie in a package, or that lay in it when it was cancelled."""
    if package.state != PackageStatus.CANCELLED:
        return inside(package)
    return [content.order_item for content in package.packageitem_set.all()]
