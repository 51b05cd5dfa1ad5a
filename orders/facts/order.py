"""An order as far as a scope sees it, and what follows from its rows; many at the cost of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from orders.facts import appearance, cancellable, holder, invoice, units
from orders.models import Address, Invoice, Order, OrderItem, Package, PackageItem
from orders.scope import Scope

PLACES = [
    f"{kind}_address__{place}"
    for kind in ("shipping", "billing")
    for place in ("country", "city__country", "township", "district")
]


@dataclass(frozen=True)
class OrderFacts:
    """An order that `load` fetched, as far as a scope sees it; its other facts are functions."""

    order: Order
    scope: Scope

    @cached_property
    def packages(self) -> list[Package]:
        """The packages that the scope sees, cancelled ones too."""
        return list(self.order.packages.all())

    @cached_property
    def units(self) -> list[OrderItem]:
        """The units that lie, or lay, in a package that the scope sees; with no limit all."""
        every = units.units(self.order)
        if self.everywhere:
            return every
        here = {c.order_item_id for package in self.packages for c in package.packageitem_set.all()}
        return [unit for unit in every if unit.pk in here]

    @cached_property
    def holders(self) -> Mapping[int, Package]:
        """The live package of each unit, by its key, where the scope sees it."""
        contents = (c for package in self.packages for c in package.packageitem_set.all())
        return holder.holders(contents)

    @cached_property
    def codes(self) -> Mapping[int, str]:
        """What partners call each unit, by its key."""
        return units.codes(self.order.orderitem_set.all())

    @cached_property
    def bundles(self) -> Mapping[int | None, OrderItem]:
        """The parents of bundles, by the key that their children name."""
        return units.bundles(self.order)

    @cached_property
    def invoices(self) -> list[Invoice]:
        """The invoices that stand."""
        return [written for written in map(invoice.standing, self.packages) if written]

    @cached_property
    def cancellable(self) -> set[int]:
        """The keys of the units that can be cancelled one by one."""
        return cancellable.units(self.order, self.holders, everywhere=self.everywhere)

    @cached_property
    def wholly_cancellable(self) -> bool:
        """Whether all that is left can be cancelled at once."""
        return cancellable.whole(self.order, self.holders, everywhere=self.everywhere)

    @property
    def everywhere(self) -> bool:
        """Whether the scope sees what lies at any location, or nowhere yet."""
        return self.scope.locations is None


def of(orders: QuerySet[Order], scope: Scope) -> list[OrderFacts]:
    """Return the facts of orders, in their order, in a fixed number of statements."""
    return [OrderFacts(order, scope) for order in load(orders, scope)]


def load(orders: QuerySet[Order], scope: Scope) -> QuerySet[Order]:
    """Fetch orders with people, what is seen, and units: each `planned`, with `product_image`."""
    lies = Exists(PackageItem.objects.filter(order_item=OuterRef("pk"), live=True))
    every = OrderItem.objects.select_related("product", "reserved_stock__location").annotate(
        planned=lies, product_image=appearance.first_image()
    )
    seen = Package.objects.visible_to(scope).order_by("sequence")
    return orders.select_related("channel", "customer", *PLACES).prefetch_related(
        Prefetch("orderitem_set", every.order_by("line", "pk")),
        Prefetch("packages", contents(seen)),
    )


def contents(packages: QuerySet[Package]) -> QuerySet[Package]:
    """Fetch packages with where they lie, who carries them, their invoices and their units."""
    packed = PackageItem.objects.select_related("order_item__product").annotate(
        product_image=appearance.first_image("order_item__product")
    )
    addresses = Address.objects.select_related("country", "city__country", "township", "district")
    return packages.select_related(
        "stock_location", "carrier", "invoice", "customer"
    ).prefetch_related(
        Prefetch("packageitem_set", packed.order_by("order_item__line", "order_item")),
        Prefetch("shipping_address", addresses),
        Prefetch("billing_address", addresses),
    )
