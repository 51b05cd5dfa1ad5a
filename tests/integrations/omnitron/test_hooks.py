"""What comes of a hook: the hub is asked anew, and asked again when it is unwell."""

from datetime import timedelta

import pytest

from integrations.models import InboundEvent, Quarantined
from integrations.omnitron import inbound
from orders.models import Channel, Order, StockLocation
from tests.integrations.omnitron.conftest import NOW
from tests.integrations.omnitron.hooking import NUMBER, SECRET, STORES, body, send

pytestmark = pytest.mark.usefixtures("arrives")


def work_off(now=NOW):
    for pk in inbound.due(now=now):
        inbound.handle(pk, now=now)
    return InboundEvent.objects.get()


@pytest.mark.parametrize(
    "payload",
    [
        {"number": NUMBER, "notes": "a lie"},
        {"pk": 63461, "notes": "a lie"},
        {"order": 63461, "pk": 70193},
        {"order": {"number": NUMBER}},
        {"order": 1, "order_number": NUMBER},
    ],
)
def test_the_hub_is_asked_and_not_the_payload_believed(payload, hooked, hub, pulled):
    pulled()
    hub.amend(NUMBER, notes="Ring twice")
    hub.forget_requests()
    send(body(**payload))

    event = work_off()

    assert (event.handled_at, event.next_attempt_at, event.last_error) == (NOW, None, "")
    assert Order.objects.get(number=NUMBER).notes == "Ring twice"
    assert len(hub.requests) == 1
    assert inbound.due(now=NOW + timedelta(days=1)) == []


@pytest.mark.parametrize("payload", [{"number": "404"}, {"pk": 404}, {}, {"number": 7, "pk": "x"}])
def test_an_order_that_the_hub_does_not_have_is_handled_with_a_word(payload, hooked):
    send(body(**payload))

    event = work_off()

    assert (event.handled_at, event.last_error) == (NOW, "Omnitron has no such order.")
    assert not Order.objects.exists()


def test_a_new_order_comes_by_its_hook_before_any_pull(hooked, hub, pulled):
    pulled()
    (number,) = hub.grow(1)
    send(body(kind="order.created", number=number))

    work_off()

    assert Order.objects.filter(number=number).exists()


def test_a_store_that_changed_is_copied_anew(hooked, hub, pulled):
    pulled()
    store = next(row for row in hub.world.rows("retail_stores") if row["erp_code"] == "MUM01")
    store["name"] = "Renamed"
    send(body(kind="retail_store.updated", pk=store["pk"]), path=STORES)

    work_off()

    assert StockLocation.objects.get(erp_code="MUM01").name == "Renamed"


def test_a_hub_that_is_unwell_is_asked_later_and_as_late_as_it_wants(hooked, hub, pulled):
    pulled()
    hub.amend(NUMBER, notes="Ring twice")
    hub.behave("omnitron", "status", status=503, headers={"Retry-After": "90"}, path="orders/")
    send(body(number=NUMBER))

    event = work_off()
    assert (event.handled_at, event.attempts) == (None, 1)
    assert event.last_error == "Omnitron cannot answer now (HTTP 503)."
    assert event.next_attempt_at == NOW + timedelta(seconds=90)
    assert inbound.due(now=NOW + timedelta(seconds=89)) == []

    hub.behave_well()
    later = NOW + timedelta(seconds=90)
    assert work_off(later).handled_at == later
    assert Order.objects.get(number=NUMBER).notes == "Ring twice"


def test_a_hook_is_given_up_after_seven_attempts_and_the_reason_stays(hooked, hub):
    hub.behave("omnitron", "status", status=500, path="orders/")
    send(body(number=NUMBER))

    event = work_off()
    while event.next_attempt_at:
        event = work_off(event.next_attempt_at)

    assert (event.attempts, event.handled_at) == (7, None)
    assert event.last_error == "Omnitron cannot answer now (HTTP 500)."


def test_a_hook_whose_worker_died_falls_due_again_and_is_worked_off_by_one_only(hooked, pulled):
    pulled()
    send(body(number=NUMBER))
    event = InboundEvent.objects.get()
    dead = inbound._claim(event.pk, NOW)
    assert inbound._claim(event.pk, NOW) is None

    late = NOW + inbound.LEASE
    assert work_off(late).handled_at == late

    inbound._settle(dead, last_error="too late")
    assert InboundEvent.objects.get().last_error == ""


def test_where_channels_share_a_secret_the_payload_says_which_is_meant(hooked, hub):
    other = Channel.objects.create(
        name="B", omnitron_id=2, server=hooked.server, hook_secret=SECRET, username="omnitron"
    )
    for n, channel in enumerate([2, {"pk": 1}, 9, None]):
        send(body(uuid=f"{n}", number=NUMBER, channel=channel))

    kept = InboundEvent.objects.order_by("pk").values_list("channel", flat=True)
    assert list(kept) == [other.pk, hooked.pk, None, None]


def test_a_hook_of_nobody_in_particular_is_asked_of_every_channel(hooked, hub, pulled):
    pulled()
    hub.amend(NUMBER, notes="Ring twice")
    Channel.objects.create(
        name="B",
        omnitron_id=2,
        server=hooked.server,
        hook_secret=SECRET,
        username="omnitron",
        password="sandbox",
    )
    send(body(number=NUMBER))

    assert work_off().last_error == ""
    assert Order.objects.get(number=NUMBER, channel=hooked).notes == "Ring twice"


def test_an_order_that_cannot_be_taken_in_waits_in_quarantine_and_the_hook_says_so(hooked, hub):
    send(body(number=NUMBER))

    event = work_off()

    expected = (
        f"Cargo company:34 provided with order number:{NUMBER} does not exists in the system."
    )
    assert (event.handled_at, event.last_error) == (NOW, expected)
    assert Quarantined.objects.get().reason == expected


def test_a_channel_that_is_off_is_no_sender(hooked):
    Channel.objects.update(is_active=False)

    assert send(body(number=NUMBER)).status_code == 401
