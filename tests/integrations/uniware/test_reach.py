"""A partner of one facility sees an order that lay there, and commands only what lies there now."""

import pytest

from orders.models import Order, OrderEvent, OrderItem, Package
from orders.workflow import OrderStatus, PackageStatus
from tests import factories
from tests.integrations.uniware.speech import DONE, refusal
from tests.moving import asked_meanwhile, moved, replanned

HOLD = "/oms/saleOrder/hold"
CANCEL = "/oms/saleOrder/cancel"
DISPATCH = "/oms/shippingPackage/dispatch"
OF_AN_ORDER = [
    (HOLD, {}, "Hold: not all of this order lies at your locations."),
    ("/oms/saleOrder/unhold", {}, "Release: not all of this order lies at your locations."),
    (
        "/oms/saleOrder/setPriority",
        {"priority": 1},
        "Set the priority: not all of this order lies at your locations.",
    ),
    ("/oms/saleOrder/verify", {}, "Approve: not all of this order lies at your locations."),
    (CANCEL, {}, "Name the units: others of this order are not yours to see."),
    (
        CANCEL,
        {"saleOrderItemCodes": ["SHIRT-0"]},
        "Nothing was cancelled. Not at your locations: SHIRT.",
    ),
]


@pytest.fixture
def here(db):
    return factories.location()


@pytest.fixture
def order(here):
    shop = factories.channel(default_location=here)
    unit = factories.item(product=factories.product(sku="SHIRT"))
    return factories.order(channel=shop, items=[unit])


def stand():
    return (
        OrderEvent.objects.count(),
        list(Order.objects.values()),
        list(Package.objects.order_by("pk").values()),
        list(OrderItem.objects.order_by("pk").values()),
    )


@pytest.mark.parametrize(("path", "body", "said"), OF_AN_ORDER)
def test_an_order_that_went_elsewhere_is_seen_and_not_commanded(api, here, order, path, body, said):
    replanned(order.packages.get(), to=factories.location())
    desk, before = api(locations=[here.pk]), stand()

    answer = desk.ask(path, {"saleOrderCode": order.code} | body)

    assert desk.ask("/oms/saleorder/get", {"code": order.code})["successful"] is True
    verify = path.endswith("verify")
    name = "UNABLE_TO_VERIFY_ORDER" if verify else "INVALID_SALE_ORDER_STATE"
    assert refusal(answer) == (100074 if verify else 100071, name, None, said)
    assert stand() == before


def test_an_order_that_lies_here_is_held_released_and_cancelled(api, here, order):
    desk, named = api(locations=[here.pk]), {"saleOrderCode": order.code}

    for path in (HOLD, "/oms/saleOrder/unhold", CANCEL):
        assert desk.ask(path, named) == DONE

    order.refresh_from_db()
    assert order.state == OrderStatus.CANCELLED


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("path", "body", "said"), [OF_AN_ORDER[0], *OF_AN_ORDER[-2:]])
def test_who_looked_before_the_package_went_elsewhere_is_refused(
    api, here, order, path, body, said
):
    desk, there = api(locations=[here.pk]), factories.location()
    named, package = {"saleOrderCode": order.code}, order.packages.get()

    answer = asked_meanwhile(
        lambda: desk.ask(path, named | body), lambda: replanned(package, to=there)
    )

    assert refusal(answer)[1:] == ("INVALID_SALE_ORDER_STATE", None, said)
    order.refresh_from_db()
    assert (order.state, order.held_at) == (OrderStatus.APPROVED, None)


@pytest.mark.django_db(transaction=True)
def test_a_package_that_goes_elsewhere_meanwhile_is_not_dispatched(api, here, order):
    package = factories.package(state=PackageStatus.PACKED, order=order)
    factories.cargo_company(erp_code="C")
    desk, there = api(locations=[here.pk]), factories.location()
    sent = {"shippingProviderCode": "C", "trackingNumber": "AWB-0001"}

    answer = asked_meanwhile(
        lambda: desk.ask(DISPATCH, {"shippingPackageCode": package.number} | sent),
        lambda: moved(package, stock_location=there),
    )

    said = "Ship: the package does not lie at your locations."
    assert refusal(answer) == (20003, "INVALID_PACKAGE_STATE", None, said)
    package.refresh_from_db()
    assert package.state == PackageStatus.PACKED


@pytest.mark.django_db(transaction=True)
def test_a_tracking_number_that_is_typed_meanwhile_is_the_one_that_is_kept(desk, order):
    package = factories.package(state=PackageStatus.PACKED, order=order)
    carrier = factories.cargo_company()
    Package.objects.filter(pk=package.pk).update(carrier=carrier, tracking_number="AWB-OLD")

    answer = asked_meanwhile(
        lambda: desk.ask(DISPATCH, {"shippingPackageCode": package.number}),
        lambda: moved(package, tracking_number="AWB-TYPED"),
    )

    assert answer["successful"] is True
    package.refresh_from_db()
    assert (package.state, package.tracking_number) == (PackageStatus.SHIPPED, "AWB-TYPED")
