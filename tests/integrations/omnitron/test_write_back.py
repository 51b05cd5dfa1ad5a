"""What the hub is told of its items as their packages move, and what comes of it at home."""

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.omnitron import target
from orders.commands import packages
from orders.commands.cancelling import cancel
from orders.models import CargoCompany, Channel, Order, OrderEvent, StockLocation
from orders.relay import relay_pending
from orders.workflow import OrderStatus
from tests.integrations.omnitron.conftest import NOW
from webhooks import delivery
from webhooks.models import Webhook, WebhookEvent

State = WebhookEvent.State
BY = {"by": "test", "at": NOW}


@pytest.fixture
def written(channel):
    """The row by which the hub is told."""
    return target.connect(channel)


@pytest.fixture
def shop_order(written, pulled, channel, hub):
    """An order of two units, approved, with one package in a store."""
    (number,) = hub.grow(1, skus=["TEE-BLK-M", "UMB-FLD-BK"], status="400", retail_store=None)
    channel.default_location = StockLocation.objects.create(erp_code="HQ", name="HQ")
    channel.save()
    pulled()
    return Order.objects.get(number=number)


@pytest.fixture
def package(shop_order):
    return shop_order.packages.get()


@pytest.fixture
def deliver():
    """Relay everything, then deliver until nothing is due; return what was told, in order."""

    def run():
        while relay_pending():
            pass
        now = timezone.now() + timedelta(seconds=1)
        while due := list(delivery.due(now)):
            for message in due:
                delivery.deliver(message.pk, now=now)
        return list(WebhookEvent.objects.order_by("order_event", "n"))

    return run


def carrier():
    return CargoCompany.objects.get(omnitron_id=38)


def ship(package):
    return packages.ship(package.pk, carrier=carrier().pk, tracking_number="AWB-7", **BY)


def at_the_hub(hub, order):
    items = hub.order(order.number)["orderitem_set"]
    return [(i["status"], i["tracking_number"], i["shipping_company"]) for i in items]


def bodies(messages):
    return [bytes(message.body).decode() for message in messages]


def test_each_unit_of_a_package_is_told_as_it_moves(package, deliver, hub, shop_order):
    packages.start(package.pk, **BY)
    packages.ready(package.pk, **BY)
    packages.pack(package.pk, **BY)
    ship(package)
    packages.deliver(package.pk, **BY)

    told = deliver()

    name = carrier().shipping_company
    shipped = f'{{"status":"500","tracking_number":"AWB-7","shipping_company":"{name}"}}'
    each = ['{"status":"450"}', shipped, '{"status":"550"}']
    assert bodies(told) == [body for body in each for _unit in range(2)]
    assert [message.n for message in told] == [0, 1] * 3
    keys = list(shop_order.orderitem_set.order_by("pk").values_list("omnitron_id", flat=True))
    assert [m.url for m in told[:2]] == [f"{hub.omnitron_url}/order_items/{k}/" for k in keys]
    assert {(m.method, m.state) for m in told} == {("PATCH", State.DELIVERED)}
    assert at_the_hub(hub, shop_order) == [("550", "AWB-7", name)] * 2


def test_a_return_is_not_told_for_a_refund_is_the_hubs_own(
    package, deliver, hub, pulled, shop_order
):
    packages.pack(package.pk, **BY)
    ship(package)
    packages.deliver(package.pk, **BY)
    told = len(deliver())

    packages.take_back(package.pk, reason="Too small", **BY)

    assert len(deliver()) == told
    assert at_the_hub(hub, shop_order)[0][0] == "550"
    assert pulled().keys() == {"unchanged"}
    assert Order.objects.get(pk=shop_order.pk).state == OrderStatus.REFUNDED


