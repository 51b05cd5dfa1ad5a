"""An order as this dialect tells it: lines with counts, packages, invoices, and what happened."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial

from django.db.models import QuerySet

from integrations.vijaysales import words
from integrations.vijaysales.defaults import DEFAULTS
from integrations.vijaysales.fields import moment, money
from integrations.vijaysales.lines import heads, item, lines
from orders.facts import carrier, destination, person, price
from orders.facts.delivery import mode, picked_up
from orders.facts.holder import inside
from orders.facts.order import OrderFacts
from orders.facts.order import load as whole
from orders.facts.payment import on_delivery, terms, transaction
from orders.facts.place import Place
from orders.models import Address, Order
from orders.scope import EVERYTHING

PLACED_BY = "placed_by"  # in an order's extra_field: the key of the partner that placed it
NOTHING = Decimal(0)


def load(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Fetch all that the answers touch: seven orders cost the statements of one."""
    return whole(orders, EVERYTHING).prefetch_related("packages__invoice__lines__taxes")


def status(order: Order) -> str:
    return words.least(line.status for line in lines(order))


def summary(order: Order) -> dict:
    """Return an order as a list shows it, without addresses."""
    return {
        "orderId": str(order.pk),
        "orderNumber": order.code,
        "partnerOrderId": order.number,
        "status": status(order),
        "orderDate": moment(order.date_placed),
        "updatedAt": moment(order.modified_date),
        "amounts": amounts(order),
        "itemCount": order.order_item_count,
        "customerName": person.name(order.customer, order.shipping_address),
    }


def full(order: Order, history: Iterable[dict]) -> dict:
    """Return everything of a loaded order."""
    shipping, billing = destination.of_order(order, order.packages.all())
    return summary(order) | {
        "deliveryType": mode(order),
        "customer": _customer(order),
        "billingAddress": address(billing, order),
        "shippingAddress": address(shipping, order),
        "gstin": billing.tax_no or None,
        "companyName": billing.company_name or None,
        "payment": _payment(order),
        "items": [item(line) for line in lines(order)],
        "packages": list(packages(order)),
        "invoices": list(invoices(order)),
        "history": [{"status": told["status"], "at": told["at"]} for told in history],
        "notes": order.notes,
    }


def amounts(order: Order) -> dict:
    """Return the sums of an order as it was placed; `tax` is what is contained in the total."""
    every, amount = lines(order), partial(money, currency=order.currency)
    units = [unit for line in every for unit in line.units]
    within = [heads(line) for line in every]
    return {
        "subTotal": amount(sum(map(price.listed, units), NOTHING)),
        "discount": amount(sum((unit.discount or NOTHING for unit in units), NOTHING)),
        "shipping": amount(order.shipping_amount),
        "tax": amount(sum((one.tax for one in within), NOTHING)),
        "total": amount(order.amount),
        "currency": order.currency.upper(),
    }


def packages(order: Order) -> Iterator[dict]:
    """Yield the packages that were not cancelled."""
    pickup = picked_up(order)
    for package in order.packages.all():
        if not (units := inside(package)):
            continue
        word = words.OF_PACKAGE[package.state]
        counts: dict[str, int] = {}
        for unit in units:
            name = words.item_id(order, unit.line)
            counts[name] = counts.get(name, 0) + 1
        yield {
            "packageId": package.number,
            "status": words.AT_THE_COUNTER.get(word, word) if pickup else word,
            "carrier": carrier.provider(package) or None,
            "trackingNumber": package.tracking_number or None,
            "trackingUrl": carrier.link(package) or DEFAULTS["order.packages.trackingUrl"].value,
            "dispatchedAt": moment(package.shipped_at),
            "deliveredAt": moment(package.delivered_at),
            "items": [{"itemId": name, "quantity": count} for name, count in counts.items()],
        }


def invoices(order: Order) -> Iterator[dict]:
    """Yield the invoices that stand."""
    for invoice in OrderFacts(order, EVERYTHING).invoices:
        yield {
            "invoiceId": str(invoice.pk),
            "number": invoice.number,
            "date": moment(invoice.invoiced_at),
            "total": money(invoice.total, invoice.currency),
            "downloadUrl": f"/api/vs/v1/orders/{order.pk}/invoice?invoiceId={invoice.pk}",
        }


def address(row: Address, order: Order) -> dict:
    place = Place(row)
    return {
        "name": person.name(row, order.customer),
        "line1": place.first_line,
        "line2": place.other_lines,
        "city": place.city,
        "state": place.state,
        "pincode": place.pin,
        "country": place.country_code or "IN",
        "mobile": person.phone(row, order.customer),
    }


def _customer(order):
    customer = order.customer
    return {
        "firstName": customer.first_name,
        "lastName": customer.last_name,
        "mobile": customer.phone_number,
        "email": customer.email or None,
        "customerCode": customer.erp_code,
    }


def payment_mode(order: Order) -> str:
    """Return one of the two ways to pay that this dialect knows, whoever placed the order."""
    return "COD" if on_delivery(order) else "PREPAID"


def _payment(order):
    told = terms(order)
    return {
        "mode": payment_mode(order),
        "instrument": told.get("instrument"),
        "transactionId": transaction(order),
        "amount": told.get("amount", money(order.amount, order.currency)),
    }
