"""The commands that XStak's page shows, sent over a socket as curl sends them."""

import http.client
import json
import shlex
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from orders.workflow import PackageStatus
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

LOGIN = """
curl -X POST "https://api-copilot-stage-local.xstak.com/v1/admin/serviceaccount/token" \\
-H "Content-Type: application/json" \\
-d '{
"clientId": "your_client_id",
"clientSecret": "your_client_secret",
"grant type": "client_credentials",
"companyCode": "your_company_code" }'
"""
SALES_ORDERS = """
curl -X GET "https://oe-unc-stage-local.xstak.com/oe/v2/orders/sales_orders" \\
-H "token: your_access_token" \\
-d '{
"order_status": "completed",
"locationId": "12345",
"location_code": 67890,
"start_date": "2024-10-17T05:10:06+5:00" }'
"""
JUST_THEN = datetime(2024, 10, 17, 0, 10, 6, tzinfo=UTC)


@pytest.fixture
def curl(live_server):
    """Send a command to our own host, whichever it names; return status, headers and JSON."""
    ours = urlsplit(live_server.url)

    def send(command, **placeholders):
        for name, value in placeholders.items():
            command = command.replace(f"your_{name}", value)
        method, path, headers, body = read(command)
        connection = http.client.HTTPConnection(ours.hostname, ours.port, timeout=10)
        connection.request(method, path, body.encode(), headers)
        answer = connection.getresponse()
        told = answer.status, answer.headers, json.loads(answer.read())
        connection.close()
        return told

    return send


def read(command):
    """Return what curl makes of a command: data is a form unless a header says otherwise."""
    curl, method_is, method, url, header_is, header, data_is, data = shlex.split(
        command.replace("\\\n", " ")
    )
    assert [curl, method_is, header_is, data_is] == ["curl", "-X", "-H", "-d"]
    name, _, value = header.partition(": ")
    headers = {"Content-Type": "application/x-www-form-urlencoded", name: value}
    return method, urlsplit(url).path, headers, data


def test_x_u_both_commands_of_the_page_work_against_one_host(curl, member):
    store = factories.location(pk=12345, erp_code="67890")
    shop = factories.channel(default_location=store)
    delivered = {"state": PackageStatus.DELIVERED, "channel": shop}
    found = factories.package(date_placed=JUST_THEN, **delivered)
    before = JUST_THEN.replace(second=5)
    factories.package(date_placed=before, **delivered)
    login = member(channels=[shop.pk]).login

    status, headers, token = curl(
        LOGIN,
        client_id=login["clientId"],
        client_secret=login["clientSecret"],
        company_code=login["companyCode"],
    )
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert token["expires_in"] == 300

    status, headers, answer = curl(SALES_ORDERS, access_token=token["access_token"])
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert [order["orderNumber"] for order in answer["orders"]] == [found.order.code]
    assert answer["orders"][0]["createdAt"] == "2024-10-17T05:10:06+05:00"
    assert answer["page"] == {"number": 1, "size": 10, "totalPages": 1, "totalElements": 1}
    assert "X-OMS-Notice" not in headers


def test_x_i_the_date_of_the_note_is_in_karachi_and_noticed(curl, member):
    store = factories.location(pk=12345, erp_code="67890")
    shop = factories.channel(default_location=store)
    package = factories.package(state=PackageStatus.DELIVERED, channel=shop, date_placed=JUST_THEN)
    token = member().client().defaults["HTTP_TOKEN"]
    of_the_note = SALES_ORDERS.replace("06+5:00", "06")

    status, headers, answer = curl(of_the_note, access_token=token)

    assert status == 200
    assert [order["orderNumber"] for order in answer["orders"]] == [package.order.code]
    assert headers["X-OMS-Notice"] == "start_date had no offset"


def test_placeholders_that_nobody_replaced_are_a_login_and_a_token_that_fail(curl, db):
    status, headers, answer = curl(LOGIN)
    assert (status, answer["error"], headers["WWW-Authenticate"]) == (
        401,
        "invalid_client",
        "Basic",
    )

    status, headers, answer = curl(SALES_ORDERS)
    assert (status, answer["error"], headers["WWW-Authenticate"]) == (
        401,
        "invalid_token",
        "Bearer",
    )