def test_what_we_wrote_never_comes_home_as_news(package, deliver, hub, pulled, shop_order):
    packages.pack(package.pk, **BY)
    ship(package)
    told = len(deliver())
    events, modified = OrderEvent.objects.count(), Order.objects.get(pk=shop_order.pk).modified_date
    assert at_the_hub(hub, shop_order)[0][0] == "500"
    stamp = hub.order(shop_order.number)["modified_date"]

    for _cycle in range(2):
        assert pulled().keys() == {"unchanged"}
        assert len(deliver()) == told
        packages_of = Order.objects.get(pk=shop_order.pk)
        assert OrderEvent.objects.count() == events
        assert packages_of.modified_date == modified
        assert packages_of.remote_status == 500
        assert packages_of.remote_modified.isoformat() == stamp.replace("Z", "+00:00")


def test_a_package_that_was_cancelled_takes_its_word_back(package, deliver, hub, shop_order):
    packages.start(package.pk, **BY)
    deliver()
    packages.cancel(package.pk, reason="broken", **BY)

    assert bodies(deliver())[2:] == ['{"status":"400"}'] * 2
    assert {status for status, *_ in at_the_hub(hub, shop_order)} == {"400"}


def test_a_package_that_was_cancelled_before_anything_was_told_is_not_told(package, deliver):
    packages.cancel(package.pk, reason="broken", **BY)

    assert deliver() == []


def test_what_the_hub_cancelled_itself_is_not_told_back(package, deliver, hub, pulled, shop_order):
    packages.pack(package.pk, **BY)
    deliver()
    hub.amend(shop_order.number, status="100")
    pulled()
    packages.unpack_and_cancel(package.pk, reason="customer", **BY)

    assert len(deliver()) == 2
    assert Order.objects.get(pk=shop_order.pk).state == 100


def test_a_cancellation_that_came_too_late_gets_the_present_status(
    package, deliver, hub, pulled, shop_order
):
    packages.pack(package.pk, **BY)
    ship(package)
    deliver()
    hub.amend(shop_order.number, status="100")
    pulled()

    told = deliver()

    assert [m.event_type for m in told[4:]] == ["order.cancellation_too_late"] * 2
    assert bodies(told)[4:] == bodies(told)[2:4]
    assert {status for status, *_ in at_the_hub(hub, shop_order)} == {"500"}
    events, modified = OrderEvent.objects.count(), Order.objects.get(pk=shop_order.pk).modified_date
    for _cycle in range(2):
        assert pulled().keys() == {"unchanged"}
        assert len(deliver()) == 6
        known = Order.objects.get(pk=shop_order.pk)
        assert OrderEvent.objects.count() == events
        assert (known.modified_date, known.state, known.remote_status) == (modified, 500, 500)

    hub.amend(shop_order.number, status="100")
    pulled()
    assert [m.event_type for m in deliver()[6:]] == ["order.cancellation_too_late"] * 2


def test_a_unit_that_the_hub_does_not_know_is_passed_over(package, deliver, shop_order):
    first = shop_order.orderitem_set.order_by("pk").first()
    first.omnitron_id = None
    first.save()

    packages.start(package.pk, **BY)

    (message,) = deliver()
    assert message.n == 1


def test_an_order_of_another_channel_is_not_told_here(package, deliver, written):
    other = Channel.objects.create(name="Other", omnitron_id=2, server=package.order.channel.server)
    Webhook.objects.filter(pk=written.pk).update(channel=other)

    packages.start(package.pk, **BY)

    assert deliver() == []


def test_a_token_that_is_no_longer_good_is_replaced_once(package, deliver, hub):
    hub.omnitron.expire_tokens()
    hub.forget_requests()

    packages.start(package.pk, **BY)

    assert {message.state for message in deliver()} == {State.DELIVERED}
    asked = [(request.method, request.path.split("/")[3]) for request in hub.requests]
    assert asked[:3] == [("PATCH", "order_items"), ("POST", "auth"), ("PATCH", "order_items")]
    assert len(asked) == 4


