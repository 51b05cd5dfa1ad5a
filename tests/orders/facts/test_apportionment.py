"""Where the money of an order lies: exact shares, and a sentence where a person must look."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oms.core.currency import minor_unit
from orders.facts.apportionment import apportion, structure


@dataclass(frozen=True)
class Row:
    net_amount: Decimal
    omnitron_id: int | None = None
    parent_omnitron_id: int | None = None
    retail_price: Decimal | None = None
    installment_interest_amount: Decimal | None = None


def unit(net, key=None, parent=None, retail=None, interest=None):
    amounts = [None if each is None else Decimal(each) for each in (retail, interest)]
    return Row(Decimal(net), key, parent, *amounts)


def goods(rows, amount, charges="0", currency="inr"):
    found = apportion(rows, amount=Decimal(amount), charges=Decimal(charges), currency=currency)
    pairs = zip(rows, found.adjustments, strict=True)
    return [f"{row.net_amount + added:f}" for row, added in pairs], found


def test_units_that_make_up_the_amount_stay_as_they_are():
    prices, found = goods([unit("100.00"), unit("50.00")], "160.00", charges="10.00")

    assert prices == ["100.00", "50.00"]
    assert (found.surplus, found.note, found.hold_reason) == (0, "", "")


def test_one_minor_unit_for_each_unit_is_spread_without_a_word():
    prices, found = goods([unit("83.33")] * 3, "250.00")

    assert prices == ["83.34", "83.33", "83.33"]
    assert (found.note, found.hold_reason) == ("", "")


def test_a_lower_amount_is_a_discount_over_the_net_amounts():
    prices, found = goods([unit("300.00"), unit("199.00")], "449.00")

    assert prices == ["269.94", "179.06"]
    assert found.note == (
        "is 449.00 INR, the units and charges come to 499.00 INR;"
        " they are reduced by the difference as by a discount"
    )
    assert (found.surplus, found.hold_reason) == (0, "")


def test_a_higher_amount_is_a_surplus_and_a_reason_to_hold_with_both_sums():
    prices, found = goods([unit("499.00")], "549.00")

    assert (prices, found.surplus) == (["499.00"], Decimal("50.00"))
    assert found.hold_reason == (
        "The amount is 549.00 INR, the units and charges come to 499.00 INR."
        " Release the order to collect 50.00 INR more as a charge."
    )


def test_the_interest_of_instalments_explains_a_higher_amount():
    _, found = goods([unit("100.00", interest="4.00"), unit("50.00", interest="2.00")], "156.00")

    assert (found.surplus, found.note, found.hold_reason) == (Decimal("6.00"), "", "")


def test_an_amount_below_the_charges_is_held():
    prices, found = goods([unit("100.00")], "10.00", charges="30.00")

    assert prices == ["0.00"]
    assert "is 10.00 INR" in found.hold_reason


def test_a_coupon_as_a_negative_line_is_spread_over_the_others():
    prices, found = goods([unit("100.00"), unit("-30.00"), unit("200.00")], "270.00")

    assert prices == ["90.00", "0.00", "180.00"]
    assert (found.note, found.hold_reason) == ("", "")


def test_children_without_money_get_their_bundles_by_retail_price_else_equally():
    bundle = [unit("999.00", 1), unit("0", 2, 1, "300"), unit("0", 3, 1, "100")]
    equal = [unit("999.00", 1), unit("0", 2, 1, "0"), unit("0", 3, 1)]

    assert goods(bundle, "999.00")[0] == ["999.00", "749.25", "249.75"]
    assert goods(equal, "999.00")[0] == ["999.00", "499.50", "499.50"]


def test_a_bundle_in_a_bundle_hands_its_money_down():
    rows = [unit("90.00", 1), unit("0", 2, 1), unit("0", 3, 2), unit("0", 4, 2), unit("0", 5, 1)]

    assert goods(rows, "90.00")[0][2:] == ["22.50", "22.50", "45.00"]


def test_a_bundle_whose_parts_cost_the_same_informs():
    rows = [unit("999.00", 1), unit("600.00", 2, 1), unit("399.00", 3, 1)]

    prices, found = goods(rows, "999.00")

    assert prices[1:] == ["600.00", "399.00"]
    assert found.hold_reason == ""


@pytest.mark.parametrize(
    ("amount", "parts"), [("999.00", ["749.25", "249.75"]), ("800.00", ["600.00", "200.00"])]
)
def test_a_bundle_that_disagrees_with_its_parts_is_held_and_the_amount_decides(amount, parts):
    rows = [unit("999.00", 1), unit("600.00", 2, 1), unit("200.00", 3, 1)]

    prices, found = goods(rows, amount)

    assert prices[1:] == parts
    assert found.hold_reason == "A bundle costs 999.00 INR, and its parts 800.00 INR."


CURRENCIES = st.sampled_from(["inr", "jpy", "kwd"])


@st.composite
def orders(draw):
    """An order with bundles, coupons and charges; its amount is near what it costs."""
    currency = draw(CURRENCIES)
    least = minor_unit(currency)
    some = st.integers(0, 200_000).map(lambda n: n * least)
    rows = [Row(draw(some), n) for n in range(1, draw(st.integers(2, 6)))]
    for key in range(10, 10 + draw(st.integers(0, 2))):
        rows.append(Row(draw(some), key))
        for n in range(draw(st.integers(1, 3))):
            rows.append(Row(0 * least, key * 10 + n, key, draw(st.none() | some)))
    if draw(st.booleans()):
        rows.append(Row(-draw(st.integers(1, 5)) * least, 900))
    charges = draw(some)
    return rows, charges, currency, draw(st.integers(-50_000, 50_000)) * least


@settings(derandomize=True, max_examples=300)
@given(orders())
def test_units_and_charges_are_the_amount_in_every_currency(order):
    rows, charges, currency, off = order
    parents = {row.parent_omnitron_id for row in rows} - {None}
    cost = sum(row.net_amount for row in rows) + charges
    amount = max(cost + off, charges)
    found = apportion(rows, amount=amount, charges=charges, currency=currency)
    pairs = list(zip(rows, found.adjustments, strict=True))
    each = [row.net_amount + a for row, a in pairs if row.omnitron_id not in parents]

    assert sum(each) + charges + found.surplus == amount
    assert all(price % minor_unit(currency) == 0 for price in each)
    assert min(each) >= 0 or found.hold_reason
    assert not found.surplus or found.hold_reason
    assert [a for row, a in pairs if row.omnitron_id in parents] == [0] * len(parents)


@settings(derandomize=True)
@given(orders())
def test_bundles_and_coupons_alone_move_money_and_make_none(order):
    rows, _, currency, _ = order
    parents = {row.parent_omnitron_id for row in rows} - {None}

    added = structure(rows, currency)

    bundled = sum(row.net_amount for row in rows if row.omnitron_id in parents)
    assert sum(added) == bundled
