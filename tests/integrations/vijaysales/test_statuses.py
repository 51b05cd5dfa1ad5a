"""The table of statuses, row by row: each error has its code, and all have one envelope."""

import pytest
from django.test import Client

from integrations.models import IdempotencyRecord
from orders.models import Order, StockNotification
from tests import factories
from tests.integrations.vijaysales.conftest import BASE, an_order, partner_of
from tests.integrations.vijaysales.every_call import NOTICE
from tests.integrations.vijaysales.refusal import refusal

pytestmark = pytest.mark.django_db

HERE = "tests.integrations.vijaysales.registries"
GSTIN = "gstin/27AAPFU0939F1ZV"
INVALID_JSON, MISSING = (400, 107, "INVALID_JSON"), (400, 9010, "MISSING_PARAMETER")
NOT_FOUND, NOT_ALLOWED = (404, 101, "NOT_FOUND"), (405, 9012, "METHOD_NOT_ALLOWED")
UNFIT = (422, 9011, "VALIDATION_FAILED")
UNREADABLE = {
    "no JSON": b'{"gstin": ',
    "a key twice": b'{"gstin": "1", "gstin": "2"}',
    "nested": b'{"gstin": ' + b"[" * 20 + b"]" * 20 + b"}",
    "a megabyte": b'{"gstin": "' + b"1" * 1024 * 1024 + b'"}',
    "no UTF-8": b'{"gstin": "\xff"}',
    "NaN": b'{"gstin": NaN}',
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=list(UNREADABLE))
def test_a_body_that_cannot_be_read_is_a_400(vijay, body):
    assert refusal(vijay.post("gstin/validate", body)) == INVALID_JSON


def test_nineteen_levels_and_a_megabyte_less_the_rest_are_read(vijay):
    deep = b'{"gstin": "x", "more": ' + b"[" * 19 + b"]" * 19 + b"}"
    long = b'{"gstin": "x", "more": "' + b"1" * (1024 * 1024 - 26) + b'"}'

    assert vijay.post("gstin/validate", deep).status_code == 200
    assert len(long) == 1024 * 1024
    assert vijay.post("gstin/validate", long).status_code == 200


def test_a_missing_parameter_is_a_400_that_names_it(vijay):
    answer = vijay.post("notify-me", {"vanNo": "245179", "consent": None})

    assert refusal(answer) == MISSING
    assert [told["field"] for told in answer.json()["details"]] == ["consent"]
    assert answer.json()["error"] == "Missing: consent."


@pytest.mark.parametrize("body", [[], b'"text"', 5])
def test_a_body_that_is_no_object_is_a_400(vijay, body):
    assert refusal(vijay.post("gstin/validate", body)) == MISSING


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/xml"])
def test_another_content_type_is_a_400(vijay, kind):
    answer = Client().post(BASE + "gstin/validate", b"{}", kind, headers=vijay.headers)

    assert refusal(answer) == MISSING


def test_unknown_fields_are_ignored(vijay):
    assert vijay.post("notify-me", NOTICE | {"utm": {"a": [1]}}).status_code == 200


@pytest.mark.parametrize("path", ["", "nothing", "orders/1/2/3", "../v2/me", "parse/functions/me"])
def test_an_unknown_path_is_a_404(vijay, path):
    assert refusal(vijay.get(path)) == NOT_FOUND


@pytest.mark.parametrize(
    "path",
    [
        "orders/77",
        "orders/77/status",
        "orders/9999999999999999999",
        "orders/%00",
        "orders/x/invoice",
        "items/77-1",
        "items/%00-1",
        "inventory/block/77",
    ],
)
def test_an_unknown_id_is_a_404(vijay, path):
    assert refusal(vijay.get(path)) == NOT_FOUND


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "notify-me", {"POST"}),
        ("PATCH", "orders", {"GET", "POST"}),
        ("DELETE", "orders/1", {"GET"}),
        ("PUT", "inventory/block/1", {"GET", "DELETE"}),
        ("GET", "login", {"POST"}),
        ("OPTIONS", "orders", {"GET", "POST"}),
    ],
)
def test_another_method_is_a_405_that_says_which_are_allowed(vijay, method, path, allowed):
    answer = vijay.send(method, path)

    assert refusal(answer) == NOT_ALLOWED
    assert set(answer["Allow"].split(", ")) - {"HEAD"} == allowed


