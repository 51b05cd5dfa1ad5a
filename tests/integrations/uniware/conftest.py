"""Partners of the dialect, and clients that speak it."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from integrations import credentials
from integrations.models import Credential, Partner
from tests.integrations.uniware.shapes import exact

REST = "/services/rest/v1"


@pytest.fixture
def partner(db):
    """Make a partner and its password; it sees these channels and locations, or all."""

    def make(*, username=None, dialect="uniware", **columns):
        username = username or f"client{Partner.objects.count()}"
        user = get_user_model().objects.create_user(f"of {username}")
        row = Partner.objects.create(
            name=username, username=username, dialect=dialect, user=user, **columns
        )
        _credential, password = credentials.give(row, Credential.Kind.SECRET, at=timezone.now())
        return row, password

    return make


@pytest.fixture
def token(partner):
    """Make a partner, log it in, and return its access token."""

    def make(**columns):
        row, password = partner(**columns)
        asked = {"grant_type": "password", "client_id": "my-trusted-client"}
        login = {"username": row.username, "password": password}
        answer = Client().get("/oauth/token", asked | login)
        assert answer.status_code == 200, answer.content
        return answer.json()["access_token"]

    return make


class Api:
    """Posts JSON as this dialect's clients do."""

    def __init__(self, token, **headers):
        headers = {"authorization": f"bearer {token}", **headers}
        self.client = Client(headers=headers, raise_request_exception=False)

    def post(self, path, body=None, **extra):
        raw = body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)
        extra = {"content_type": "application/json"} | extra
        return self.client.generic("POST", f"{REST}{path}", raw, **extra)

    def ask(self, path, body=None, **extra):
        """Return the body of an answer that is HTTP 200."""
        answer = self.post(path, body, **extra)
        assert answer.status_code == 200, answer.content
        assert answer["Content-Type"] == "application/json"
        return answer.json()


@pytest.fixture
def api(token):
    """Make a client of a new partner that sees these channels and locations, or all."""

    def make(*, facility=None, **columns):
        headers = {"facility": facility} if facility else {}
        return Api(token(**columns), **headers)

    return make


@pytest.fixture
def get_order(api):
    """Ask for an order as a partner who sees everything, and return its saleOrderDTO."""
    client = api()

    def shown(order, **more):
        answer = client.post("/oms/saleorder/get", {"code": order.code, **more})
        body = exact(answer)
        assert body["successful"] is True, body
        return body["saleOrderDTO"]

    return shown


@pytest.fixture
def desk(api):
    return api()


@pytest.fixture
def login(partner):
    row, password = partner(username="shop@example.com")
    return {"username": row.username, "password": password}
