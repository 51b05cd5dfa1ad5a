"""What stands on the papers of a closed box, and what of its order says something else by now."""

from decimal import Decimal

from orders.commands.dossier import Dossier
from orders.facts.delivery import picked_up
from orders.facts.payment import on_delivery
from orders.facts.person import name
from orders.facts.place import Place
from orders.models import Address, Order, OrderItem, Package
from orders.workflow import PackageStatus


def seal(dossier: Dossier, package: Package) -> None:
    """Keep what the label, the invoice and the dispatch of a box say, and where it goes."""
    dossier.change(package, sealed=_papers(dossier, package), differs=None)
    keep_destination(dossier, package)


def unseal(dossier: Dossier, package: Package) -> None:
    """Forget it: the box is open."""
    nobody = dict.fromkeys(("shipping_address", "billing_address", "customer"))
    dossier.change(package, sealed=None, differs=None, **nobody)


def charged_for_shipping(package: Package) -> Decimal | None:
    """Return what a closed box's order asked for shipping, if its money has changed since."""
    if not {"charges", "payment"} & set(package.differs or ()):
        return None
    return Decimal(package.sealed["charges"][0])


def keep_destination(dossier: Dossier, package: Package) -> None:
    """Keep the versions of addresses and customer that the order has now; not of a changed one."""
    if package.differs:
        return
    order = dossier.order
    dossier.change(
        package,
        shipping_address=order.shipping_address,
        billing_address=order.billing_address,
        customer=order.customer,
    )


def seal_older(dossier: Dossier) -> None:
    """Keep the papers of boxes that were closed before papers were kept."""
    for package in _closed(dossier):
        if package.sealed is None:
            seal(dossier, package)


def compare(dossier: Dossier) -> None:
    """Ask about each closed box whose order says something else by now; take it back if not."""
    for package in _closed(dossier):
        before, now = package.sealed or {}, _papers(dossier, package)
        names = [name for name in now if now[name] != before.get(name)]
        dossier.change(package, differs=names or None)


def _closed(dossier: Dossier) -> list[Package]:
    return [package for package in dossier.packages if package.state == PackageStatus.PACKED]


def _papers(dossier: Dossier, package: Package) -> dict:
    """Return what is printed and told of a box, under names for people; phones print anew."""
    order = dossier.order
    return {
        "order number": order.number,
        "address of delivery": _address(order.shipping_address, order),
        "address of the invoice": _address(order.billing_address, order),
        "way of delivery": "collected" if picked_up(order) else "sent",
        "payment": _plain(order.paid_amount) if on_delivery(order) else "paid",
        "currency": order.currency,
        "charges": [_plain(getattr(order, name)) for name in _CHARGES],
        "goods": sorted(_unit(unit) for unit in dossier.inside(package)),
    }


_CHARGES = ("shipping_amount", "cod_amount", "gift_wrap_amount")


def _address(address: Address, order: Order) -> list[str]:
    called, place = name(address, order.customer), Place(address)
    where = [*place.street, place.city, place.state, place.country_name, place.pin]
    return [called, address.company_name, *where, address.tax_no]


def _unit(unit: OrderItem) -> list:
    amounts = (unit.goods, unit.discount_amount, unit.tax_rate)
    return [unit.pk, unit.product_id, *(None if a is None else _plain(a) for a in amounts)]


def _plain(amount: Decimal) -> str:
    return format(amount.normalize(), "f")
