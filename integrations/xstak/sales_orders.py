"""
Sales orders as XStak's readers get them.

Amounts are texts with the decimals of their currency. What the customer pays for a unit is its
`price`: `discount` is taken off already and `tax` is in it. `shipping` holds every charge beside
the goods, so that `total` = `subTotal` + `shipping`. Cancelled units are shown, and counted only in
an order of which nothing else is left. `createdAt` is when the customer placed the order.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import (
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
)

from integrations.xstak import words
from integrations.xstak.asking import Asked
from integrations.xstak.defaults import DEFAULTS
from oms.core.currency import text
from orders import facts
from orders.facts import carrier, destination, person, price, tax_rate
from orders.facts.order import OrderFacts
from orders.facts.place import Place
from orders.models import Address, Order, OrderItem, Package, StockLocation
from orders.scope import Scope
from orders.workflow import OrderStatus, PackageStatus


def answer(asked: Asked, *, scope: Scope, zone: tzinfo) -> dict:
    """Return the page of orders that is asked for, of those that `scope` sees."""
    location = _location(asked, scope)
    found = _found(asked, location, scope) if location else Order.objects.none()
    total = found.count()
    start = (asked.page - 1) * asked.size
    page = words.with_tab(found)[start : start + asked.size]
    rows = facts.of(page, scope) if start < total else []
    return {
        "orders": [_order(seen, location, zone) for seen in rows],
        "page": {
            "number": asked.page,
            "size": asked.size,
            "totalPages": max(1, -(-total // asked.size)),
            "totalElements": total,
        },
    }


def _location(asked, scope):
    """Return the one location that is named, which both names must mean; None is no such one."""
    named = Q(erp_code=asked.location_code) if asked.location_code else Q()
    if re.fullmatch("[0-9]{1,20}", asked.location_id):
        named &= Q(pk=int(asked.location_id))
    elif asked.location_id:  # no id of ours: the code, which is what people know a location by
        named &= Q(erp_code=asked.location_id)
    return StockLocation.objects.visible_to(scope).filter(named).first()  # unique


def _found(asked: Asked, location: StockLocation, scope: Scope) -> QuerySet:
    """Keep what is asked for; a cancelled package counts only in an order that has no other."""
    orders = Order.objects.visible_to(scope).filter(asked.tab)
    between = Q(**{f"{asked.column}__gte": asked.since.at})
    if asked.until:
        between &= Q(**{f"{asked.column}__lt": asked.until.at})
    order_state = ExpressionWrapper(OuterRef("state"), output_field=IntegerField())
    here = Package.objects.annotate(order_state=order_state).filter(
        ~Q(state=PackageStatus.CANCELLED) | Q(order_state=OrderStatus.CANCELLED),
        order=OuterRef("pk"),
        stock_location=location,
    )
    return orders.filter(between, Exists(here)).order_by(asked.column, "pk")


def _order(seen: OrderFacts, location: StockLocation, zone: tzinfo) -> dict:
    order = seen.order
    units = sorted(seen.units, key=_likeness)
    shipping, billing = destination.of_order(order, seen.packages)
    return {
        "id": order.pk,
        "orderNumber": order.code,
        "channelOrderId": order.number,
        "status": words.tab(order),
        "state": words.state(order),
        "createdAt": _moment(order.date_placed, zone),
        "updatedAt": _moment(order.modified_date, zone),
        "channel": {"id": order.channel_id, "name": order.channel.name},
        "location": {
            "locationId": str(location.pk),
            "location_code": location.erp_code,
            "name": location.name,
        },
        "customer": _customer(order),
        "shippingAddress": _address("shippingAddress", shipping, order),
        "billingAddress": _address("billingAddress", billing, order),
        "paymentType": order.payment_type,
        "currency": order.currency.upper(),
        **_amounts(units),
        "items": [_item(list(alike)) for _key, alike in groupby(units, key=_likeness)],
        "shipments": [_shipment(p) for p in seen.packages if p.state != PackageStatus.CANCELLED],
    }


def _moment(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")


def _or_default(path: str, value: object) -> Any:
    return value or DEFAULTS[f"orders.{path}"].value


def _customer(order: Order) -> dict:
    customer = order.customer
    name = person.name(customer, order.shipping_address)
    return {
        "name": _or_default("customer.name", name),
        "email": _or_default("customer.email", customer.email),
        "phone": _or_default("customer.phone", customer.phone_number),
    }


def _address(path: str, address: Address, order: Order) -> dict:
    place, rows = Place(address), (address, order.customer)
    facts = {
        "name": person.name(*rows),
        "phone": person.phone(*rows),
        "email": person.email(*rows),
        "address": ", ".join(place.street),
        "postcode": place.pin,
        "city": place.city,
        "province": place.state_name,
        "country": place.country_name,
    }
    return {name: _or_default(f"{path}.{name}", fact) for name, fact in facts.items()}


def _amounts(units: Sequence[OrderItem]) -> dict:
    counted = [u for u in units if u.state != OrderStatus.CANCELLED] or units
    currency = units[0].price_currency if units else ""
    goods = sum((u.goods for u in counted), Decimal(0))
    charges = sum(map(price.charges, counted), Decimal(0))
    return {
        "subTotal": text(goods, currency),
        "discount": _sum("items.discount", (u.discount for u in counted), currency),
        "shipping": text(charges, currency),
        "tax": _sum("items.tax", map(tax_rate.within, counted), currency),
        "total": text(goods + charges, currency),
    }


def _likeness(unit: OrderItem) -> tuple:
    return unit.line, unit.state


def _item(units: Sequence[OrderItem]) -> dict:
    first = units[0]
    currency = first.price_currency
    return {
        "id": first.pk,
        "sku": first.product.sku,
        "name": first.product.name,
        "quantity": len(units),
        "price": text(first.goods, currency),
        "discount": _sum("items.discount", (u.discount for u in units), currency),
        "tax": _sum("items.tax", map(tax_rate.within, units), currency),
        "status": OrderStatus(first.state).name.lower(),
    }


def _sum(path: str, amounts: Iterable[Decimal | None], currency: str) -> str:
    known = [amount for amount in amounts if amount is not None]
    return text(sum(known, Decimal(0)), currency) if known else _or_default(path, None)


def _shipment(package: Package) -> dict:
    return {
        "trackingNumber": _or_default("shipments.trackingNumber", package.tracking_number),
        "courier": _or_default("shipments.courier", carrier.provider(package)),
        "status": PackageStatus(package.state).name.lower(),
    }
