"""A shipping package, key by key (Uniware: Get Sale Order page, and recorded answers)."""

from collections.abc import Sequence
from decimal import Decimal

from integrations.uniware import words
from integrations.uniware.defaults import complete
from integrations.uniware.loading import invoice_of
from orders.models import Order, OrderItem, Package
from orders.workflow import PackageStatus

PATH = "saleOrderDTO.shippingPackages"


def render(package: Package) -> dict:
    """Return the package as it stands in its order; `package` is loaded with its contents."""
    order, units = package.order, held(package)
    facts = _identity(package, order) | _carriage(package, order)
    facts |= _moments(package) | _billing(package)
    facts |= {
        "noOfItems": len(units),
        "items": _items(units),
        **_money(package, order, units),
    }
    return complete(PATH, facts)


def element(package: Package) -> dict:
    """Return the package as a search lists it: the same, without the link of its carrier."""
    shown = render(package)
    del shown["trackingLink"]
    return shown


def held(package: Package) -> list[OrderItem]:
    """Return the units that lie in a package, or that lay in it when it was cancelled."""
    cancelled = package.state == PackageStatus.CANCELLED
    contents = package.packageitem_set.all()
    return [packed.order_item for packed in contents if packed.live or cancelled]


def courier(package: Package) -> str | None:
    carrier = package.carrier
    return (carrier.shipping_company or carrier.name) if carrier else None


def provider(package: Package) -> str | None:
    return package.carrier.name if package.carrier else None


def collectable(package: Package) -> Decimal:
    """Return what the carrier collects at the door: nothing for a cancelled package."""
    return _money(package, package.order, held(package))["collectableAmount"]


def _identity(package: Package, order: Order) -> dict:
    city, customer = order.shipping_address.city, order.customer
    return {
        "code": package.number,
        "saleOrderCode": order.code,
        "channel": order.channel.name,
        "status": words.PACKAGE[package.state],
        "customer": f"{customer.first_name} {customer.last_name}".strip(),
        "city": city.name if city else "",
    }


def _carriage(package: Package, order: Order) -> dict:
    return {
        "shippingProvider": provider(package),
        "shippingCourier": courier(package),
        "shippingMethod": words.method(order),
        "trackingNumber": package.tracking_number or None,
        "trackingLink": package.tracking_url or None,
        "shippingLabelLink": package.shipping_label or None,
    }


def _moments(package: Package) -> dict:
    return {
        "created": words.milliseconds(package.created_date),
        "updated": words.milliseconds(package.modified_date),
        "dispatched": words.milliseconds(package.shipped_at),
        "delivered": words.milliseconds(package.delivered_at),
    }


def _billing(package: Package) -> dict:
    invoice = invoice_of(package)
    return {
        "invoiceCode": invoice.number if invoice else None,
        "invoiceDisplayCode": invoice.number if invoice else None,
        "invoiceDate": words.milliseconds(invoice.invoiced_at) if invoice else None,
    }


def _money(package: Package, order: Order, units: Sequence[OrderItem]) -> dict:
    alive = [] if package.state == PackageStatus.CANCELLED else units
    collected = sum((words.prepaid(unit, order) for unit in alive), words.ZERO)
    everything = sum(map(words.total, alive), words.ZERO)
    return {"collectableAmount": everything - collected, "collectedAmount": collected}


def _items(units: Sequence[OrderItem]) -> dict:
    items: dict[str, dict] = {}
    for unit in units:
        product = unit.product
        first = {"itemSku": product.sku, "itemName": product.name, "quantity": 0}
        items.setdefault(product.sku, complete(f"{PATH}.items", first))["quantity"] += 1
    return items
