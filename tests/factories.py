"""Rows for tests, made the way the house makes them: through intake and real commands."""

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from orders import drafts
from orders.commands import intake, packages
from orders.commands.order_money import CHARGES
from orders.facts.apportionment import structure
from orders.models import CargoCompany, Channel, Order, Package, StockLocation
from orders.workflow import OrderStatus, PackageStatus

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)

_next = itertools.count(1).__next__

ITALY = drafts.CountryDraft(1, "Italy", "it", True, Decimal("35.302075"), Decimal("39.056256"))
INDIA = drafts.CountryDraft(2, "India", "in")
MUMBAI = drafts.CityDraft(21, "Mumbai", INDIA, state="Maharashtra", state_code="MH")
DELHI = drafts.CityDraft(22, "Delhi", INDIA, state="Delhi", state_code="DL")
ANDHERI = drafts.TownshipDraft(31, "Andheri", MUMBAI)
MAROL = drafts.DistrictDraft(41, "Marol", MUMBAI, ANDHERI)
PRICES = drafts.PriceListDraft(34, "retail", "retail", "inr", False, NOON, NOON)
STOCK = drafts.StockListDraft(34, "stock", None, False, NOON, NOON)


def location(*, erp_code=None, **columns):
    """A store in Maharashtra, active."""
    n = _next()
    columns = {"name": f"Store {n}", "state_code": "MH", "time_zone": "Asia/Kolkata"} | columns
    return StockLocation.objects.create(erp_code=erp_code or f"S{n}", **columns)


def channel(*, default_location=None, **columns):
    """An active channel whose default location takes what nobody else does."""
    n = _next()
    columns = {
        "name": f"Shop {n}",
        "omnitron_id": 1000 + n,
        "server": "http://127.0.0.1:9/api/v1",
        "username": "oms",
        "password": "channel-secret",
        "default_location": default_location or location(),
    } | columns
    return Channel.objects.create(**columns)


def cargo_company(**columns):
    n = _next()
    columns = {"name": f"Carrier {n}", "omnitron_id": 500 + n, "erp_code": f"C{n}"} | columns
    return CargoCompany.objects.create(created_date=NOON, modified_date=NOON, **columns)


def product(**facts):
    n = _next()
    facts = {"omnitron_id": 8000 + n, "name": f"Shirt {n}", "sku": f"SKU-{n}"} | facts
    images = (drafts.ImageDraft(n, 0, f"https://cdn.example.com/{n}.jpg"),)
    return drafts.ProductDraft(**({"images": images, "base_code": facts["sku"]} | facts))


def customer(**facts):
    n = _next()
    facts = {"omnitron_id": 3000 + n, "email": f"p{n}@example.com", "first_name": "Asha"} | facts
    return drafts.CustomerDraft(**({"last_name": "Rao"} | facts))


def address(**facts):
    n = _next()
    places = {"country": INDIA, "city": MUMBAI, "township": ANDHERI, "district": MAROL}
    own = {"omnitron_id": 10_000 + n, "title": "Home", "line": "12 Hill Road", "postcode": "400059"}
    person = {"first_name": "Asha", "last_name": "Rao", "email": "asha@example.com"}
    return drafts.AddressDraft(**(places | own | person | {"phone_number": "+912200000"} | facts))


def item(**facts):
    """One unit at 250.00 with 18 % tax in it."""
    own = {
        "omnitron_id": 70_000 + _next(),
        "product": facts.pop("product", None) or product(),
        "status": OrderStatus.APPROVED,
        "price": Decimal("250.00"),
        "net_amount": Decimal("250.00"),
        "retail_price": Decimal("1000.00"),
        "discount_amount": Decimal("125.00"),
        "tax_rate": Decimal("18.00"),
        "currency": "inr",
        "price_list": PRICES,
        "stock_list": STOCK,
        "extra_field": {"price_extra_field": {}, "stock_extra_field": {}},
    }
    return drafts.ItemDraft(**(own | facts))


def draft(*, channel, status=OrderStatus.APPROVED, items=None, **facts):
    """An order as the hub tells it, one unit unless `items` says more."""
    n = _next()
    items = tuple(items or (item(status=status),))
    home = facts.pop("shipping_address", None) or address()
    own = {
        "omnitron_id": 60_000 + n,
        "number": f"{2_290_000_000 + n}",
        "channel_omnitron_id": channel.omnitron_id,
        "status": status,
        "customer": customer(),
        "shipping_address": home,
        "billing_address": home,
        "payment_type": "credit_card",
        "currency": "inr",
        "amount": _cost(items, facts),
        "date_placed": NOON,
        "remote_modified": NOON,
        "items": items,
    }
    return drafts.OrderDraft(**(own | facts))


def _cost(items, facts):
    """What the units cost, and the charges beside them."""
    parents = {item.parent_omnitron_id for item in items} - {None}
    added = structure(items, facts.get("currency", "inr"))
    goods = [i.net_amount + a for i, a in zip(items, added, strict=True)]
    kept = [cost for i, cost in zip(items, goods, strict=True) if i.omnitron_id not in parents]
    charges = [facts.get(name, 0) for name in CHARGES]
    return sum(kept, Decimal(0)) + sum(charges)


def receive(*page, channel, at=None):
    """Take drafts in, by the latest of their stamps or at noon, and return their outcomes."""
    at = at or max([NOON, *(row.remote_modified for row in page if row.remote_modified)])
    return intake.receive_page(channel.pk, page, by="omnitron", at=at)


def order(*, status=OrderStatus.APPROVED, channel=None, **facts):
    """An order that came through intake."""
    shop = channel or globals()["channel"]()
    (outcome,) = receive(draft(channel=shop, status=status, **facts), channel=shop)
    assert outcome.result == "new", outcome
    return Order.objects.get(pk=outcome.order_id)


def package(*, state=PackageStatus.WAITING, order=None, carrier=None, **facts):
    """A package that has walked from its planning to `state` through real commands."""
    shop_order = order or globals()["order"](**facts)
    planned = Package.objects.get(order=shop_order)
    who = {"by": "test", "at": NOON}
    steps = {
        PackageStatus.PREPARING: lambda: packages.start(planned.pk, **who),
        PackageStatus.READY: lambda: packages.ready(planned.pk, **who),
        PackageStatus.PACKED: lambda: packages.pack(planned.pk, **who),
        PackageStatus.SHIPPED: lambda: ship(planned, carrier=carrier),
        PackageStatus.DELIVERED: lambda: packages.deliver(planned.pk, **who),
        PackageStatus.RETURNED: lambda: packages.take_back(planned.pk, reason="test", **who),
    }
    if state == PackageStatus.CANCELLED:
        packages.cancel(planned.pk, reason="test", **who)
    for step, walk in steps.items():
        if step <= state < PackageStatus.CANCELLED:
            walk()
    planned.refresh_from_db()
    assert planned.state == state, f"The factory does not know the way to {state}."
    return planned


def ship(package, *, carrier=None, tracking_number="AWB-0001"):
    """Ship a packed package."""
    carrier = carrier or cargo_company()
    return packages.ship(
        package.pk, carrier=carrier.pk, tracking_number=tracking_number, by="test", at=NOON
    )
