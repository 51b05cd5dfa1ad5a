"""How an order reaches its customer: fetched from a store, sent express, or sent as usual."""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower, Replace
from django.db.models.lookups import In

from orders.models import Mode, Order


class Kind(StrEnum):
    PICKUP = "pickup"
    EXPRESS = "express"
    STANDARD = "standard"


# As the hub, shops behind it and partners spell them, in any case and with any SIGNS between the
# words; whatever else an order says is sent as usual.
SPELLINGS: Mapping[str, Kind] = {
    "click_and_collect": Kind.PICKUP,
    "click_collect": Kind.PICKUP,
    "store_pickup": Kind.PICKUP,
    "in_store_pickup": Kind.PICKUP,
    "pickup_in_store": Kind.PICKUP,
    "pickup_from_store": Kind.PICKUP,
    "pickup": Kind.PICKUP,
    "pkp": Kind.PICKUP,
    "retail_store": Kind.PICKUP,
    "express": Kind.EXPRESS,
    "express_delivery": Kind.EXPRESS,
    "fast_delivery": Kind.EXPRESS,
    "fast": Kind.EXPRESS,
    "exp": Kind.EXPRESS,
}
SIGNS = {"&": "and", "_": "", "-": "", " ": "", "/": "", ".": ""}
MODES: Mapping[Kind, str] = {
    Kind.PICKUP: Mode.STORE_PICKUP,
    Kind.EXPRESS: Mode.EXPRESS,
    Kind.STANDARD: Mode.HOME_DELIVERY,
}


def kind(order: Order) -> Kind:
    """Return how an order is delivered."""
    return kind_of(order.delivery_type)


def kind_of(spelled: str) -> Kind:
    """Return which kind of delivery a word means."""
    return _KINDS.get(_plain(spelled), Kind.STANDARD)


def picked_up(order: Order) -> bool:
    """Tell whether the customer fetches the goods from the store."""
    return kind(order) == Kind.PICKUP


def mode(order: Order) -> str:
    """Return the word of service areas for how an order is delivered."""
    return MODES[kind(order)]


def delivered_by(wanted: Kind, order: str = "") -> Q:
    """Return what finds the orders of a kind; `order` is the way to them."""
    plain: Func = Lower(F(f"{order}delivery_type"))
    for sign, letters in SIGNS.items():
        plain = Replace(plain, Value(sign), Value(letters))
    if wanted == Kind.STANDARD:
        return ~Q(In(plain, list(_KINDS)))
    return Q(In(plain, [word for word, kind in _KINDS.items() if kind == wanted]))


def _plain(spelled: str) -> str:
    plain = spelled.lower()
    for sign, letters in SIGNS.items():
        plain = plain.replace(sign, letters)
    return plain


_KINDS = {_plain(spelled): kind for spelled, kind in SPELLINGS.items()}
