"""The parts of a price, to the paisa, and the state in which a supply takes place."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders import gst
from orders.facts.money import spread
from orders.gst import Heads


@pytest.mark.parametrize(
    ("gross", "rate", "place", "taxable", "parts"),
    [
        ("11800.00", 18, "MH", "10000.00", ["900.00", "900.00"]),
        ("69990.00", 18, "MH", "59313.56", ["5338.22", "5338.22"]),
        ("69990.00", 18, "DL", "59313.56", ["10676.44"]),
        ("999.00", 18, "MH", "846.62", ["76.19", "76.19"]),
        ("999.00", 18, "DL", "846.61", ["152.39"]),
        ("1.00", 18, "MH", "0.84", ["0.08", "0.08"]),
        ("0.05", 28, "MH", "0.03", ["0.01", "0.01"]),
        ("549.00", 5, "DL", "522.86", ["26.14"]),
    ],
)
def test_a_price_splits_to_the_paisa(gross, rate, place, taxable, parts):
    heads = gst.split(Decimal(gross), Decimal(rate), "MH", place)

    amounts = [Decimal(part) for part in parts]
    expected = (
        {"central": amounts[0], "state": amounts[1]}
        if len(amounts) == 2
        else {"integrated": amounts[0]}
    )
    assert heads == Heads(Decimal(taxable), **expected)


@settings(max_examples=1000, deadline=None)
@given(
    st.decimals(0, Decimal("99999999.99"), places=2),
    st.decimals(0, Decimal("999.99"), places=2),
    st.sampled_from(gst.STATES),
    st.sampled_from(gst.STATES),
)
def test_parts_always_sum_to_the_gross_and_halves_are_equal(gross, rate, supplier, place):
    heads = gst.split(gross, rate, supplier.letters, place.code)

    assert heads.taxable + heads.tax == gross
    assert heads.taxable >= 0
    assert heads.central == heads.state + heads.union_territory
    assert not (heads.integrated and heads.central)
    assert all(part == part.quantize(gst.PENNY) for part in vars(heads).values())


@settings(max_examples=1000, deadline=None)
@given(
    st.decimals(0, Decimal("99999999.99"), places=2),
    st.lists(st.decimals(0, Decimal("99999999.99"), places=2), min_size=1, max_size=60),
)
def test_an_amount_is_allocated_exactly_and_nobody_is_a_paisa_off(amount, weights):
    parts = spread(amount, weights)

    total = sum(weights)
    shares = [amount * w / total if total else amount / len(weights) for w in weights]
    assert sum(parts) == amount
    assert all(abs(part - share) < gst.PENNY for part, share in zip(parts, shares, strict=True))


def test_the_odd_paisa_goes_to_the_first_of_equals():
    parts = spread(Decimal("100.00"), [Decimal(1)] * 3)

    assert parts == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


@pytest.mark.parametrize(
    ("facts", "place", "heads"),
    [
        ({"supplier": "MH", "delivery": "MH"}, "MH", ["central", "state"]),
        ({"supplier": "MH", "delivery": "GA"}, "GA", ["integrated"]),
        ({"supplier": "CH", "delivery": "CH"}, "CH", ["central", "union_territory"]),
        ({"supplier": "DL", "delivery": "DL"}, "DL", ["central", "state"]),
        ({"supplier": "LA", "delivery": "LA"}, "LA", ["central", "union_territory"]),
        ({"supplier": "PY", "delivery": "34"}, "PY", ["central", "state"]),
        ({"supplier": "25", "delivery": "26"}, "DH", ["central", "union_territory"]),
        ({"supplier": "28", "delivery": "AP"}, "AP", ["central", "state"]),
        (
            {"supplier": "27", "delivery": "TN", "buyer_registration": "29"},
            "KA",
            ["integrated"],
        ),
        (
            {"supplier": "27", "delivery": "KA", "buyer_registration": "27"},
            "MH",
            ["central", "state"],
        ),
        (
            {"supplier": "27", "delivery": "KA", "buyer_registration": "29"},
            "KA",
            ["integrated"],
        ),
        (
            {
                "supplier": "27",
                "delivery": "KA",
                "buyer_registration": "27",
                "on_direction": False,
            },
            "KA",
            ["integrated"],
        ),
        ({"supplier": "MH", "delivery": ""}, "MH", ["central", "state"]),
        ({"supplier": "MH", "delivery": "", "billing": "GA"}, "MH", ["central", "state"]),
        (
            {"supplier": "MH", "delivery": "", "billing": "GA", "collected": True},
            "GA",
            ["integrated"],
        ),
        (
            {"supplier": "MH", "delivery": "GA", "collected": True},
            "MH",
            ["central", "state"],
        ),
        (
            {
                "supplier": "MH",
                "delivery": "MH",
                "collected": True,
                "buyer_registration": "29",
            },
            "MH",
            ["central", "state"],
        ),
        # A registration with the Centre names no state: its holder is where his goods go.
        (
            {"supplier": "MH", "delivery": "GA", "buyer_registration": "99"},
            "GA",
            ["integrated"],
        ),
    ],
)
def test_the_place_of_supply_decides_the_heads(facts, place, heads):
    found = gst.place_of_supply(**({"billing": ""} | facts))

    split = gst.split(Decimal(118), Decimal(18), facts["supplier"], found.letters)
    assert found.letters == place
    assert [name for name in ("integrated", *_LOCAL) if getattr(split, name)] == heads


_LOCAL = ("central", "state", "union_territory")


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("27", "MH"), ("mh ", "MH"), ("IN-MH", "MH"), ("Mahārāshtra", "MH"), ("OR", "OD"),
        ("UA", "UK"), ("UT", "UK"), ("CT", "CG"), ("TG", "TS"), ("DN", "DH"), ("DD", "DH"),
        ("JAMMU & KASHMIR", "JK"), ("tamil  nadu", "TN"), ("Pondicherry", "PY"), ("25", "DH"),
        ("Daman & Diu", "DH"), ("28", "AP"), ("97", "97"), ("38", "LA"),
    ],
)  # fmt: skip
def test_a_state_is_found_by_any_of_its_names(text, letters):
    assert gst.state(text).letters == letters


@pytest.mark.parametrize("text", ["", "TR-34", "99", "39", "00", "Istanbul", "१२", "7"])
def test_what_india_has_not_is_no_state(text):
    assert gst.state(text) is None


def test_the_union_territories_are_these_and_no_others():
    marked = {state.letters for state in gst.STATES if state.union_territory}

    assert marked == {"CH", "DH", "LD", "AN", "LA", "97"}
    assert len(gst.STATES) == 37


@pytest.mark.parametrize(("supplier", "place"), [("", "DL"), ("MH", ""), ("MH", "TR-34")])
def test_with_a_state_that_india_has_not_there_is_no_tax_in_a_price(supplier, place):
    assert gst.split(Decimal("250.00"), Decimal(18), supplier, place) == Heads(Decimal("250.00"))


def test_half_a_paisa_rounds_up():
    assert gst.split(Decimal("0.25"), Decimal(25), "MH", "MH").central == Decimal("0.03")
    assert gst.split(Decimal("0.05"), Decimal(100), "MH", "DL").integrated == Decimal("0.03")
