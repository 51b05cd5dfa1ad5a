"""The login: what is not complete, comes too often, or must not be told to the logs."""

import json
import logging
import threading
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer
from django.test import Client

from integrations.models import AccessToken
from oms.logs import JsonFormatter
from tests.integrations.uniware.speech import CLIENT, GRANT


def get(parameters, **headers):
    return Client(headers=headers, raise_request_exception=False).get("/oauth/token", parameters)


def renew(refresh_token):
    asked = {"grant_type": "refresh_token", "refresh_token": refresh_token} | CLIENT
    return get(asked)


@pytest.mark.parametrize(
    ("changed", "error", "description"),
    [
        ({"client_id": None}, "invalid_request", "Missing parameter: client_id"),
        ({"client_id": ""}, "invalid_request", "Missing parameter: client_id"),
        ({"grant_type": None}, "invalid_request", "Missing parameter: grant_type"),
        ({"grant_type": "implicit"}, "unsupported_grant_type", "Unsupported grant type"),
        ({"username": None}, "invalid_request", "Missing parameter: username"),
        ({"password": ""}, "invalid_request", "Missing parameter: password"),
        ({"username": ["a", "b"]}, "invalid_request", "A parameter was sent twice"),
        ({"username": "a\x00b"}, "invalid_request", "A parameter is not a text"),
    ],
)
def test_a_request_that_is_not_complete_is_told_what_is_missing(login, changed, error, description):
    sent = {name: value for name, value in (GRANT | login | changed).items() if value is not None}

    answer = get(sent)

    assert answer.status_code == 400
    assert answer.json() == {"error": error, "error_description": description}
    assert not AccessToken.objects.exists()


def test_a_parameter_in_the_query_and_in_the_form_is_sent_twice(login):
    answer = Client().post("/oauth/token?client_id=a", GRANT | login, content_type="text/plain")
    twice = Client().post(
        "/oauth/token?client_id=a",
        "client_id=b",
        content_type="application/x-www-form-urlencoded",
    )

    assert (answer.status_code, answer.json()["error"]) == (415, "invalid_request")
    assert twice.json()["error_description"] == "A parameter was sent twice"


@pytest.mark.parametrize(("body", "status"), [("[1]", 400), ("{", 400), ('{"client_id": 1}', 400)])
def test_json_that_is_no_login_is_refused_as_oauth_refuses(db, body, status):
    answer = Client().post("/oauth/token", body, content_type="application/json")

    assert answer.status_code == status
    assert answer.json()["error"] == "invalid_request"


@pytest.mark.parametrize("method", ["put", "delete", "patch", "head", "options"])
def test_other_methods_are_refused_and_make_no_token(login, method):
    answer = getattr(Client(), method)("/oauth/token", QUERY_STRING="&".join(GRANT))

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, POST"
    if method != "head":
        assert answer.json()["error"] == "method_not_allowed"
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize("path", ["/oauth/authorize", "/OAuth/token", "/OAUTH/x"])
def test_an_unknown_path_beside_the_login_is_json(db, path):
    answer = Client().get(path)

    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


def test_too_many_failures_are_told_when_to_come_again_even_with_the_right_password(login):
    wrong = GRANT | login | {"password": "wrong"}
    statuses = {get(wrong).status_code for _ in range(30)}

    answer = get(GRANT | login)

    assert statuses == {400, 429}
    assert answer.status_code == 429
    assert answer.json()["error"] == "too_many_requests"
    assert int(answer["Retry-After"]) > 0
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"content_type": "application/x-www-form-urlencoded; charset=utf-7"},
        {"content_type": "application/x-www-form-urlencoded; charset=utf-16"},
        {"content_type": "application/json; charset=utf-7"},
        {"content_type": "multipart/form-data; boundary=x"},
        {
            "content_type": "application/x-www-form-urlencoded",
            "headers": {"content-encoding": "gzip"},
        },
    ],
)
def test_a_body_in_another_form_or_writing_than_ours_is_415_and_opens_nothing(login, headers):
    body = urlencode(GRANT | login)

    answer = Client(raise_request_exception=False).generic("POST", "/oauth/token", body, **headers)

    assert (answer.status_code, answer.json()) == (
        415,
        {
            "error": "invalid_request",
            "error_description": "Send the query, a form or JSON, in UTF-8 and without a"
            " Content-Encoding.",
        },
    )
    assert not AccessToken.objects.exists()


def test_a_form_that_says_it_is_utf8_is_read(login):
    form = "application/x-www-form-urlencoded; charset=UTF-8"

    answer = Client().generic("POST", "/oauth/token", urlencode(GRANT | login), content_type=form)

    assert answer.status_code == 200
    assert AccessToken.objects.count() == 1


def test_of_many_good_logins_sixty_in_a_minute_are_let_in_and_those_that_renew_count_too(login):
    first = get(GRANT | login).json()
    assert {get(GRANT | login).status_code for _ in range(58)} == {200}
    assert renew(first["refresh_token"]).status_code == 200

    for answer in (get(GRANT | login), renew(first["refresh_token"])):
        assert (answer.status_code, answer.json()["error"]) == (429, "too_many_requests")
        assert 1 <= int(answer["Retry-After"]) <= 60
    assert AccessToken.objects.count() == 60


def test_no_secret_reaches_the_logs(login, caplog):
    with caplog.at_level(logging.DEBUG):
        get(GRANT | login)
        get(GRANT | login | {"username": "wrong"})
        body = get(GRANT, **login).json()
        renew(body["refresh_token"])
        get(GRANT | login | {"grant_type": "other"})

    told = "\n".join(JsonFormatter().format(record) for record in caplog.records)
    assert "Bad Request: /oauth/token" in told
    for secret in (login["password"], body["access_token"], body["refresh_token"]):
        assert secret not in told


def test_no_secret_reaches_the_line_that_a_server_logs_for_a_request(caplog):
    server = WSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    asked = f"http://127.0.0.1:{server.server_port}/oauth/token?password=hush"
    with caplog.at_level(logging.DEBUG):
        with pytest.raises(HTTPError):
            urlopen(asked, timeout=20)
        thread.join()
    server.server_close()

    (line,) = [record for record in caplog.records if record.name == "django.server"]
    assert "hush" in line.getMessage()
    assert (
        '"GET /oauth/token?… HTTP/1.1" 400' in json.loads(JsonFormatter().format(line))["message"]
    )
