"""Their orders into ours: pure, loud about money, goods, status and identity, generous else."""

from collections.abc import Mapping
from decimal import Decimal

from integrations.omnitron.facts import NEEDED, Facts, Unmappable
from integrations.omnitron.mirrored import address, price_list, product, stock_list
from oms.strictjson import storable
from orders.drafts import AddressDraft, CustomerDraft, ItemDraft, OrderDraft
from orders.facts.payment import ON_DELIVERY
from orders.workflow import OrderStatus

STATUSES = {
    "cancellation_waiting": OrderStatus.CANCELLATION_WAITING,
    "canceled": OrderStatus.CANCELLED,
    "cancelled": OrderStatus.CANCELLED,
    "waiting": OrderStatus.WAITING,
    "payment_waiting": OrderStatus.PAYMENT_WAITING,
    "confirmation_waiting": OrderStatus.CONFIRMATION_WAITING,
    "approved": OrderStatus.APPROVED,
    "preparing": OrderStatus.PREPARING,
    "shipped": OrderStatus.SHIPPED,
    "shipped_and_informed": OrderStatus.SHIPPED_AND_INFORMED,
    "ready_for_pickup": OrderStatus.READY_FOR_PICKUP,
    "attempted_delivery": OrderStatus.ATTEMPTED_DELIVERY,
    "review_started": OrderStatus.REVIEW_STARTED,
    "review_waiting": OrderStatus.REVIEW_WAITING,
    "waiting_for_payment": OrderStatus.WAITING_FOR_PAYMENT,
    "paid": OrderStatus.PAID,
    "delivered": OrderStatus.DELIVERED,
    "refunded": OrderStatus.REFUNDED,
}
PICKED_UP = {"click_and_collect", "store_pickup", "pickup", "picked_up", "collect"}
CODES = {str(status.value): status for status in STATUSES.values()}


def order_draft(raw: Mapping) -> OrderDraft:
    """Translate one order that is complete with its items."""
    order = Facts(raw)
    key = order.key()
    shipping, billing = _addresses(order)
    delivery = _delivery(order)
    return OrderDraft(
        omnitron_id=key,
        number=_number(order),
        channel_omnitron_id=order.key("channel"),
        status=status(order),
        customer=_customer(order, shipping, billing),
        shipping_address=shipping,
        billing_address=billing,
        date_placed=_date_placed(order),
        remote_modified=order.moment("modified_date"),
        items=_items(order),
        hold_reason=_hold_reason(order, shipping, delivery),
        **_money(order),
        **delivery,
        **_fiscal_document(order),
        **_remarks(order),
        intake_notes=tuple(order.notes),
    )


def item_status(raw: Mapping) -> int:
    """Translate the status of one item alone."""
    return status(Facts(raw, "order_items."))


def status(row: Facts) -> int:
    """Return the code of a row's status, sent as a code or as a name."""
    value = row.raw.get("status")
    word = str(value).lower() if type(value) in (int, str) else ""
    if (found := CODES.get(word) or STATUSES.get(word)) is None:
        raise row.complaint("status", "is none that we know")
    return int(found)


def _number(order):
    if not (number := order.name("number", 128).strip()):
        raise Unmappable("number is empty.")
    return number


def _addresses(order):
    """Return where to send to and whom to bill; one that is missing is the other, or empty."""
    shipping = order.lenient_related("shipping_address", address)
    billing = order.lenient_related("billing_address", address)
    if billing is None:
        order.note("billing_address", "missing; the shipping address stands for it")
        billing = shipping
    if shipping is None:
        order.note("shipping_address", "missing")
        shipping = AddressDraft(omnitron_id=None)
    return shipping, billing or shipping


def _customer(order, shipping, billing):
    """Return the customer; an order that names none is a guest's, named by the address."""
    if (customer := order.lenient_related("customer", _known_customer)) is not None:
        return customer
    order.note("customer", "missing; taken as a guest's order, named by its address")
    known = [place for place in (shipping, billing) if isinstance(place, AddressDraft)]
    named = next((place for place in known if place.first_name or place.last_name), None)
    place = named or (known[0] if known else AddressDraft(omnitron_id=None))
    return CustomerDraft(
        omnitron_id=None,
        email=place.email,
        first_name=place.first_name,
        last_name=place.last_name,
        phone_number=place.phone_number,
    )


def _known_customer(customer):
    return CustomerDraft(
        omnitron_id=customer.key(),
        email=customer.text("email", 254, ""),
        first_name=customer.text("first_name", 255, ""),
        last_name=customer.text("last_name", 255, ""),
        phone_number=customer.text("phone_number", 128, None),
        erp_code=customer.text("erp_code", 128, None),
    )


def _hold_reason(order, shipping, delivery):
    """Say why the order cannot be sent anywhere, or nothing."""
    picked_up = delivery["delivery_type"].lower().replace("-", "_") in PICKED_UP
    if not isinstance(shipping, AddressDraft) or picked_up:
        return ""
    if delivery["retail_store"] is not None or any(map(str.isalnum, shipping.line)):
        return ""
    order.note("shipping_address", "says nothing where to send to; the order is held")
    return "Nothing in the shipping address says where to send to. Release the order once it does."


