"""Partners that speak this dialect, and clients that hold a token of theirs."""

import itertools
from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils import timezone

from integrations.enrolment import enrol
from integrations.models import Partner
from orders.workflow import PackageStatus
from tests import factories

TOKEN = "/v1/admin/service-account/token"
ORDERS = "/oe/v2/orders/sales_orders"
DAY_OF_THE_FACTORIES = "2026-11-21"


@dataclass(frozen=True)
class Member:
    """A partner with what it was told at its enrolment."""

    row: Partner
    login: dict

    def client(self):
        """Log in, and return a client that sends the token as the pages say."""
        answer = Client().post(TOKEN, self.login, content_type="application/json")
        return Client(
            headers={"token": answer.json()["access_token"]}, raise_request_exception=False
        )


@pytest.fixture
def member(db):
    """Make a partner that sees these channels and locations; None is all."""
    number = itertools.count(1)

    def make(*, channels=None, locations=None, **columns):
        row, told = enrol(
            f"XStak {next(number)}",
            dialect="xstak",
            channels=channels,
            locations=locations,
            at=timezone.now(),
            **columns,
        )
        return Member(row, told)

    return make


@pytest.fixture
def one(member):
    return member()


@pytest.fixture
def client(member):
    """A client that may see everything."""
    return member().client()


@pytest.fixture
def store(db):
    return factories.location(erp_code="67890", name="Mall Road")


@pytest.fixture
def shop(store):
    """A channel whose orders go to the store."""
    return factories.channel(default_location=store)


@pytest.fixture
def delivered(shop):
    """An order that the store has delivered."""
    return factories.package(state=PackageStatus.DELIVERED, channel=shop).order


@pytest.fixture
def asked(store):
    """Return the parameters of a request for all orders of the store, with these changes."""

    def make(**changes):
        usual = {
            "order_status": "all",
            "locationId": str(store.pk),
            "start_date": f"{DAY_OF_THE_FACTORIES}T00:00:00Z",
        }
        return {name: value for name, value in (usual | changes).items() if value is not None}

    return make


def numbers(answer):
    """Return the numbers of the orders in an answer."""
    assert answer.status_code == 200, answer.content
    return [order["channelOrderId"] for order in answer.json()["orders"]]


def refusal(answer):
    """Return status and word of an error, which always has the two keys."""
    body = answer.json()
    assert list(body) == ["error", "error_description"]
    assert isinstance(body["error_description"], str)
    assert body["error_description"]
    return answer.status_code, body["error"]


def get_with_body(client, body, *, kind="application/json", query=None):
    return client.generic("GET", ORDERS, body, content_type=kind, query_params=query)


def json_of(values):
    pairs = (
        f'"{n}": {v if isinstance(v, int) else chr(34) + v + chr(34)}' for n, v in values.items()
    )
    return f"{{{', '.join(pairs)}}}"


def tell(body=None, *, path=TOKEN, query=None, **more):
    options = {"content_type": "application/json"} | more
    return Client(raise_request_exception=False).post(
        path, body if body is not None else "", query_params=query, **options
    )


def only(client, asked):
    (order,) = client.get(ORDERS, asked).json()["orders"]
    return order
