"""How each door is asked: clients with the login that its dialect wants."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.test import Client

from tests.witness.house import House

NATIVE, REST, VS = "/api/v1/oms/", "/services/rest/v1/", "/api/vs/v1/"
XSTAK = "/oe/v2/orders/sales_orders"
JSON = "application/json"


class Number(str):
    """A number with a fraction, digit for digit as it was written."""


def read(text: bytes | str) -> Any:
    """Read JSON, with the digits of every number."""
    return json.loads(text, parse_float=Number)


def answered(answer) -> Any:
    """Return what an answer says: its JSON, beside its status when that is not 200."""
    if not answer.content:
        return {"http": answer.status_code}
    if not answer["Content-Type"].startswith(JSON):
        return {"http": answer.status_code, "type": answer["Content-Type"]}
    body = read(answer.content)
    return body if answer.status_code == 200 else {"http": answer.status_code, "body": body}


def native(house: House) -> Client:
    """Return a client of the native API."""
    headers = {"authorization": f"Token {house.token}", "x-request-id": "witness"}
    return Client(headers=headers, raise_request_exception=False)


def pages(client: Client, path: str, limit: int = 100) -> Iterator[dict]:
    """Yield every row of a native list, from the oldest on."""
    url = f"{NATIVE}{path}{'&' if '?' in path else '?'}limit={limit}&sort=id"
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, answer.content
        body = read(answer.content)
        yield from body["results"]
        url = body["next"]


def uniware(house: House) -> Callable:
    """Log in, and return a function that posts JSON to a path of the dialect."""
    asked = {"grant_type": "password", "client_id": "my-trusted-client", **house.logins["uniware"]}
    token = Client().get("/oauth/token", asked).json()["access_token"]
    headers = {"authorization": f"bearer {token}", "x-request-id": "witness"}
    client = Client(headers=headers, raise_request_exception=False)

    def post(path: str, body: dict, **more):
        return client.post(f"{REST}{path}", json.dumps(body), content_type=JSON, headers=more)

    post.client = client  # type: ignore[attr-defined]
    return post


def xstak(house: House) -> Client:
    """Log in, and return a client with the token."""
    login = house.logins["xstak"]
    told = Client().post("/v1/admin/service-account/token", login, content_type=JSON).json()
    return Client(headers={"token": told["access_token"]}, raise_request_exception=False)


def vijaysales(house: House, who: str) -> Callable:
    """Return a function that sends a request of this dialect as one of its partners."""
    told = house.logins[who]
    headers = {
        "X-Parse-Application-Id": told["applicationId"],
        "X-Parse-REST-API-Key": told["restApiKey"],
        "vs-partner-apikey": told["partnerKey"],
        "X-Request-Id": "witness",
    }
    client = Client(raise_request_exception=False)

    def send(method: str, path: str, body: Any = None, **more):
        raw = b"" if body is None else json.dumps(body).encode()
        kind = {} if body is None else {"content_type": JSON}
        return client.generic(method, VS + path, raw, headers=headers | more, **kind)

    return send
