"""Where an order stands: one, a hundred, and the tag that tells whether it moved."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from integrations.vijaysales.fields import moment
from orders import clock
from orders.commands import packages
from tests import factories
from tests.factories import LATER, NOON
from tests.integrations.vijaysales.arranged import (
    AT_NOON,
    CABLE,
    CANCEL,
    order_of,
    placed,
    refusal,
    shipped,
)
from tests.integrations.vijaysales.conftest import partner_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stamped_at_noon")]
ONE_CABLE = {"items": [CABLE], "shippingCharge": "0", "orderAmount": "500.00"}


def test_a_status_is_told_whole(shop, vijay):
    order = order_of(placed(vijay))
    package = shipped(order)

    answer = vijay.get("orders/VS-1/status")

    order.refresh_from_db()
    step = {"note": ""}
    assert answer.json() == {
        "data": {
            "orderId": str(order.pk),
            "partnerOrderId": "VS-1",
            "orderNumber": "VS-1",
            "status": "SHIPPED",
            "statusLabel": "Shipped",
            "updatedAt": AT_NOON,
            "items": [
                {"itemId": f"{order.pk}-1", "vanNo": "245179", "quantity": 2, "status": "SHIPPED"},
                {"itemId": f"{order.pk}-2", "vanNo": "C-1", "quantity": 1, "status": "SHIPPED"},
            ],
            "tracking": [
                {
                    "packageId": package.number,
                    "carrier": "BlueDart",
                    "trackingNumber": "AWB-0001",
                    "trackingUrl": None,
                    "status": "SHIPPED",
                }
            ],
            "history": [
                {"status": "CONFIRMED", "at": moment(order.created_date)} | step,
                {"status": "PACKED", "at": AT_NOON} | step,
                {"status": "SHIPPED", "at": AT_NOON} | step,
            ],
        }
    }
    assert answer["Cache-Control"] == "no-store"


def test_the_tag_changes_when_the_order_moves_and_only_then(shop, vijay, monkeypatch):
    order = order_of(placed(vijay))
    monkeypatch.setattr(clock, "stamp", lambda: LATER)
    tags = [vijay.get("orders/VS-1/status")["ETag"] for _ in range(2)]
    packages.start(order.packages.get().pk, by="test", at=NOON)
    moved = vijay.get("orders/VS-1/status")

    assert tags[0] == tags[1] != moved["ETag"]
    assert moved.json()["data"]["status"] == "PROCESSING"


def test_who_has_the_answer_already_gets_no_second_copy(shop, vijay, monkeypatch):
    order = order_of(placed(vijay))
    monkeypatch.setattr(clock, "stamp", lambda: LATER)
    tag = vijay.get("orders/VS-1/status")["ETag"]

    for sent in (tag, f"W/{tag}", f'"another", {tag}'):
        same = vijay.get("orders/VS-1/status", **{"If-None-Match": sent})
        assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
        assert same["Cache-Control"] == "no-store"

    packages.start(order.packages.get().pk, by="test", at=NOON)
    news = vijay.get("orders/VS-1/status", **{"If-None-Match": tag})
    assert (news.status_code, news.json()["data"]["status"]) == (200, "PROCESSING")
    assert vijay.get("orders/VS-2/status", **{"If-None-Match": tag}).status_code == 404


def test_many_are_told_at_once_and_those_that_are_not_there_are_named(shop, vijay):
    other = partner_of(factories.channel(default_location=shop.location), name="Other")
    foreign = placed(other, **ONE_CABLE, partnerOrderId="B-1")
    one, two = (placed(vijay, **ONE_CABLE, partnerOrderId=f"A-{n}") for n in (1, 2))
    names = ["A-2", "X", one["orderId"], "A-2", "B-1", foreign["orderId"], two["orderId"]]

    told = vijay.post("orders/status", {"orderIds": names}).json()

    assert [row["partnerOrderId"] for row in told["data"]] == ["A-2", "A-1"]
    assert told["notFound"] == ["X", "B-1", foreign["orderId"]]
    assert told["data"][1] == vijay.get("orders/A-1/status").json()["data"]


def test_seven_at_once_cost_the_statements_of_one(shop, vijay):
    names = [placed(vijay, **ONE_CABLE, partnerOrderId=f"A-{n}")["orderId"] for n in range(7)]
    vijay.post("orders/status", {"orderIds": names[:1]})
    with CaptureQueriesContext(connection) as one:
        vijay.post("orders/status", {"orderIds": names[:1]})
    with CaptureQueriesContext(connection) as seven:
        assert len(vijay.post("orders/status", {"orderIds": names}).json()["data"]) == 7

    assert len(seven) == len(one)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (400, 9010, "MISSING_PARAMETER")),
        ({"orderIds": []}, (422, 9011, "VALIDATION_FAILED")),
        ({"orderIds": ["x"] * 101}, (422, 9011, "VALIDATION_FAILED")),
        ({"orderIds": [{"id": 1}]}, (422, 9011, "VALIDATION_FAILED")),
        ({"orderIds": "VS-1"}, (422, 9011, "VALIDATION_FAILED")),
    ],
)
def test_a_list_that_is_none_is_refused(shop, vijay, body, expected):
    assert refusal(vijay.post("orders/status", body)) == expected


def test_a_cancelled_order_and_a_cancelled_line_say_so(shop, vijay):
    told = placed(vijay)
    items = [{"itemId": told["items"][1]["itemId"], "quantity": 1}]
    vijay.post("orders/VS-1/cancel", CANCEL | {"items": items})
    status = vijay.get("orders/VS-1/status").json()["data"]
    assert (status["status"], [item["status"] for item in status["items"]]) == (
        "CONFIRMED",
        ["CONFIRMED", "CANCELLED"],
    )

    vijay.post("orders/VS-1/cancel", CANCEL)
    status = vijay.get("orders/VS-1/status").json()["data"]
    assert (status["status"], status["statusLabel"], status["tracking"]) == (
        "CANCELLED",
        "Cancelled",
        [],
    )
    assert [step["status"] for step in status["history"]] == ["CONFIRMED", "CANCELLED"]
