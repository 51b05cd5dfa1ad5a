"""Hooks of the hub: who may send them, that each is kept once, and that the hub is asked anew."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from integrations.models import InboundEvent, Quarantined
from integrations.omnitron import inbound
from orders.models import Channel, Order, StockLocation
from tests.integrations.omnitron.conftest import NOW

SECRET = "hook-secret"
ORDERS = "/api/v1/oms/orders-webhook/"
STORES = "/api/v1/oms/stocklocations-webhook"
NUMBER = "2291090711512921"


@pytest.fixture
def hooked(channel):
    channel.hook_secret = SECRET
    channel.save()
    return channel


def body(uuid="a" * 32, kind="order.updated", **payload):
    return json.dumps({"event": {"type": kind, "uuid": uuid}, "payload": payload}).encode()


def send(text, *, path=ORDERS, secret=SECRET, **headers):
    digest = hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
    headers = {"X-Whisperer-Signature": f"sha256={digest}"} | headers
    return APIClient().post(path, text, content_type="application/json", headers=headers)


def work_off(now=NOW):
    for pk in inbound.due(now=now):
        inbound.handle(pk, now=now)
    return InboundEvent.objects.get()


@pytest.fixture
def arrives(monkeypatch):
    """Work hooks off at a moment that lies after their arrival."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


pytestmark = pytest.mark.usefixtures("arrives")


@pytest.mark.parametrize("path", [ORDERS, ORDERS.rstrip("/"), STORES, f"{STORES}/"])
def test_a_signed_hook_is_kept_and_answered_at_once(path, hooked, hub):
    answer = send(body(number=NUMBER), path=path)

    assert (answer.status_code, answer.json()) == (202, {"uuid": "a" * 32})
    event = InboundEvent.objects.get()
    assert (event.channel, event.event_type) == (hooked, "order.updated")
    assert (event.body, event.next_attempt_at) == (body(number=NUMBER).decode(), NOW)
    assert hub.requests == []


def test_a_repeat_is_answered_200_and_kept_once(hooked):
    answers = [send(body(number=n)).status_code for n in ("1", "2", "2")]

    assert answers == [202, 200, 200]
    assert '"number": "1"' in InboundEvent.objects.get().body


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Whisperer-Signature": ""},
        {"X-Whisperer-Signature": "sha256="},
        {"X-Whisperer-Signature": "sha256=" + "0" * 64},
        {"X-Whisperer-Signature": "sha256=ä"},
        {"X-Whisperer-Signature": "", "Authorization": "Token anything"},
    ],
)
def test_a_hook_that_is_not_signed_by_a_secret_of_ours_is_refused(headers, hooked):
    answer = send(body(number=NUMBER), **headers)

    assert answer.status_code == 401
    expected = {"detail": "Authentication is required.", "code": "not_authenticated"}
    assert answer.json() == expected
    assert answer["WWW-Authenticate"] == "X-Whisperer-Signature"
    assert not InboundEvent.objects.exists()


def test_an_empty_secret_signs_nothing(channel):
    assert send(body(number=NUMBER), secret="").status_code == 401


def test_a_changed_byte_is_refused(hooked):
    text = body(number=NUMBER)
    digest = hmac.new(SECRET.encode(), text, hashlib.sha256).hexdigest()
    headers = {"X-Whisperer-Signature": f"sha256={digest}"}

    assert send(text.replace(b"21", b"22"), **headers).status_code == 401


@pytest.mark.parametrize(
    "text",
    [
        b"{",
        b"[]",
        b"null",
        b'{"event": "order.updated"}',
        b'{"event": {"type": "order.updated"}}',
        b'{"event": {"type": "order.updated", "uuid": 5}}',
        b'{"event": {"type": "", "uuid": "a"}}',
        b'{"event": {"type": "t", "uuid": "%s"}}' % (b"a" * 65),
        b'{"event": {"type": "t", "uuid": "a\\u0000"}}',
        b"\xff\xfe",
    ],
)
def test_a_signed_body_that_is_no_hook_is_a_400(text, hooked):
    answer = send(text)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert not InboundEvent.objects.exists()


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
