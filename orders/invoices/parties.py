"""Seller, buyer and place of delivery, as an invoice keeps them for ever."""

from django.conf import settings

from orders import gst, gstin
from orders.facts.delivery import picked_up
from orders.facts.person import billed_name, phone
from orders.facts.place import Place, is_abroad, state_of
from orders.models import Address, Order, StockLocation


def freeze(order: Order, location: StockLocation) -> dict:
    """Return the parties of an invoice as plain text; what changes later changes nothing here."""
    billing, shipping = order.billing_address, order.shipping_address
    return {
        "seller": _seller(location),
        "buyer": _party(billing, order) | {"gstin": buyer_gstin(order)},
        "delivery": _party(shipping, order),
        "collected": picked_up(order),
    }


def buyer_gstin(order: Order) -> str:
    """Return the number of the buyer's registration if it is one, else nothing."""
    registered = gstin.registration(order.billing_address.tax_no)
    return registered.number if registered else ""


def buyer_place(order: Order) -> str:
    """Return the digits of the state that registered the buyer; one with a UIN has none."""
    registered = gstin.registration(order.billing_address.tax_no)
    return registered.place if registered else ""


def supplier_state(location: StockLocation) -> gst.State | None:
    """Return the state of the location's own registration, else the one written beside it."""
    return gst.state(location.seller_gstin[:2]) or gst.state(location.state_code)


def astray(address: Address | None, seller_gstin: str) -> str:
    """Tell in a sentence when a registration is of another state than the location's address."""
    home, registered = address and state_of(address), gst.state(seller_gstin[:2])
    if not (home and registered) or home == registered:
        return ""
    told = f"The GSTIN is one of {registered.name}, but the address of the location is in"
    return f"{told} {home.name}."


def lacking(location: StockLocation) -> str:
    """Name what a tax invoice says of its seller in India and the location does not, if any."""
    known = {
        "GSTIN": location.seller_gstin,
        "seller name": location.seller_name,
        "address": location.address_id,
    }
    missing = [name for name, value in known.items() if not value]
    return ", ".join(missing) if supplier_state(location) else ""


def supply(order: Order, location: StockLocation) -> dict:
    """
    Return whence and whereto the goods are supplied; nothing for a delivery abroad.

    What a person set for the address comes first.
    """
    home = supplier_state(location)
    place = set_by_hand(order)
    if place is None and home and not is_abroad(order.shipping_address):
        place = gst.place_of_supply(
            supplier=home.code,
            delivery=_code(state_of(order.shipping_address)),
            billing=_code(state_of(order.billing_address)),
            buyer_registration=buyer_place(order),
            collected=picked_up(order),
            on_direction=settings.GST_BILL_TO_SHIP_TO,
        )
    return {
        "supplier_state": home.letters if home else "",
        "place_of_supply": place.letters if place else "",
    }


def set_by_hand(order: Order) -> gst.State | None:
    """Return the place of supply that a person set, as long as the goods go to that address."""
    if order.place_of_supply_address != order.shipping_address_id:
        return None
    return gst.state(order.place_of_supply)


def place_is_known(order: Order) -> bool:
    """Tell whether the state of the supply follows from what is on record, or need not."""
    address = order.shipping_address
    if set_by_hand(order) or state_of(address) or is_abroad(address) or picked_up(order):
        return True
    return settings.GST_BILL_TO_SHIP_TO and gst.state(buyer_place(order)) is not None


def _code(state: gst.State | None) -> str:
    return state.code if state else ""


def _seller(location: StockLocation) -> dict:
    home = supplier_state(location)
    known = {"name": location.seller_name or location.name, "gstin": location.seller_gstin}
    return known | _place(location.address) | _named(home)


def _party(address: Address, order: Order) -> dict:
    person = address, order.customer
    name, attention = billed_name(*person)
    known = {"name": name, "attention": attention, "phone": phone(*person), "gstin": ""}
    return known | _place(address) | _named(state_of(address))


def _place(address: Address | None) -> dict:
    place = Place(address)
    return {
        "lines": [line for line in (*place.lines, ", ".join(place.nearby)) if line],
        "city": place.city,
        "postcode": place.pin,
        "country": place.country_name,
    }


def _named(state: gst.State | None) -> dict:
    return {"state_code": state.code if state else "", "state_name": state.name if state else ""}
