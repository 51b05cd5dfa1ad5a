"""The push to the point of sale: a token, the frozen body, and what its answers lead to."""

import json
from datetime import timedelta

import pytest

from orders.commands import packages, tracking
from orders.relay import relay_pending
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import LATER
from webhooks import delivery
from webhooks.models import WebhookEvent

State = WebhookEvent.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def message(point_of_sale, told):
    """The push of one dispatch, not yet sent."""
    factories.package(state=PackageStatus.SHIPPED)
    (only,) = told()
    return only


def _deliver(message):
    message.refresh_from_db()
    delivery.deliver(message.pk, now=message.next_attempt_at)
    message.refresh_from_db()
    return message


def _calls(sandbox):
    return [request.path.removeprefix("/pos/v1/") for request in sandbox.requests]


def test_a_dispatch_reaches_the_pos_with_all_that_its_page_asks_for(sandbox, message):
    _deliver(message)

    (shipment,) = sandbox.shipments
    package = message.order.packages.get()
    assert (message.state, message.errors) == (State.DELIVERED, [])
    assert shipment["shipmentCode"] == package.number
    assert shipment["body"].encode() == bytes(message.body)
    assert sandbox.refusals == []
    assert json.loads(message.response_content)["warnings"] == []
    assert _calls(sandbox) == ["auth/Token", f"shipment/{package.number}"]
    assert message.event_type == "package.shipped"


def test_only_the_dispatch_is_told_and_only_of_the_addresss_channel(point_of_sale, told):
    here = factories.channel()
    point_of_sale.channel = here
    point_of_sale.save()
    package = factories.package(state=PackageStatus.DELIVERED, order=factories.order(channel=here))
    factories.package(state=PackageStatus.SHIPPED)

    assert [(m.object_id, m.event_type) for m in told()] == [(str(package.pk), "package.shipped")]


@pytest.mark.parametrize("spelling", ["", "/", "/v1", "/v1/"])
def test_the_base_may_be_given_with_or_without_its_v1(sandbox, point_of_sale, told, spelling):
    point_of_sale.target_url = f"{sandbox.pos_url}{spelling}"
    point_of_sale.save()
    factories.package(state=PackageStatus.SHIPPED)
    (message,) = told()

    assert _deliver(message).state == State.DELIVERED


def test_a_refusal_in_words_waits_for_a_person_with_its_errors(sandbox, message):
    error = {
        "code": 20003,
        "fieldName": "invoiceNumber",
        "description": "The invoice number is known",
        "message": "INVALID_PACKAGE_STATE",
        "errorParams": {},
    }
    sandbox.behave("pos", "refused", errors=[error], calls=1)

    _deliver(message)

    assert (message.state, message.next_attempt_at) == (State.REFUSED, None)
    assert message.errors == [error]
    assert message.response_http_status == 200
    assert sandbox.shipments == []


@pytest.mark.parametrize(
    ("manner", "how"),
    [
        ("status", {"status": 500}),
        ("status", {"status": 503}),
        ("status", {"status": 429}),
        ("garbage", {}),
        ("lost", {}),
    ],
)
def test_trouble_is_tried_again_with_the_same_bytes(sandbox, message, manner, how):
    sandbox.behave("pos", manner, calls=1, **how)

    _deliver(message)
    assert (message.state, message.attempts) == (State.PENDING, 1)
    _deliver(message)

    (shipment,) = sandbox.shipments
    assert shipment["body"].encode() == bytes(message.body)
    assert shipment["repeats"] == (1 if manner == "lost" else 0)
    assert message.state == State.DELIVERED


def test_a_400_is_refused_and_its_errors_are_kept(httpserver, point_of_sale, told, settings):
    settings.OUTBOUND_ALLOWED_NETWORKS = ["127.0.0.1/32"]
    point_of_sale.target_url = httpserver.url_for("")
    point_of_sale.save()
    token = {"access_token": "t", "status": "SUCCESS"}
    httpserver.expect_request("/v1/auth/Token").respond_with_json(token)
    envelope = {"successful": False, "message": "Bad", "errors": None, "warnings": None}
    package = factories.package(state=PackageStatus.SHIPPED)
    path = f"/v1/shipment/{package.number}"
    httpserver.expect_request(path).respond_with_json(envelope, status=400)
    (message,) = told()

    _deliver(message)

    assert (message.state, message.errors) == (State.REFUSED, [{"message": "Bad"}])
    (request,) = [request for request, _ in httpserver.log if request.path == path]
    assert request.headers["Authorization"] == "bearer t"
    assert request.headers["Idempotency-Key"] == str(message.uuid)


@pytest.mark.parametrize(
    "answer", ["[]", '"yes"', "{}", '{"successful": "true"}', '{"successful": null}', "<html>", ""]
)
def test_a_2xx_that_does_not_say_successful_is_no_success(httpserver, sandbox, message, answer):
    message.url = httpserver.url_for("/odd")
    message.save()
    httpserver.expect_request("/odd").respond_with_data(answer)

    _deliver(message)

    assert (message.state, message.response_http_status) == (State.PENDING, 200)
    assert message.last_error.startswith("Garbled: ")


def test_a_refused_push_stops_the_orders_lane_until_a_person_skips_it(
    sandbox, point_of_sale, told, split
):
    order = factories.order(
        channel=factories.channel(default_location=factories.location(is_active=False)),
        items=[factories.item(), factories.item()],
    )
    for package in split(order, (0,), (1,)):
        packages.pack(package.pk, by="test", at=factories.NOON)
        factories.ship(package)
    first, second = told()
    sandbox.behave("pos", "refused", calls=1)
    _deliver(first)
    now = second.next_attempt_at

    assert delivery.deliver(second.pk, now=now) is None
    delivery.skip(first.pk, by="staff:ada", reason="typed in by hand", at=now)
    assert delivery.deliver(second.pk, now=now) == "delivered"

    assert [s["shipmentCode"] for s in sandbox.shipments] == [f"{order.code}P2"]


def test_no_private_address_is_called_that_the_setting_does_not_name(sandbox, message, settings):
    settings.OUTBOUND_ALLOWED_NETWORKS = []

    _deliver(message)

    assert message.last_error.startswith("Forbidden: ")
    assert _calls(sandbox) == []


def test_a_plan_for_retries_is_not_for_the_pos(sandbox, message):
    message.webhook.retry_countdown_config = {"choice": "fixed", "kwargs": {"seconds": 9999}}
    message.webhook.save()
    sandbox.behave("pos", "status", calls=1)
    now = message.next_attempt_at

    _deliver(message)

    wait = message.next_attempt_at - now - message.response_time
    assert timedelta(seconds=4) <= wait <= timedelta(seconds=6)


def test_a_corrected_number_is_told_again_under_the_same_code(sandbox, message):
    _deliver(message)
    package = message.order.packages.get()
    given = {"carrier": package.carrier_id, "tracking_number": "AWB-0002"}

    tracking.correct(package.pk, **given, by="test", at=LATER)
    while relay_pending():
        pass
    again = _deliver(WebhookEvent.objects.latest("pk"))

    assert (again.state, again.event_type) == (State.DELIVERED, "package.tracked")
    (shipment,) = sandbox.shipments
    assert shipment["shipmentCode"] == package.number
    before, after = json.loads(bytes(message.body)), json.loads(shipment["body"])
    assert after == before | {"trackingNumber": "AWB-0002"}
