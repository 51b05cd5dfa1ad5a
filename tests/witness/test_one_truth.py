"""
Every fact of an order is the same at every teller that tells it: PROMISES 43, fact by fact.

It reads what was recorded of the seeded orders, which `test_witness` holds to what the doors say:
so a teller that begins to disagree cannot even be recorded anew without this test.
"""

import json
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

import pytest

from tests.witness import kinds, recording, tellers_dialects, tellers_native, tellers_outbound

DIALECTS, NATIVE, OUTBOUND = tellers_dialects, tellers_native, tellers_outbound
CANCELLED = "CANCELLED"
Said = dict[str, list]  # what a teller says of an order, by place
Read = Callable[[Said], Any]


@cache
def told(teller: recording.Teller) -> dict[str, Said]:
    """Return what was recorded, by order; of an order with two packages the words of both."""
    found: dict[str, Said] = {}
    for subject, words in recording.read(teller).items():
        if not re.fullmatch(r"W\d{3}(P\d+)?", subject):
            continue
        order = found.setdefault(subject[:4], {})
        for place, word in words.items():
            if place != recording.DIGEST:
                order.setdefault(re.sub(r"\[\d+\]", "[]", place), []).extend(parsed(word))
    return found


def parsed(words: str) -> list:
    """Return the words of a place: one, several between commas, or one so many times."""
    if repeated := re.fullmatch(r"(.*) × (\d+)", words):
        return parsed(repeated[1]) * int(repeated[2])
    try:
        return json.loads(f"[{words}]", parse_float=Decimal)
    except ValueError:
        return [words]


def last(place: str, words: dict | None = None) -> Read:
    """Read the last word that stands in a place, in our words if `words` translates it."""

    def read(said):
        found = said.get(place)
        return found and (words or {}).get(found[-1], found[-1])

    return read


def only(place: str, words: dict | None = None) -> Read:
    """Read a word that all rows have in common."""

    def read(said):
        found = {word for at, all_of in said.items() if re.fullmatch(place, at) for word in all_of}
        return None if not found else {(words or {}).get(word, word) for word in found}

    return read


def summed(place: str, *, unless: str = "") -> Read:
    """Add the amounts up; those beside a cancelled status count only where there is no other."""

    def read(said):
        amounts = [Decimal(str(amount)) for amount in said.get(place, ())]
        alive = [status != CANCELLED for status in said.get(unless, ())] or [True] * len(amounts)
        if not amounts or len(alive) != len(amounts):
            return None
        kept = [amount for amount, lives in zip(amounts, alive, strict=True) if lives]
        return sum(kept or amounts)

    return read


def spelled(said: Said) -> str | None:
    """Return what an order's own word for its delivery means, by the lists of the seeds."""
    (word,) = said.get("delivery_type", [None])
    if word in kinds.PICKUPS:
        return "pickup"
    express = {"EXPRESS", "express", "express_delivery", "fast", "fast_delivery", "FAST_DELIVERY"}
    return "express" if word in express else "standard"


def set_of(read: Read) -> Read:
    return lambda said: None if (found := read(said)) is None else {found}


UNIWARE, UNIT, BOX = (
    f"saleOrderDTO{part}" for part in ("", ".saleOrderItems[].", ".shippingPackages[].")
)
TO = "saleOrderDTO.addresses[]."
VS, VS_TO = "order.data.", "order.data.shippingAddress."
XS, XS_TO = r"\w{3}\d\.", r"\w{3}\d\.shippingAddress\."
POS, POS_TO = "[].body.", "[].body.shippingAddress."
ITEM = "[].body.invoiceDetails.invoiceItems[]."
WAYS = {"STD": "standard", "EXP": "express", "PKP": "pickup"}
MODES = {"HOME_DELIVERY": "standard", "EXPRESS": "express", "STORE_PICKUP": "pickup"}
CASH = {"COD": True, "PREPAID": False, True: True, False: False}