def test_the_brake_on_logins_holds_and_the_message_waits(package, deliver, hub):
    Channel.objects.update(auth_token="stale", password="wrong")
    hub.omnitron.expire_tokens()
    hub.forget_requests()
    packages.start(package.pk, **BY)
    deliver()
    first = WebhookEvent.objects.order_by("n").first()

    for _ in range(4):
        first.refresh_from_db()
        delivery.deliver(first.pk, now=first.next_attempt_at)

    first.refresh_from_db()
    logins = [request for request in hub.requests if request.path.endswith("/auth/login/")]
    assert len(logins) == 2  # the pull before made the first of three
    assert (first.state, first.attempts) == (State.PENDING, 5)
    assert first.last_error.startswith("TooManyLogins: ")


@pytest.mark.parametrize("manner", ["lost", "garbage", "status"])
def test_trouble_is_tried_again_with_the_same_bytes_and_in_order(
    package, deliver, hub, manner, shop_order
):
    hub.behave("omnitron", manner, calls=1, path="order_items/")
    packages.start(package.pk, **BY)
    deliver()
    first, second = WebhookEvent.objects.order_by("n")
    assert (first.state, first.attempts, second.attempts) == (State.PENDING, 1, 0)

    for message in (first, second):
        delivery.deliver(message.pk, now=first.next_attempt_at)

    assert set(WebhookEvent.objects.values_list("state", flat=True)) == {State.DELIVERED}
    assert at_the_hub(hub, shop_order) == [("450", None, None)] * 2


def test_a_refusal_stops_the_orders_lane_and_says_so(package, deliver, hub):
    hub.behave("omnitron", "refused", calls=1, path="order_items/")
    packages.start(package.pk, **BY)

    first, second = deliver()

    assert (first.state, second.attempts) == (State.REFUSED, 0)
    assert first.errors == [{"message": "Omnitron refuses it (HTTP 406)."}]


def test_no_token_of_the_hub_is_kept_with_an_answer(channel, written):
    channel.auth_token = "hub-token"

    assert {"sandbox", "hub-token"} <= set(target.Omnitron().secrets(written))


def test_two_channels_of_one_hub_have_a_row_each_and_asking_again_makes_no_other(channel, written):
    other = Channel.objects.create(name="B", omnitron_id=2, server=channel.server)

    rows = [target.connect(each) for each in (channel, other, channel)]

    assert rows[0] == rows[2] == written
    assert [(w.owner.username, w.event_type, w.is_active) for w in Webhook.objects.all()] == [
        ("oms", "*", True)
    ] * 2
    assert written.target_url == f"{channel.server}/channel/1"


def test_a_hub_that_moved_is_told_at_its_new_address(channel, written):
    channel.server = "https://new.example.com/api/v1"

    assert target.connect(channel).target_url == "https://new.example.com/api/v1/channel/1"
    assert Webhook.objects.count() == 1


def test_what_is_cancelled_here_is_told_once_and_comes_home_as_no_news(
    package, deliver, hub, pulled, shop_order
):
    packages.start(package.pk, **BY)
    deliver()
    first, second = shop_order.orderitem_set.order_by("pk")

    cancel(shop_order.pk, items=[first.pk], reason="by mistake", **BY)
    told = deliver()[2:]
    assert (bodies(told), told[0].url) == (['{"status":"100"}'], key_of(hub, first))
    cancel(shop_order.pk, reason="by mistake", **BY)
    told = deliver()[3:]
    assert (bodies(told), told[0].url) == (['{"status":"100"}'], key_of(hub, second))

    shop_order.refresh_from_db()
    events, modified = OrderEvent.objects.count(), shop_order.modified_date
    for _cycle in range(2):
        assert pulled().keys() == {"unchanged"}
        assert len(deliver()) == 4
    assert {status for status, *_ in at_the_hub(hub, shop_order)} == {"100"}
    shop_order.refresh_from_db()
    assert (OrderEvent.objects.count(), shop_order.modified_date) == (events, modified)


def key_of(hub, item):
    return f"{hub.omnitron_url}/order_items/{item.omnitron_id}/"
