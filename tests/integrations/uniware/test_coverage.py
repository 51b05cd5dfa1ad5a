"""Every field of the published table is a fact, or the default that our page tells."""

import pytest

from integrations.uniware.defaults import DEFAULTS
from orders.commands import cancelling
from orders.models import Order, OrderItem
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import NOON
from tests.integrations.uniware import arranged
from tests.integrations.uniware.shapes import exact, golden

pytestmark = pytest.mark.django_db

# Of the frame, not of the order: these stand for an error or a warning, of which there is none.
FRAME = ("successful", "message", "errors", "warnings")
OWN_PATHS = {
    "failedOrderFetch": "saleOrderGet.failedOrderFetch",
    "refreshEnabled": "saleOrderGet.refreshEnabled",
}
OTHER_CALLS = (
    "shippingPackageDispatch",
    "inventorySnapshots",
    "inventoryAdjustmentResponses",
)
NOTHING = (None, "", 0, False, [], {})
CALLS = {
    "saleOrderDTO": "/oms/saleorder/get",
    "shippingPackageDetailDTO": "/oms/shippingPackage/getShippingPackageDetails",
    "invoice": "/invoice/details/get",
}


@pytest.fixture
def orders(db):
    """Orders that have, between them, every fact that this dialect shows."""
    between_states = arranged.taxed(to=factories.DELHI, billing_address=factories.address()).order
    at_home = arranged.taxed(payment_type="cod", billing_address=factories.address()).order
    registered = arranged.taxed().order
    union = arranged.taxed(
        at="CH", to=arranged.CHANDIGARH, billing_address=factories.address()
    ).order
    held = arranged.full_order()
    paid = {"payment": {"mode": "PREPAID", "transactionId": "TXN-1"}}
    Order.objects.filter(pk=held.pk).update(held_at=NOON, priority=3, extra_field=paid)
    phone = held.orderitem_set.order_by("pk")[:1].values("pk")
    OrderItem.objects.filter(pk__in=phone).update(
        packed_serial="2dd", packed_imei="490154203237518", packed_seal="125"
    )
    lost = arranged.full_order()
    cancelling.cancel(lost.pk, reason="no more", by="test", at=NOON)
    back = factories.package(state=PackageStatus.RETURNED).order
    return [between_states, at_home, registered, union, held, lost, back, arranged.bundle()]


@pytest.fixture
def answers(api, orders):
    """What the calls say of those orders, their packages and invoices."""
    client = api()
    asked = [
        (CALLS["saleOrderDTO"], {"code": order.code, "paymentDetailRequired": True})
        for order in orders
    ]
    for order in orders:
        for package in order.packages.exclude(state=PackageStatus.CANCELLED):
            named = {"shippingPackageCode": package.number}
            asked.append((CALLS["shippingPackageDetailDTO"], named))
            if package.state >= PackageStatus.PACKED:
                asked.append((CALLS["invoice"], named))
    bodies = [exact(client.post(path, body)) for path, body in asked]
    assert all(body["successful"] for body in bodies)
    return bodies


def leaves(value, path=""):
    """Return every value with its path; what lies in a list or under a SKU has the list's path."""
    yield path, value
    if isinstance(value, list):
        for one in value:
            yield from leaves(one, path)
    elif isinstance(value, dict):
        for key, one in value.items():
            by_sku = key == "items"
            yield from leaves(list(one.values()) if by_sku else one, f"{path}.{key}".strip("."))


@pytest.fixture
def shown(answers):
    """Return every path, and all values that stand there."""
    found = {}
    for body in answers:
        for path, value in leaves(body):
            found.setdefault(path, []).append(value)
    return found


def test_every_field_of_the_table_is_a_fact_or_in_the_list_of_defaults(shown):
    every = golden("sale_order_fields")["fields"]
    fields = [name for name in every if name.split(".")[0] not in FRAME]
    assert len(fields) == 164

    without = [
        name
        for name in fields
        if OWN_PATHS.get(name, name) not in DEFAULTS
        and all(value in NOTHING for value in shown.get(name, []))
    ]

    assert without == []


def test_a_default_stands_wherever_the_list_says(shown):
    named = {ours: theirs for theirs, ours in OWN_PATHS.items()}
    checked = 0
    for path, default in DEFAULTS.items():
        for value in shown.get(named.get(path, path), []):
            assert value == default.value, path
            checked += 1

    assert checked > 500
    asked = [path for path in DEFAULTS if path.split(".")[0] not in OTHER_CALLS]
    assert [path for path in asked if named.get(path, path) not in shown] == []


def test_every_default_says_why():
    assert all(default.why.endswith(".") for default in DEFAULTS.values())


def test_a_field_that_is_neither_is_noticed(shown):
    assert all(value in NOTHING for value in shown["saleOrderDTO.saleOrderItems.shelfCode"])
    assert not all(value in NOTHING for value in shown["saleOrderDTO.saleOrderItems.hsnCode"])
