"""The money of one order, to the paisa: units, packages, payment and tax."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.integrations.uniware import arranged

pytestmark = pytest.mark.django_db
PATH = "/oms/saleorder/get"
CENT = Decimal("0.01")


def test_amounts_are_numbers_with_two_decimals_and_never_texts(api):
    order = factories.order()

    text = api().post(PATH, {"code": order.code}).content.decode()

    assert '"sellingPrice":250.00,' in text
    assert '"collectableAmount":0.00,' in text


def test_the_payment_is_null_unless_it_is_asked_for(get_order):
    assert get_order(factories.order())["paymentDetail"] is None


def test_a_prepaid_package_collects_nothing_and_one_on_delivery_everything(get_order):
    prepaid = arranged.full_order(**arranged.PREPAID)
    for how in ({"payment_type": "cod"}, {"payment_type": "PAY_ON_DELIVERY"}):
        at_the_door = arranged.full_order(**arranged.PREPAID, **how)

        (box,) = get_order(at_the_door)["shippingPackages"]
        assert box["shippingMethod"] == "Standard-COD"
        assert box["collectableAmount"] == Decimal("825.01")
        assert box["collectedAmount"] == 0
        assert get_order(at_the_door)["cod"] is True
        assert {unit["prepaidAmount"] for unit in get_order(at_the_door)["saleOrderItems"]} == {0}
    (box,) = get_order(prepaid)["shippingPackages"]
    assert (box["collectableAmount"], box["collectedAmount"]) == (0, Decimal("825.01"))


def test_an_order_that_is_charged_for_collecting_is_collected(get_order, api):
    order = arranged.full_order(payment_type="wallet")
    arranged.full_order(payment_type="wallet", **arranged.PREPAID)

    shown = get_order(order)

    assert shown["cod"] is True
    assert shown["shippingPackages"][0]["collectableAmount"] == Decimal("825.01")
    found = api().ask("/oms/saleOrder/search", {"cashOnDelivery": True})
    assert [one["code"] for one in found["elements"]] == [order.code]


MONEY = st.integers(0, 10**7).map(lambda paise: Decimal(paise) * CENT)
UNIT = st.fixed_dictionaries({"net_amount": MONEY, "discount_amount": st.none() | MONEY})
CHARGES = st.fixed_dictionaries(
    dict.fromkeys(("shipping_amount", "cod_amount", "gift_wrap_amount"), MONEY)
)


@settings(
    max_examples=25,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    units=st.lists(UNIT, min_size=1, max_size=4),
    charges=CHARGES,
    payment_type=st.sampled_from(["cod", "credit_card"]),
)
def test_the_sums_of_every_unit_and_package_hold(get_order, units, charges, payment_type):
    items = [factories.item(**unit) for unit in units]
    order = factories.order(items=items, payment_type=payment_type, **charges)

    shown = get_order(order)

    everything = sum(charges.values()) + sum(unit["net_amount"] for unit in units)
    assert sum(unit["totalPrice"] for unit in shown["saleOrderItems"]) == everything
    for unit in shown["saleOrderItems"]:
        assert unit["sellingPrice"] == (
            unit["sellingPriceWithoutTaxesAndDiscount"] - unit["discount"]
        )
        assert unit["totalPrice"] == (
            unit["sellingPrice"]
            + unit["shippingCharges"]
            + unit["shippingMethodCharges"]
            + unit["cashOnDeliveryCharges"]
            + unit["giftWrapCharges"]
        )
    for box in shown["shippingPackages"]:
        inside = [u for u in shown["saleOrderItems"] if u["shippingPackageCode"] == box["code"]]
        assert box["collectableAmount"] == sum(
            unit["totalPrice"] - unit["prepaidAmount"] for unit in inside
        )
    assert [unit["sellingPrice"] for unit in shown["saleOrderItems"]] == [
        unit["net_amount"] for unit in units
    ]


@pytest.mark.parametrize(
    ("at", "to", "integrated", "central", "state", "union_territory"),
    [
        ("MH", factories.DELHI, "128.13", "0", "0", "0"),
        ("MH", factories.MUMBAI, "0", "64.07", "64.07", "0"),
        ("CH", arranged.CHANDIGARH, "0", "64.07", "0", "64.07"),
    ],
)
def test_the_tax_of_an_invoiced_unit_goes_where_its_states_say(
    at, to, integrated, central, state, union_territory, get_order
):
    items = arranged.units("KURTA", net_amount=Decimal("765"))
    package = arranged.taxed(at=at, to=to, items=items, billing_address=factories.address())

    (unit,) = get_order(package.order)["saleOrderItems"]

    assert unit["totalPrice"] == Decimal("840.01")
    assert unit["totalIntegratedGst"] == Decimal(integrated)
    assert unit["totalCentralGst"] == Decimal(central)
    assert unit["totalStateGst"] == Decimal(state)
    assert unit["totalUnionTerritoryGst"] == Decimal(union_territory)
    heads = ("integrated", "central", "state", "unionTerritory")
    assert sum(unit[f"{head}GstPercentage"] for head in heads) == 18
    assert unit["taxPercentage"] == 18


@pytest.mark.parametrize("charges", [{}, arranged.CHARGES])
def test_the_price_without_tax_is_what_a_recorded_invoiced_unit_shows(charges, get_order):
    price = {"net_amount": Decimal("311800"), "discount_amount": Decimal("100")}
    facts = dict.fromkeys(arranged.CHARGES, Decimal(0)) | charges
    watch = arranged.units("WATCH", **price)
    facts |= {"billing_address": factories.address()}
    package = arranged.taxed(to=factories.DELHI, items=watch, **facts)
    waiting = arranged.full_order(items=arranged.units("WATCH", **price), **facts)

    (unit,) = get_order(package.order)["saleOrderItems"]
    (before,) = get_order(waiting)["saleOrderItems"]

    assert unit["sellingPrice"] == before["sellingPrice"] == 311800
    assert unit["sellingPriceWithoutTaxesAndDiscount"] == Decimal("264337.29")
    assert before["sellingPriceWithoutTaxesAndDiscount"] == 311900
    if not charges:
        assert unit["totalIntegratedGst"] == Decimal("47562.71")


def test_before_the_invoice_every_tax_is_nothing(get_order):
    (unit,) = get_order(factories.order())["saleOrderItems"]

    assert {value for key, value in unit.items() if "Gst" in key} == {0}
