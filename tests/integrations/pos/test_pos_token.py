"""The token of the point of sale: one for many pushes, replaced when it is no longer good."""

from decimal import Decimal

import pytest
from werkzeug import Response

from integrations.pos import target
from orders.workflow import PackageStatus
from tests import factories
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


def test_one_token_serves_many_pushes(sandbox, point_of_sale, told):
    for _ in range(3):
        factories.package(state=PackageStatus.SHIPPED)
    for message in told():
        _deliver(message)

    assert (len(sandbox.shipments), sandbox.pos.logins) == (3, 1)


def test_a_token_that_expired_is_replaced_and_the_push_repeated_at_once(
    sandbox, point_of_sale, told
):
    for _ in range(2):
        factories.package(state=PackageStatus.SHIPPED)
    first, second = told()
    _deliver(first)
    sandbox.pos.expire_tokens()
    sandbox.forget_requests()

    _deliver(second)

    push = f"shipment/{second.order.packages.get().number}"
    assert (second.state, second.attempts) == (State.DELIVERED, 1)
    assert _calls(sandbox) == [push, "auth/Token", push]


def test_a_second_401_is_tried_again_later_and_not_in_a_circle(sandbox, message):
    sandbox.behave("pos", "status", status=401)

    _deliver(message)

    assert (message.state, message.response_http_status) == (State.PENDING, 401)
    assert [call.partition("/")[0] for call in _calls(sandbox)] == ["auth", "shipment"] * 2


def test_a_token_that_is_over_is_not_used_twice(sandbox, point_of_sale, told):
    sandbox.pos.expires_in = -1
    for _ in range(2):
        factories.package(state=PackageStatus.SHIPPED)
    for message in told():
        _deliver(message)

    assert sandbox.pos.logins == 2


@pytest.mark.parametrize(
    ("expires_in", "used_for"),
    [
        (41621, 41561),
        ("3600", 3540),
        (Decimal("120.9"), 108),
        (30, 27),
        (0, 0),
        (-1, 0),
        (Decimal("1e999999"), 86340),
        (None, 3600),
        ("soon", 3600),
        ("NaN", 3600),
        ([], 3600),
        (True, 3600),
    ],
)
def test_a_token_is_renewed_a_little_before_it_ends(expires_in, used_for):
    assert target._lifetime(expires_in) == used_for


def test_bad_credentials_leave_the_push_waiting_and_say_why(sandbox, message):
    message.webhook.password = "wrong"
    message.webhook.save()

    _deliver(message)

    assert (message.state, message.attempts) == (State.PENDING, 1)
    assert message.last_error == "NoToken: No token."
    assert "Bad credentials" in message.response_content
    assert _calls(sandbox) == ["auth/Token"]


@pytest.mark.parametrize(
    "said",
    [
        {"status": "FAILED", "access_token": "old"},
        {"access_token": "unsaid"},
        {"status": "SUCCESS"},
        {"status": "SUCCESS", "access_token": 7},
    ],
)
def test_a_token_counts_only_with_success(httpserver, point_of_sale, told, said):
    point_of_sale.target_url = httpserver.url_for("")
    point_of_sale.save()
    httpserver.expect_request("/v1/auth/Token").respond_with_json(said)
    factories.package(state=PackageStatus.SHIPPED)
    (message,) = told()

    _deliver(message)

    assert (message.state, message.last_error) == (State.PENDING, "NoToken: No token.")
    assert [request.path for request, _ in httpserver.log] == ["/v1/auth/Token"]


def test_neither_password_nor_token_is_kept_of_an_answer(httpserver, sandbox, message):
    message.url = httpserver.url_for("/echo")
    message.save()
    httpserver.expect_request("/echo").respond_with_handler(_echo)

    _deliver(message)

    (attempt,) = message.ledger.all()
    (token,) = sandbox.pos.tokens
    assert token not in attempt.answer
    assert "bearer ********" in attempt.answer


def _echo(request):
    return Response(str(dict(request.headers)))