def _date_placed(order):
    """Return when the customer ordered; without it, when the hub had the order first."""
    for name in ("date_placed", "created_date"):
        if (moment := order.lenient_moment(name)) is not None:
            return moment
    order.note("date_placed", "missing; the moment of the last change stands for it")
    return order.moment("modified_date")


def _money(order):
    currency = order.currency("currency")
    return {
        "currency": currency,
        "amount": order.money("amount", currency),
        "shipping_amount": order.money("shipping_amount", currency, Decimal(0)),
        "discount_amount": order.lenient_money("discount_amount", currency, Decimal(0)),
        "payment_type": _payment_type(order),
        "paid_amount": _paid(order, currency),
        "payment_option_slug": order.text("payment_option_slug", 128, ""),
    }


def _delivery(order):
    return {
        "delivery_type": order.text("delivery_type", 64, "standard"),
        "delivery_range": _delivery_range(order),
        "cargo_company": order.lenient_key("cargo_company"),
        "retail_store": order.key("retail_store", None),
        "tracking_number": order.text("tracking_number", 256, None),
    }


def _fiscal_document(order):
    """Read what the hub tells of an invoice; what is odd in it keeps no order out."""
    return {
        "hub_invoice_number": _if_sound(order, "invoice_number", 64),
        "hub_invoice_date": _if_sound(order, "invoice_date", 40),
        "e_archive_url": _if_sound(order, "e_archive_url", 1024),
    }


def _if_sound(order, name, longest):
    value = order.raw.get(name)
    return value if isinstance(value, str) and len(value) <= longest else ""


def _remarks(order):
    return {
        "client_type": order.text("client_type", 64, "default"),
        "language_code": order.text("language_code", 16, ""),
        "has_gift_box": order.flag("has_gift_box", False),
        "gift_box_note": order.text("gift_box_note", 512, None),
        "notes": order.text("notes", 1024, None),
        "segment": order.text("segment", 128, None),
        "is_send": order.flag("is_send", False),
        "extra_field": order.mapping("extra_field"),
    }


def _payment_type(order):
    """Return how it is paid, to the letter: on it depends what is collected at the door."""
    if said := order.name("payment_type", 64, ""):
        return said
    if transactions := order.rows("transactions", ()):
        kinds = [row.name("payment_type", 64) for row in transactions]
        return next((kind for kind in kinds if kind.lower() in ON_DELIVERY), kinds[0])
    return order.name("payment_option_slug", 64, "").replace("-", "_")


def _paid(order, currency):
    """Return what is paid already of an order that is paid at the door, by its transactions."""
    if _payment_type(order).lower() not in ON_DELIVERY:
        return Decimal(0)
    paid = [
        row.money("amount", currency, Decimal(0))
        for row in order.rows("transactions", ())
        if row.name("payment_type", 64).lower() not in ON_DELIVERY
    ]
    return sum(paid, Decimal(0))


def _delivery_range(order):
    value = order.raw.get("delivery_range")
    if value is not None and not isinstance(value, Mapping | str):
        return order.left_out("delivery_range", "is not a text or an object", None)
    return storable(value)


def _items(order):
    currency = order.currency("currency")
    items = tuple(_item(row, currency) for row in order.rows("orderitem_set"))
    if len({item.omnitron_id for item in items}) < len(items):
        raise Unmappable("orderitem_set names the same item twice.")
    return items


def _item(item, currency):
    key = item.key()
    item.label = f"Unit {key}"
    if item.rate("quantity", 1) != 1:
        raise item.complaint("quantity", "is not 1: one row is one unit")
    if (own := item.currency("price_currency", currency)) != currency:
        raise item.complaint("price_currency", f"is {own}, the order's is {currency}")
    return ItemDraft(
        omnitron_id=key,
        product=item.related("product", product),
        status=status(item),
        currency=own,
        price_list=item.lenient_related("price_list", price_list),
        stock_list=item.lenient_related("stock_list", stock_list),
        parent_omnitron_id=item.key("parent", None),
        attributes=item.mapping("attributes"),
        attributes_kwargs=item.mapping("attributes_kwargs"),
        image=item.link("image", 1024),
        extra_field=item.mapping("extra_field"),
        **_prices(item, currency),
    )


INFORMATIVE = (
    "retail_price",
    "tax_amount",
    "discount_amount",
    "without_net_amount",
    "installment_interest_amount",
)


def _prices(item, currency):
    """Return what the customer pays to the minor unit; of the rest, what can be stored."""
    return {
        "price": item.lenient_money("price", currency, NEEDED),
        "net_amount": item.money("net_amount", currency),
        "tax_rate": item.rate("tax_rate", None),
        **{name: item.lenient_money(name, currency) for name in INFORMATIVE},
    }
