"""A partner order id makes one order, and gets one answer for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.retention import forget
from orders.models import Order
from orders.workflow import OrderStatus
from tests import factories
from tests.integrations.vijaysales.arranged import (
    CANCEL,
    ONE_PHONE,
    placed,
    refusal,
    shelf,
)
from tests.integrations.vijaysales.conftest import an_order, partner_of

pytestmark = pytest.mark.django_db


def test_a_repeat_gets_the_first_answer_for_ever(shop, vijay):
    first = vijay.post("orders", an_order())
    respelled = an_order(orderAmount=140479, shippingCharge=49)
    respelled["customer"] = {"mobile": "+91 98200 12345", "firstName": " Asha", "lastName": "Rao"}

    for body, headers in [
        (an_order(), {}),
        (respelled, {}),
        (an_order(), {"Idempotency-Key": "k1"}),
        (an_order(), {"Idempotency-Key": "k2"}),
        (an_order(), {"Idempotency-Key": "k2"}),
        (an_order(), {"X-Parse-Request-Id": "k3"}),
    ]:
        again = vijay.post("orders", body, **headers)
        assert (again.status_code, again.content) == (200, first.content)
        assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first

    vijay.post("orders/VS-1/cancel", CANCEL)
    forget(timezone.now() + timedelta(days=1000))
    later = vijay.post("orders", an_order())
    assert (later.status_code, later.content) == (200, first.content)
    assert Order.objects.get().state == OrderStatus.CANCELLED
    assert shelf(shop.phone) == (3, 0)


def test_a_partner_order_id_is_of_one_order(shop, vijay):
    first = placed(vijay)

    answer = vijay.post("orders", an_order(notes="Ring twice"))

    assert refusal(answer) == (422, 9030, "PARTNER_ORDER_ID_REUSED")
    (detail,) = answer.json()["details"]
    assert (detail["field"], detail["orderNumber"]) == ("partnerOrderId", first["orderNumber"])
    assert (Order.objects.count(), shelf(shop.phone)) == (1, (3, 2))


def test_an_idempotency_key_is_of_one_request(shop, vijay):
    vijay.post("orders", an_order(**ONE_PHONE), **{"Idempotency-Key": "k1"})

    other = an_order(**ONE_PHONE, partnerOrderId="VS-2")
    assert refusal(vijay.post("orders", other, **{"Idempotency-Key": "k1"})) == (
        422,
        9026,
        "IDEMPOTENCY_KEY_REUSED",
    )
    assert Order.objects.count() == 1


def test_what_was_refused_may_be_sent_again_under_its_key(shop, vijay):
    key = {"Idempotency-Key": "k1"}
    assert vijay.post("orders", an_order(orderAmount="1"), **key).status_code == 422

    answer = vijay.post("orders", an_order(), **key)

    assert (answer.status_code, "Idempotent-Replayed" in answer) == (200, False)


def test_two_partners_of_a_channel_cannot_use_one_id_and_two_channels_may(shop, vijay):
    from_tests = partner_of(shop.channel, name="Same channel")
    apart = partner_of(factories.channel(default_location=shop.location), name="Other channel")
    first = placed(vijay, **ONE_PHONE)

    refused = from_tests.post("orders", an_order(**ONE_PHONE))
    assert refusal(refused)[1] == 9030
    assert refused.json()["details"][0]["orderNumber"] is None  # which is not for it to know
    second = placed(apart, **ONE_PHONE)

    assert (first["orderNumber"], second["partnerOrderId"]) == ("VS-1", "VS-1")
    channel = Order.objects.get(pk=second["orderId"]).channel
    assert second["orderNumber"] == f"VS-1-{channel.omnitron_id}"


def test_a_number_whose_code_is_taken_twice_gets_a_third_one(shop, vijay):
    channel = factories.channel(default_location=shop.location)
    other = partner_of(channel, name="Other")
    second = f"Z-{channel.omnitron_id}"

    codes = [
        placed(caller, **ONE_PHONE, partnerOrderId=number)["orderNumber"]
        for caller, number in [(vijay, "Z"), (other, second), (other, "Z")]
    ]

    assert codes == ["Z", second, f"{second}-2"]
    assert shelf(shop.phone) == (3, 3)
