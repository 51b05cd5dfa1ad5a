"""The write-back looks before it writes: no cancellation of the hub is written over unseen."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from integrations import checks
from integrations.models import PullCursor
from integrations.omnitron import unit_status
from orders.commands import packages
from orders.models import Order, OrderEvent, OrderItem, Package
from orders.relay import relay_pending
from orders.workflow import IllegalMove
from tests.integrations.omnitron.writing import BY, at_the_hub, carrier, ship
from webhooks import delivery
from webhooks.models import WebhookEvent

State = WebhookEvent.State


def settled():
    rows = WebhookEvent.objects.order_by("order_event", "n")
    return list(rows.values_list("event_type", "state"))


def remote(order):
    return list(order.orderitem_set.order_by("pk").values_list("remote_status", "written_status"))


def asked(hub):
    return [(r.method, r.path.split("/")[3]) for r in hub.requests]


@contextmanager
def after_the_look(hub, do, *, looks=1):
    """Let something happen at the hub between the look at a unit and the write."""
    proper, left = hub.omnitron.answer, [looks]

    def answer(call):
        told = proper(call)
        if call.method == "GET" and call.path.startswith("order_items/") and left[0]:
            left[0] -= 1
            if not left[0]:
                do()
        return told

    hub.omnitron.answer = answer
    yield
    hub.omnitron.answer = proper


def test_a_cancellation_that_came_before_the_box_was_packed_is_heard_and_not_written_over(
    package, deliver, hub, pulled, shop_order
):
    hub.amend(shop_order.number, status="100")
    packages.pack(package.pk, **BY)  # the next pull is still to come

    told = deliver()

    assert [m.state for m in told] == [State.SKIPPED] * 2
    said = "Not written. Omnitron said Cancelled when we looked. That was taken in."
    assert (told[0].errors, told[0].last_error) == ([{"message": said}], said)
    assert told[1].last_error == "Not written. Omnitron says Cancelled."
    assert {status for status, *_ in at_the_hub(hub, shop_order)} == {"100"}
    kinds = OrderEvent.objects.filter(order=shop_order).values_list("kind", flat=True)
    assert list(kinds).count("order.cancellation_requested") == 1
    with pytest.raises(IllegalMove, match="cancellation has arrived"):
        ship(package)
    assert pulled().keys() == {"unchanged"}
    packages.unpack_and_cancel(package.pk, **BY)
    deliver()
    assert Order.objects.get(pk=shop_order.pk).state == 100
    assert {status for status, *_ in at_the_hub(hub, shop_order)} == {"100"}


def test_a_retry_hours_later_looks_again(package, deliver, hub, shop_order):
    hub.behave("omnitron", "status", calls=1, path="order_items/")
    packages.pack(package.pk, **BY)
    deliver()
    first = WebhookEvent.objects.order_by("n").first()
    assert (first.state, first.attempts) == (State.PENDING, 1)
    hub.amend(shop_order.number, status="100")

    delivery.deliver(first.pk, now=first.next_attempt_at + timedelta(hours=5))

    first.refresh_from_db()
    assert first.state == State.SKIPPED
    assert {status for status, *_ in at_the_hub(hub, shop_order)} == {"100"}
    assert Package.objects.get(pk=package.pk).cancellation_requested_at


def test_a_known_cancellation_that_waits_for_a_decision_is_not_written_over_by_what_waited(
    package, deliver, hub, pulled, shop_order
):
    packages.pack(package.pk, **BY)  # told to nobody yet
    hub.amend(shop_order.number, status="100")
    pulled()

    assert {m.state for m in deliver()} == {State.SKIPPED}
    assert {status for status, *_ in at_the_hub(hub, shop_order)} == {"100"}

    packages.ship_anyway(
        package.pk, carrier=carrier().pk, tracking_number="AWB-0007", reason="gone", **BY
    )
    assert [m.state for m in deliver()[2:]] == [State.DELIVERED] * 2
    assert {status for status, *_ in at_the_hub(hub, shop_order)} == {"500"}
    assert pulled().keys() == {"unchanged"}


def test_a_cancellation_that_comes_too_late_is_heard_at_the_look_and_answered(
    package, deliver, hub, pulled, shop_order
):
    packages.pack(package.pk, **BY)
    deliver()
    ship(package)
    hub.amend(shop_order.number, status="100")

    deliver()
    deliver()

    assert settled()[2:] == [
        ("package.shipped", State.SKIPPED),
        ("package.shipped", State.DELIVERED),  # by then the cancellation is known, and too late
        ("order.cancellation_too_late", State.DELIVERED),
        ("order.cancellation_too_late", State.DELIVERED),
    ]
    assert {status for status, *_ in at_the_hub(hub, shop_order)} == {"500"}
    events = OrderEvent.objects.count()
    assert pulled().keys() == {"unchanged"}
    assert OrderEvent.objects.count() == events


def test_a_cancellation_between_look_and_write_is_found_at_the_next_look(
    package, deliver, hub, shop_order
):
    packages.pack(package.pk, **BY)

    with after_the_look(hub, lambda: hub.amend(shop_order.number, status="100")):
        told = deliver()

    assert [m.state for m in told] == [State.DELIVERED, State.SKIPPED]
    assert Package.objects.get(pk=package.pk).cancellation_requested_at
    with pytest.raises(IllegalMove, match="cancellation has arrived"):
        ship(package)


def test_a_cancellation_between_the_last_look_and_write_is_found_at_the_next_pull(
    package, deliver, hub, pulled, shop_order
):
    packages.pack(package.pk, **BY)

    with after_the_look(hub, lambda: hub.amend(shop_order.number, status="100"), looks=2):
        assert {m.state for m in deliver()} == {State.DELIVERED}

    assert [s for s, *_ in at_the_hub(hub, shop_order)] == ["100", "450"]
    assert pulled()["changed"] == 1
    with pytest.raises(IllegalMove, match="cancellation has arrived"):
        ship(package)


def test_a_pull_between_look_and_write_that_hears_the_cancellation_keeps_it_heard(
    package, deliver, hub, pulled, shop_order, monkeypatch
):
    packages.pack(package.pk, **BY)
    hub.behave("omnitron", "status", calls=None, path="order_items/")
    deliver()
    hub.behave_well()
    first, second = WebhookEvent.objects.order_by("n")
    read = unit_status.read

    def then_cancelled(client, unit):
        seen = read(client, unit)
        hub.amend(shop_order.number, status="100")
        assert pulled()["changed"] == 1
        return seen

    with monkeypatch.context() as patched:
        patched.setattr(unit_status, "read", then_cancelled)
        delivery.deliver(first.pk, now=first.next_attempt_at + timedelta(hours=1))

    first.refresh_from_db()
    assert first.state == State.PENDING  # it looks anew
    delivery.deliver(first.pk, now=first.next_attempt_at)
    first.refresh_from_db()
    assert first.state == State.SKIPPED
    assert {s for s, *_ in at_the_hub(hub, shop_order)} == {"100"}


def test_what_was_applied_although_its_answer_was_lost_is_our_own(
    package, deliver, hub, pulled, shop_order
):
    hub.behave("omnitron", "lost", calls=1, path="order_items/")  # of the look
    packages.pack(package.pk, **BY)
    deliver()
    proper = hub.omnitron.answer

    def lost(call):
        if call.method == "PATCH":
            hub.omnitron.answer = proper
            proper(call)
            raise ConnectionAbortedError
        return proper(call)

    hub.omnitron.answer = lost
    first = WebhookEvent.objects.order_by("n").first()
    delivery.deliver(first.pk, now=first.next_attempt_at)
    first.refresh_from_db()
    assert (first.state, first.attempts) == (State.PENDING, 2)
    events = OrderEvent.objects.count()

    assert pulled().keys() == {"unchanged"}

    assert OrderEvent.objects.count() == events
    delivery.deliver(first.pk, now=first.next_attempt_at)
    first.refresh_from_db()
    assert first.state == State.DELIVERED


@pytest.mark.parametrize("units", ["listed", "hidden"])
def test_a_hub_that_does_not_show_a_unit_by_itself(
    package, deliver, hub, shop_order, channel, units
):
    hub.speak(units=units)
    hub.forget_requests()
    packages.pack(package.pk, **BY)

    assert {m.state for m in deliver()} == {State.DELIVERED}

    assert asked(hub) == [("GET", "order_items")] * 2 + [("PATCH", "order_items")] + [
        ("GET", "order_items"), ("GET", "order_items"), ("PATCH", "order_items"),
    ]  # fmt: skip
    blind = PullCursor.objects.get(channel=channel).unseen_writes
    assert blind == (2 if units == "hidden" else 0)
    said = [check.detail for check in checks.describe(channel, timezone.now()) if not check.ok]
    assert any("2 statuses were written without a look" in s for s in said) == (units == "hidden")

    hub.speak(units="shown")
    ship(package)
    deliver()
    assert PullCursor.objects.get(channel=channel).unseen_writes == 0


def test_a_hub_that_only_lists_units_is_looked_at_all_the_same(package, deliver, hub, shop_order):
    hub.speak(units="listed")
    hub.amend(shop_order.number, status="100")
    packages.pack(package.pk, **BY)

    assert {m.state for m in deliver()} == {State.SKIPPED}
    assert {s for s, *_ in at_the_hub(hub, shop_order)} == {"100"}


def test_a_unit_that_the_hub_has_taken_out_is_heard_as_cancelled(package, deliver, hub, shop_order):
    gone, stays = shop_order.orderitem_set.order_by("pk")
    hub.amend(shop_order.number, remove_item=gone.omnitron_id)
    packages.pack(package.pk, **BY)

    assert [m.state for m in deliver()] == [State.SKIPPED, State.DELIVERED]
    assert [OrderItem.objects.get(pk=u.pk).remote_status for u in (gone, stays)] == [100, 400]
    assert Package.objects.get(pk=package.pk).cancellation_requested_at


def test_look_and_write_share_a_connection(package, deliver, hub, shop_order):
    server, opened = hub._server._http, []
    proper = server.process_request

    def process(request, address):
        opened.append(address)
        proper(request, address)

    server.process_request = process
    hub.forget_requests()
    packages.pack(package.pk, **BY)

    deliver()

    assert len(asked(hub)) == 4
    assert len(opened) == 2


def test_what_the_hub_took_is_kept_on_the_unit_and_comes_home_as_ours(
    package, deliver, hub, pulled, shop_order
):
    packages.start(package.pk, **BY)
    deliver()
    assert remote(shop_order) == [(400, 450)] * 2
    packages.pack(package.pk, **BY)
    ship(package)

    assert pulled().keys() == {"unchanged"}

    assert remote(shop_order) == [(450, 450)] * 2
    while relay_pending():
        pass
    deliver()
    assert remote(shop_order) == [(450, 500)] * 2


def test_a_hub_that_hides_its_list_of_orders_is_asked_for_the_one(
    package, deliver, hub, shop_order
):
    hub.amend(shop_order.number, status="100")
    hub.speak(orders="hidden")
    packages.pack(package.pk, **BY)

    assert {m.state for m in deliver()} == {State.SKIPPED}
    assert Package.objects.get(pk=package.pk).cancellation_requested_at


def test_a_copy_that_cannot_be_had_keeps_the_message_waiting(package, deliver, hub, shop_order):
    hub.amend(shop_order.number, status="100")
    hub.behave("omnitron", "status", path="orders/", calls=None)
    packages.pack(package.pk, **BY)

    first, second = deliver()

    assert (first.state, first.attempts, second.attempts) == (State.PENDING, 1, 0)
    assert {s for s, *_ in at_the_hub(hub, shop_order)} == {"100"}