uniware, xstak, vijaysales = DIALECTS.UNIWARE, DIALECTS.XSTAK_ORDERS, DIALECTS.VS
pos, invoice, native = OUTBOUND.POS, OUTBOUND.INVOICE, NATIVE.ORDERS
FACTS: dict[str, list[tuple[recording.Teller, Read]]] = {
    "how it is delivered": [
        (native, set_of(spelled)),
        (uniware, only(re.escape(f"{UNIT}shippingMethodCode"), WAYS)),
        (vijaysales, set_of(last(f"{VS}deliveryType", MODES))),
    ],
    "whether it is fetched": [
        (native, lambda said: spelled(said) == "pickup"),
        (invoice, last("facts.collected")),
    ],
    "who collects the money": [
        (uniware, set_of(last("saleOrderDTO.cod", CASH))),
        (vijaysales, set_of(last(f"{VS}payment.mode", CASH))),
        (pos, only(re.escape(f"{POS}paymentType"), CASH)),
    ],
    "currency": [
        (uniware, set_of(last("saleOrderDTO.currencyCode"))),
        (xstak, only(f"{XS}currency")),
        (pos, only(re.escape(f"{POS}currencyCode"))),
    ],
    "to whom it goes": [
        (uniware, last(f"{TO}name")),
        (vijaysales, last(f"{VS_TO}name")),
        (xstak, lambda said: (only(f"{XS_TO}name")(said) or {None}).pop()),
        (pos, last(f"{POS_TO}name")),
    ],
    "its PIN code": [
        (uniware, last(f"{TO}pincode")),
        (vijaysales, last(f"{VS_TO}pincode")),
        (xstak, lambda said: (only(f"{XS_TO}postcode")(said) or {None}).pop()),
        (pos, last(f"{POS_TO}pincode")),
        (invoice, last("facts.delivery.postcode")),
    ],
    "its state": [
        (uniware, last(f"{TO}state")),
        (vijaysales, last(f"{VS_TO}state")),
        (pos, last(f"{POS_TO}state")),
    ],
    "its country in two letters": [
        (uniware, last(f"{TO}country")),
        (vijaysales, last(f"{VS_TO}country")),
    ],
    "its country by name": [
        (xstak, lambda said: (only(f"{XS_TO}country")(said) or {None}).pop()),
        (pos, last(f"{POS_TO}country")),
        (invoice, last("facts.delivery.country")),
    ],
    "what all of it costs, with what was cancelled": [
        (uniware, summed(f"{UNIT}totalPrice")),
        (vijaysales, summed(f"{VS}items[].total")),
    ],
    "what was invoiced": [
        (DIALECTS.VS_INVOICE, lambda said: both(said, "data.totals.total", "data[].totals.total")),
        (DIALECTS.UNIWARE_INVOICE, summed("invoice.total")),
    ],
    "who carries it": [
        (uniware, only(re.escape(f"{BOX}shippingProvider"))),
        (vijaysales, only(re.escape(f"{VS}packages[].carrier"))),
    ],
    "who is the customer": [
        (uniware, only(re.escape(f"{BOX}customer"))),
        (vijaysales, set_of(last(f"{VS}customerName"))),
        (xstak, only(rf"{XS}customer\.name")),
    ],
    "the tax within its goods": [
        (uniware, lambda said: tax(said)),
        (xstak, lambda said: (only(f"{XS}tax")(said) or {None}).pop()),
    ],
    "the rates of its goods": [
        (uniware, lambda said: rates(said, f"{UNIT}taxPercentage")),
        (vijaysales, lambda said: rates(said, f"{VS}items[].taxRate")),
    ],
}
WHOLE_ONLY = {
    "who carries it",
    "who is the customer",
    "the tax within its goods",
    "the rates of its goods",
}


def rates(said: Said, place: str) -> list[str] | None:
    """Return the rates at which the units or lines are taxed."""
    return sorted({f"{Decimal(str(rate)):.2f}" for rate in said.get(place, ())}) or None


def tax(said: Said) -> str | None:
    """Return the tax within the goods that were not cancelled, at the rate of each unit."""
    columns = [said.get(f"{UNIT}{name}", []) for name in ("sellingPrice", "taxPercentage")]
    units = list(zip(*columns, said[f"{UNIT}statusCode"], strict=False))
    alive = [unit for unit in units if unit[2] != CANCELLED] or units
    parts = [
        (Decimal(str(price)) * rate / (100 + rate)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for price, rate, _ in ((price, Decimal(str(rate)), status) for price, rate, status in alive)
    ]
    return f"{sum(parts):.2f}" if parts else None


def both(said: Said, one: str, several: str) -> Decimal | None:
    """Add up what stands in the answer about one, or about several."""
    return summed(one)(said) if one in said else summed(several)(said)


@pytest.mark.parametrize("fact", FACTS)
def test_every_teller_tells_the_same(fact):
    compared, wrong = 0, {}
    for order in sorted(told(native)):
        words = {
            teller.name: read(told(teller).get(order, {}))
            for teller, read in FACTS[fact]
            if order in told(teller)
        }
        known = {name: word for name, word in words.items() if word not in (None, "", {None})}
        compared += len(known) > 1
        if len({str(word) for word in known.values()}) > 1:
            wrong[order] = known

    assert wrong == {}
    assert compared > (10 if fact in WHOLE_ONLY else 100), compared
