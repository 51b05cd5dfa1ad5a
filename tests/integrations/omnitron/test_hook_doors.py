"""Who may send a hook, and that each is kept once."""

import hashlib
import hmac

import pytest

from integrations.models import InboundEvent
from tests.integrations.omnitron.conftest import NOW
from tests.integrations.omnitron.hooking import NUMBER, ORDERS, SECRET, STORES, body, send

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
