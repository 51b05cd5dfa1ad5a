"""What comes through gunicorn's door is read as UTF-8, and no header fails before our answers."""

import json

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from werkzeug.test import Client

from oms.wsgi import application

ORDERS = "/api/v1/oms/orders/?limit=1"
TOKEN = "/v1/admin/service-account/token"
FORM = "application/x-www-form-urlencoded"
CHARSETS = ["utf-7", "utf-16", "latin-1", "klingon", "base64"]


@pytest.fixture(autouse=True)
def _leaves_connections_alone():
    """As Django's own test client: nothing here asks the database, nor closes what others use."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(path, *, method="GET", kind, data=None):
    """Return status and JSON of the answer to a request with this Content-Type."""
    asked = {"method": method, "base_url": "http://localhost", "data": data}
    answer = Client(application).open(path, headers={"Content-Type": kind}, **asked)
    return answer.status_code, json.loads(answer.data)


@pytest.mark.parametrize("charset", ["base64", "hex", "rot13", "idna", "undefined", "punycode"])
def test_a_codec_that_is_none_for_texts_does_not_read_the_query(charset):
    status, body = ask(ORDERS, kind=f"text/plain; charset={charset}")

    assert (status, body["code"]) == (401, "not_authenticated")


def test_a_header_that_cannot_be_read_is_a_type_that_nobody_takes():
    kind = "application/json; x*=klingon''%C3%A9"

    assert ask(ORDERS, kind=kind)[0] == 401
    status, body = ask(TOKEN, method="POST", kind=kind, data=b"x")
    assert (status, body["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_query_is_utf_8_whatever_the_header_says(charset):
    in_utf_7 = "%2BAGM-lient_credentials"  # where `+AGM-` is a c

    path = f"{TOKEN}?clientId=a&clientSecret=b&companyCode=c&grantType={in_utf_7}"
    status, body = ask(path, method="POST", kind=f"{FORM}; charset={charset}")

    assert (status, body["error"]) == (400, "unsupported_grant_type")


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_form_in_another_charset_is_refused(charset):
    form = b"client_id=my-trusted-client&username=a&password=b&grant_type=%2BAHA-assword"

    status, body = ask("/oauth/token", method="POST", kind=f"{FORM}; charset={charset}", data=form)

    assert (status, body["error"]) == (415, "invalid_request")
