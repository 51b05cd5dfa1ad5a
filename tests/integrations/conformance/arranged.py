"""A shop in which every case of a partner's dialect finds what it asks for."""

from decimal import Decimal

from integrations.enrolment import enrol
from orders.commands.stock import Level, set_levels
from orders.models import Package, Product
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import NOON


def shop():
    """One store with orders at every step: new, packed, shipped, delivered, paid at the door."""
    channel = factories.channel(default_location=factories.location(erp_code="67890"))
    for state in PackageStatus:
        factories.package(state=state, order=order(channel))
    return channel


def count(channel):
    """Lay nine pieces of every product on the shelf of a shop's store."""
    here = channel.default_location_id
    set_levels([Level(here, product.pk, 9) for product in Product.objects.all()])


def order(channel, **facts):
    """An order of three units, two of one SKU, with every charge, billed elsewhere."""
    shirt = factories.product(hsn_code="6205")
    own = {
        "items": [factories.item(product=shirt), factories.item(product=shirt), factories.item()],
        "billing_address": factories.address(city=factories.DELHI),
        "payment_type": "pay_on_delivery",
        "shipping_amount": Decimal("40.01"),
        "cod_amount": Decimal("25.00"),
        "gift_wrap_amount": Decimal("10.00"),
    }
    return factories.order(channel=channel, **(own | facts))


def prepaid(channel):
    """An order paid before, and delivered."""
    paid = order(channel, payment_type="credit_card", cod_amount=Decimal("0.00"))
    return factories.package(state=PackageStatus.DELIVERED, order=paid).order


def packed_and_labelled(channel):
    """A package that only has to be handed over."""
    package = factories.package(state=PackageStatus.PACKED, order=order(channel))
    carrier = factories.cargo_company()
    Package.objects.filter(pk=package.pk).update(carrier=carrier, tracking_number="AWB-0009")
    return package


def told(dialect):
    """Return what a new partner of the dialect is told."""
    return enrol("a client", dialect=dialect, channels=None, locations=None, at=NOON)[1]