def test_a_route_that_is_switched_off_is_a_405_without_a_method(shop, vijay):
    vijay.partner.routes_off = ["create-order"]
    vijay.partner.save(update_fields=["routes_off"])

    answer = vijay.post("orders", an_order())

    assert refusal(answer) == (405, 9013, "ROUTE_NOT_ENABLED")
    assert answer["Allow"] == ""
    assert not Order.objects.exists()
    assert vijay.get("orders").status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"mobile": "12"},
        {"consent": False},
        {"consent": "yes"},
        {"consent": "true"},
        {"consent": 1},
        {"consent": [True]},
        {"vanNo": "no sku"},
        {"pincode": "012345"},
        {"email": "nobody"},
        {"channels": ["PIGEON"]},
        {"storeCode": "nowhere"},
    ],
)
def test_a_value_that_is_not_acceptable_is_a_422_and_nothing_is_written(vijay, changed):
    assert refusal(vijay.post("notify-me", NOTICE | changed)) == UNFIT
    assert not StockNotification.objects.exists()


def test_the_partners_own_limit_is_a_429_that_says_how_long(vijay):
    vijay.partner.requests_per_minute = 2
    vijay.partner.save(update_fields=["requests_per_minute"])
    vijay.get("me"), vijay.get("me")

    answer = vijay.get("me")

    assert refusal(answer) == (429, 155, "RATE_LIMITED")
    assert 1 <= int(answer["Retry-After"]) <= 61


def test_a_bug_is_a_500_that_tells_nothing(vijay, settings):
    settings.GSTIN_DIRECTORY = f"{HERE}.broken"

    answer = vijay.get(GSTIN)

    assert refusal(answer) == (500, 1, "INTERNAL")
    assert answer.json()["error"] == "Internal Server Error."


def test_a_database_that_is_away_is_a_503_of_five_minutes(vijay, settings):
    settings.GSTIN_DIRECTORY = f"{HERE}.without_database"

    answer = vijay.get(GSTIN)

    assert refusal(answer) == (503, 9090, "UNAVAILABLE")
    assert answer["Retry-After"] == "300"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_plain_http_is_redirected_by_every_method_and_not_processed(shop, vijay, settings, method):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    answer = vijay.send(method, "orders?page=2", an_order())

    assert (answer.status_code, answer.content) == (301, b"")
    assert answer["Location"] == "https://testserver/api/vs/v1/orders?page=2"
    assert not Order.objects.exists()
    assert not IdempotencyRecord.objects.exists()
    safe = {"X-Forwarded-Proto": "https"}
    assert vijay.post("orders", an_order(), **safe).status_code == 200


def test_the_request_id_is_echoed_and_stands_in_an_error(vijay):
    answer = vijay.get("nothing", **{"X-Request-Id": "cart-77-abc"})

    assert answer["X-Request-Id"] == answer.json()["requestId"] == "cart-77-abc"


@pytest.mark.parametrize("path", ["me", "orders", "orders/1", "gstin/1"])
def test_nobody_on_the_way_keeps_an_answer(vijay, path):
    assert vijay.get(path)["Cache-Control"] == "no-store"


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*", "nonsense"])
def test_answers_are_json_whatever_is_accepted(vijay, accept):
    answer = vijay.get("me", accept=accept)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize("path", ["me", "user", "users/me", "orders", "gstin/1", "serviceability"])
def test_a_slash_at_the_end_makes_no_difference(vijay, path):
    same = {"X-Request-Id": "the-same"}
    plain, slashed = vijay.get(path, **same), vijay.get(f"{path}/", **same)

    assert plain.status_code == slashed.status_code
    assert plain.content == slashed.content


def test_a_post_with_a_slash_keeps_its_body(vijay):
    assert vijay.post("gstin/validate/", {"gstin": "1"}).json()["data"]["reason"] == "LENGTH"


def test_foreign_and_missing_are_the_same_answer(shop, vijay):
    placed = vijay.post("orders", an_order()).json()["data"]
    block = {"referenceId": "c", "pincode": "400001", "items": [{"vanNo": "C-1", "quantity": 1}]}
    held = vijay.post("inventory/block", block).json()["data"]["blockId"]
    other = partner_of(factories.channel(), name="Other")
    same = {"X-Request-Id": "the-same"}
    key = placed["orderId"]
    for path in (f"orders/{key}", f"orders/{placed['partnerOrderId']}", f"orders/{key}/status",
                 f"orders/{key}/invoice", f"items/{key}-1", f"inventory/block/{held}"):  # fmt: skip
        assert vijay.get(path).status_code in (200, 404), path
        answer = other.get(path, **same)
        missing = other.get("orders/0", **same)
        assert (answer.status_code, answer.content) == (404, missing.content), path
    told = other.post(f"orders/{key}/cancel", {"reasonCode": "DUPLICATE"}, **same)
    assert told.content == missing.content
    assert other.send("DELETE", f"inventory/block/{held}", **same).content == missing.content
    assert vijay.get(f"inventory/block/{held}").json()["data"]["status"] == "ACTIVE"
    assert other.get("orders").json()["data"] == []
