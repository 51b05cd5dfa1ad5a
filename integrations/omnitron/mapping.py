"""Their orders into ours: pure, total and loud."""

from collections.abc import Mapping
from decimal import Decimal

from integrations.omnitron.facts import Facts, Unmappable
from integrations.omnitron.mirrored import address, price_list, product, stock_list
from oms.strictjson import storable
from orders.drafts import CustomerDraft, ItemDraft, OrderDraft
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
CODES = {str(status.value): status for status in STATUSES.values()}


def order_draft(raw: Mapping) -> OrderDraft:
    """Translate one order that is complete with its items."""
    order = Facts(raw)
    return OrderDraft(
        omnitron_id=order.key(),
        number=_number(order),
        channel_omnitron_id=order.key("channel"),
        status=_status(order),
        customer=order.related("customer", _customer),
        shipping_address=order.related("shipping_address", address),
        billing_address=order.related("billing_address", address),
        date_placed=order.moment("date_placed"),
        remote_modified=order.moment("modified_date"),
        items=_items(order),
        **_money(order),
        **_delivery(order),
        **_fiscal_document(order),
        **_remarks(order),
    )


def item_status(raw: Mapping) -> int:
    """Translate the status of one item alone."""
    return _status(Facts(raw, "order_items."))


def _number(order):
    if not (number := order.text("number", 128).strip()):
        raise Unmappable("number is empty.")
    return number


def _money(order):
    currency = order.currency("currency")
    return {
        "currency": currency,
        "amount": order.money("amount", currency),
        "shipping_amount": order.money("shipping_amount", currency, Decimal(0)),
        "discount_amount": order.rounded_money("discount_amount", currency, Decimal(0)),
        "payment_type": _payment_type(order),
        "paid_amount": _paid(order, currency),
        "payment_option_slug": order.text("payment_option_slug", 128, ""),
    }


def _delivery(order):
    return {
        "delivery_type": order.text("delivery_type", 64, "standard"),
        "delivery_range": _delivery_range(order),
        "cargo_company": order.key("cargo_company", None),
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


def _status(row):
    value = row.raw.get("status")
    told = str(value).lower() if type(value) in (int, str) else ""
    if (status := CODES.get(told) or STATUSES.get(told)) is None:
        raise Unmappable(f"{row.path}status is none that we know.")
    return int(status)


def _payment_type(order):
    if told := order.text("payment_type", 64, ""):
        return told
    if transactions := order.rows("transactions", ()):
        kinds = [row.text("payment_type", 64) for row in transactions]
        return next((kind for kind in kinds if kind.lower() in ON_DELIVERY), kinds[0])
    return order.text("payment_option_slug", 64, "").replace("-", "_")


def _paid(order, currency):
    """Return what is paid already of an order that is paid at the door, by its transactions."""
    if _payment_type(order).lower() not in ON_DELIVERY:
        return Decimal(0)
    paid = [
        row.money("amount", currency, Decimal(0))
        for row in order.rows("transactions", ())
        if row.text("payment_type", 64, "").lower() not in ON_DELIVERY
    ]
    return sum(paid, Decimal(0))


def _delivery_range(order):
    value = order.raw.get("delivery_range")
    if value is not None and not isinstance(value, Mapping | str):
        raise Unmappable("delivery_range is not a text or an object.")
    return storable(value)


def _customer(customer):
    return CustomerDraft(
        omnitron_id=customer.key(),
        email=customer.text("email", 254, ""),
        first_name=customer.text("first_name", 255, ""),
        last_name=customer.text("last_name", 255, ""),
        phone_number=customer.text("phone_number", 128, None),
        erp_code=customer.text("erp_code", 128, None),
    )


def _items(order):
    currency = order.currency("currency")
    items = tuple(_item(row, currency) for row in order.rows("orderitem_set"))
    if len({item.omnitron_id for item in items}) < len(items):
        raise Unmappable("orderitem_set names the same item twice.")
    return items


def _item(item, currency):
    if item.rate("quantity", 1) != 1:
        raise Unmappable(f"{item.path}quantity is not 1: one row is one unit.")
    if (own := item.currency("price_currency", currency)) != currency:
        raise Unmappable(f"{item.path}price_currency is {own}, the order's is {currency}.")
    return ItemDraft(
        omnitron_id=item.key(),
        product=item.related("product", product),
        status=_status(item),
        currency=currency,
        price_list=item.related("price_list", price_list, None),
        stock_list=item.related("stock_list", stock_list, None),
        parent_omnitron_id=item.key("parent", None),
        attributes=item.mapping("attributes"),
        attributes_kwargs=item.mapping("attributes_kwargs"),
        image=item.text("image", 1024, None),
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
        "price": item.rounded_money("price", currency),
        "net_amount": item.money("net_amount", currency),
        "tax_rate": item.rate("tax_rate", None),
        **{name: item.rounded_money(name, currency, None) for name in INFORMATIVE},
    }
