"""What stands in the way of a tax invoice, or will be missing on it, each with its way out."""

from collections.abc import Iterable

from orders import gstin, pincodes
from orders.facts.place import is_abroad
from orders.facts.tax_rate import rate
from orders.invoices import parties
from orders.models import Order, OrderItem, StockLocation

FAULTS = {
    gstin.Reason.LENGTH: f"it does not have {gstin.LENGTH} characters",
    gstin.Reason.STATE_CODE: "no state has its first two digits",
    gstin.Reason.FORMAT: "its letters and digits are not in the order of a GSTIN",
    gstin.Reason.PAN: "the PAN in it is none",
    gstin.Reason.CHECKSUM: "its check character is wrong",
}


def obstacles(order: Order, location: StockLocation, units: Iterable[OrderItem]) -> list[str]:
    """Return why the tax invoice of these units cannot be written; nothing where none is due."""
    if not is_due(location):
        return []
    return [*_unknown_place(order), *_missing_rates(units)]


def doubts(order: Order, location: StockLocation) -> list[str]:
    """Return what the tax invoice will leave out, though it can be written."""
    typed = order.billing_address.tax_no
    if not is_due(location) or not typed or is_abroad(order.billing_address):
        return []
    if registered := gstin.registration(typed):
        return _odd(registered)
    reason = gstin.check(typed).reason
    return [
        f"The buyer's tax number {typed} is no GSTIN, for {FAULTS[reason]}: the invoice will not "
        "name it. Have it corrected at the hub first if the buyer wants his input tax."
    ]


def _odd(registered: gstin.Registration) -> list[str]:
    if registered.reason is None:
        return []
    return [
        f"The buyer's {registered.kind} {registered.number} is odd, for "
        f"{FAULTS[registered.reason]}: the invoice will name it all the same. Have it checked."
    ]


def is_due(location: StockLocation) -> bool:
    """Tell whether what leaves the location needs a tax invoice."""
    return bool(location.seller_gstin) and location.writes_invoices


def _unknown_place(order: Order) -> list[str]:
    if parties.place_is_known(order):
        return []
    postcode = order.shipping_address.postcode or ""
    several = " and ".join(state.name for state in pincodes.states(postcode))
    why = f"The PIN code {postcode} lies in {several}" if several else _unlisted(postcode)
    return [
        f"{why}, and the city names no state: the place of supply is not known. Set it with “Set "
        "the place of supply” of the order, or have the address corrected at the hub."
    ]


def _unlisted(postcode: str) -> str:
    if not postcode:
        return "The address of delivery has no PIN code"
    return f"{postcode} is no PIN code that India Post lists"


def _missing_rates(units: Iterable[OrderItem]) -> list[str]:
    skus = sorted({unit.product.sku for unit in units if rate(unit) is None})
    if not skus:
        return []
    return [
        f"No tax rate is on record for {', '.join(skus)}. Type it on the page of the product, load "
        "it with the catalogue, or set it for these units with “Set the tax rate” of the order."
    ]
