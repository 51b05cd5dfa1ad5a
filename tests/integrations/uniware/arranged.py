"""Orders with every fact that this dialect can show, made through intake and real commands."""

from decimal import Decimal

from orders import drafts
from orders.commands import packages
from orders.models import OrderItem, Package, Product, Stock
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import NOON

CHANDIGARH = drafts.CityDraft(23, "Chandigarh", factories.INDIA, state_code="CH")
CHARGES = {
    "shipping_amount": Decimal("40.01"),
    "cod_amount": Decimal("25.00"),
    "gift_wrap_amount": Decimal("10.00"),
}

PREPAID = {"shipping_amount": Decimal("65.01"), "cod_amount": Decimal("0.00")}


def units(*skus, **facts):
    """One unit for each SKU named; the same SKU is the same product."""
    products = {
        sku: factories.product(
            sku=sku,
            name=f"The {sku}",
            hsn_code="6204",
            attributes={"color": "red", "brand": "Rao", "size": "M"},
        )
        for sku in skus
    }
    return [factories.item(product=products[sku], image="https://x/1.jpg", **facts) for sku in skus]


def full_order(*skus, **facts):
    """An order with charges, notes, another billing address, and a buyer who is registered."""
    own = {
        "items": units(*(skus or ("KURTA", "KURTA", "SARI"))),
        "billing_address": factories.address(city=factories.DELHI, tax_no="27AAPFU0939F1ZV"),
        "customer": factories.customer(phone_number="+919999999999", erp_code="C-1"),
        "notes": "Ring twice",
    }
    order = factories.order(**(own | CHARGES | facts))
    OrderItem.objects.filter(order=order).update(
        serial_number="IMEI-1", gift_wrap_message="Happy day", line_ref="their-line"
    )
    return order


def delivered(order):
    """Walk the order's package to the door, with everything that a carrier tells."""
    carrier = factories.cargo_company(name="BlueDart", shipping_company="BLUEDART_AIR")
    planned = Package.objects.get(order=order)
    packages.pack(planned.pk, by="test", at=NOON)
    packages.ship(
        planned.pk,
        carrier=carrier.pk,
        tracking_number="AWB-0009",
        shipping_label="https://carrier.example/label.pdf",
        by="test",
        at=NOON,
    )
    packages.deliver(planned.pk, by="test", at=NOON)
    Package.objects.filter(pk=planned.pk).update(tracking_url="https://carrier.example/AWB-0009")
    planned.refresh_from_db()
    assert planned.state == PackageStatus.DELIVERED
    return planned


def taxed(*, at="MH", to=factories.MUMBAI, **facts):
    """An order that was delivered from one state to another, and so taxed."""
    shop = factories.channel(default_location=factories.location(state_code=at))
    home = factories.address(city=to)
    return delivered(full_order(channel=shop, shipping_address=home, **facts))


def bundle():
    """An order of a bundle of two."""
    whole = factories.item(product=factories.product(sku="SET"), net_amount=Decimal("500.00"))
    parts = [
        factories.item(product=factories.product(sku=sku), parent_omnitron_id=whole.omnitron_id)
        for sku in ("CUP", "SAUCER")
    ]
    return factories.order(items=[whole, *parts])


def lay(sku, place, on_hand, *, reserved=0, safety=0, at=NOON):
    """Lay pieces of a SKU, whose product is made if there is none, on the shelf of a place."""
    stamps = {"created_date": NOON, "modified_date": NOON}
    product, _ = Product.objects.get_or_create(sku=sku, defaults={"name": sku, **stamps})
    counts = {"on_hand": on_hand, "reserved": reserved, "safety": safety, "modified_date": at}
    return Stock.objects.create(product=product, location=place, **counts)


def copy(row, **changes):
    """Return an unsaved row like that one, which the hub does not know."""
    columns = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
    unknown = {"id": None, "omnitron_id": None}.keys() & columns.keys()
    return type(row)(**columns | dict.fromkeys(unknown) | changes)
