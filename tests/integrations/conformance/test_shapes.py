"""The notation of shapes: what each word lets through, and that no field of a page is forgotten."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from integrations.conformance import uniware_shapes as uniware
from integrations.conformance.shapes import (
    KINDS,
    NOTHING,
    Each,
    Exactly,
    Filled,
    OrNull,
    at,
    differences,
)

CONTRACTS = Path(__file__).parents[2] / "contracts"
GOOD = {
    "any": [None, 1, "x", []],
    "null": [None],
    "flag": [True, False],
    "true": [True],
    "false": [False],
    "text": ["", "x"],
    "filled": ["x", "\n x"],
    "secret": ["x"],
    "secret uuid": ["0f8fad5b-d9cb-469f-a165-70867728950e"],
    "currency": ["INR"],
    "money": ["0.00", "-12.50", "1200", "12.345"],
    "percentage": ["18.00", "-1.50"],
    "degrees": ["32.85404900"],
    "moment": ["2026-11-21T12:00:00.000001Z"],
    "zoned": ["2026-11-21T12:00:00Z", "2026-11-21T12:00:00.5+05:00"],
    "whole": [0, -1, 10**12],
    "count": [0, 1],
    "none": [None, []],
    "life": [1],
    "number": [0, Decimal("0.125")],
    "amount": [0, -3, Decimal("0.125"), Decimal("12.5000"), Decimal("1e60")],
    "millis": [1598335400000],
    "object": [{}],
    "list": [[], [1]],
}
BAD = {
    "any": [],
    "null": [0, "", False],
    "flag": [0, "true", None],
    "true": [False, 1],
    "false": [True, 0],
    "text": [1, None],
    "filled": ["", " ", 1],
    "secret": ["", None],
    "secret uuid": ["0f8fad5b", 1],
    "currency": ["inr", "INRR"],
    "money": [1, "1.5", "1.50505", "1.", Decimal("1.50")],
    "percentage": [1, "1", "1.5", "1.505"],
    "degrees": ["32.85", 32],
    "moment": ["2026-11-21T12:00:00Z", "2026-11-21T12:00:00.000001", "2026-11-21"],
    "zoned": ["2026-11-21T12:00:00", "2026-11-21T12:00:00+5:00"],
    "whole": [True, "1", Decimal("1.0")],
    "count": [-1, True],
    "none": [0, "", ["x"], {}],
    "life": [0, "300"],
    "number": ["1", True, None],
    "amount": [Decimal("0.1255"), Decimal("1e-60"), "1.00", None],
    "millis": [1598335400, "1598335400000", Decimal("1598335400000.5")],
    "object": [[], None],
    "list": [{}, None],
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_word_lets_through_what_it_says(kind):
    for value in GOOD[kind]:
        assert list(differences(value, kind)) == []
        assert list(differences(value, f"{kind}?")) == []
    for value in BAD[kind]:
        assert len(list(differences(value, kind))) == 1, value
    assert list(differences(None, f"{kind}?")) == []


@pytest.mark.parametrize(
    ("value", "shape", "found"),
    [
        ({"a": 1, "b": 2}, {"a": "whole"}, []),
        ({}, {"a": "whole", "b?": "whole"}, ["$.a: the key is missing"]),
        ({"b": "x"}, {"b?": "whole"}, ["$.b: 'x' is not a whole number"]),
        ({"a": 1, "b": 2}, Exactly({"a": "whole"}), ["$.b: there is no such key"]),
        ({"a": 1}, Exactly({"a": "whole", "b?": "whole"}), []),
        ([1, "x"], ["whole"], ["$[1]: 'x' is not a whole number"]),
        ({}, ["whole"], ["$: an object is not a list"]),
        ([], Filled("whole"), ["$: the list is empty"]),
        (None, OrNull({"a": "whole"}), []),
        (None, {"a": "whole"}, ["$: null is not an object"]),
        ({"x": {"a": 1}, "y": {}}, Each({"a": "whole"}), ["$.y.a: the key is missing"]),
        ("c", ("a", "b"), ["$: 'c' is none of a, b"]),
        (False, (0,), ["$: false is none of 0"]),
        ([], ("a",), ["$: a list is none of a"]),
        (Decimal("1e60"), "text", ["$: 1E+60 is not a text"]),
    ],
)
def test_a_difference_begins_with_its_place(value, shape, found):
    assert list(differences(value, shape)) == found


def test_what_differs_in_a_secret_is_not_told():
    assert list(differences("canary", "secret uuid")) == ["$: what is there is not a UUID"]


def test_what_is_at_a_place():
    answer = {"rows": [{"code": None}, {"code": "b"}, {"code": "c"}], "by": {"x": {"n": 1}}}

    assert at(answer, "rows.1.code") == "b"
    assert at(answer, "rows.*.code") == "b"
    assert at(answer, "by.*.n") == 1
    for place in ("rows.0.code", "rows.3.code", "none", "rows.code", "by.x.n.m", "rows.*.none"):
        assert at(answer, place) is NOTHING


def test_every_field_of_the_table_of_a_sale_order_is_looked_at():
    table = json.loads((CONTRACTS / "uniware_sale_order_fields.json").read_text())["fields"]
    looked_at = {*named(uniware.SALE_ORDER), *named(uniware.FAILURE)}

    unseen = [field for field in table if field not in looked_at]

    assert [field for field in unseen if not field.startswith(FREE)] == []


# What may be anything: the page contradicts itself, or leaves it open.
FREE = (
    "errors.errorParams.",
    "warnings.",
    "saleOrderDTO.paymentDetail.",
    "saleOrderDTO.saleOrderItems.itemDetailFields.",
)


def named(shape, path=""):
    """Yield every field that a shape names, as a table writes it."""
    match shape:
        case dict() | Exactly():
            keys = shape.keys if isinstance(shape, Exactly) else shape
            for key, inner in keys.items():
                place = f"{path}.{key.removesuffix('?')}".lstrip(".")
                yield place
                yield from named(inner, place)
        case [inner] | Filled(inner) | OrNull(inner) | Each(inner):
            yield from named(inner, path)
