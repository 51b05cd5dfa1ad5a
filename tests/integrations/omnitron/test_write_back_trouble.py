"""The write-back where something is not as it should be, and of what is cancelled here."""

import pytest

from integrations.omnitron import target
from orders.commands import packages
from orders.commands.cancelling import cancel
from orders.models import Channel, OrderEvent
from tests.integrations.omnitron.writing import BY, at_the_hub, bodies, key_of
from webhooks import delivery
from webhooks.models import Webhook, WebhookEvent

State = WebhookEvent.State


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
    look, write = ("GET", "order_items"), ("PATCH", "order_items")
    assert asked == [look, ("POST", "auth"), look, write, look, write]


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
