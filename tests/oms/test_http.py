"""The outgoing client against servers that do all that servers do."""

import socket
import traceback
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms import http
from tests.oms.wire import closed_port, says

LOOPBACK = ["127.0.0.0/8"]
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def get(server, path="/", **options):
    return http.send("GET", f"{server.url}{path}", networks=LOOPBACK, **options)


def test_an_answer_is_its_status_its_headers_and_its_bytes(speaker):
    server = speaker(says("201 Created", b'{"ok": true}', "X-Their-Id: 7"))

    answer = http.send(
        "POST",
        f"{server.url}/hook",
        headers={"X-Ours": "1"},
        params={"page": 2},
        body=b"\x00raw",
        networks=LOOPBACK,
    )

    assert (answer.status, answer.body, answer.whole) == (201, b'{"ok": true}', True)
    assert answer.headers["x-their-id"] == "7"
    head = server.heads[0]
    assert head.startswith("POST /hook?page=2 HTTP/1.1\r\n")
    assert "\r\nUser-Agent: oms/0.1.0\r\n" in head
    assert f"\r\nHost: 127.0.0.1:{server.port}\r\n" in head
    assert "\r\nX-Ours: 1\r\n" in head
    assert "\r\nContent-Length: 4\r\n" in head


@pytest.mark.parametrize("status", ["301 Moved", "304 Not Modified", "400 Bad", "410 Gone"])
def test_another_answer_is_refused_with_its_status_and_the_start_of_its_body(speaker, status):
    body = b"" if status.startswith("304") else b"x" * 5000
    server = speaker(says(status, body))

    with pytest.raises(http.Refused, match=f"^{status[:3]}$") as caught:
        get(server)

    assert (caught.value.status, caught.value.retry) == (int(status[:3]), False)
    assert caught.value.body == body[:4096]


@pytest.mark.parametrize("status", ["429 Slow down", "500 Oh", "503 Later", "599 Odd"])
def test_a_server_that_cannot_now_is_asked_again_when_it_says(speaker, status):
    server = speaker(says(status, b"later", "Retry-After: 120"))

    with pytest.raises(http.Unwell, match=f"^{status[:3]}$") as caught:
        get(server)

    assert (caught.value.retry, caught.value.retry_after) == (True, 120)
    assert (caught.value.status, caught.value.body) == (int(status[:3]), b"later")


def test_the_status_counts_although_the_error_page_breaks_off(speaker):
    server = speaker(
        lambda server, connection: server.send(
            connection, b"HTTP/1.1 410 Gone\r\nContent-Length: 100\r\n\r\nshort"
        )
    )

    with pytest.raises(http.Refused) as caught:
        get(server)

    assert caught.value.status == 410


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("86400", 86400),
        ("86401", 86400),
        ("1000000000", 86400),
        ("9" * 5000, 86400),
        ("Sat, 21 Nov 2026 12:00:30 GMT", 30),
        ("Sat, 21 Nov 2026 15:00:30 +0300", 30),
        ("Sun, 21 Nov 2077 12:00:00 GMT", 86400),
        ("Sat, 21 Nov 2026 11:59:59 GMT", None),
        ("Sat, 21 Nov 99999 11:59:59 GMT", None),
        ("-5", None),
        ("1.5", None),
        ("١٢", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_at_most_a_day(text, seconds):
    assert http.seconds_of(text, now=NOON) == seconds


@given(st.text() | st.from_regex(r"\w{3}, \d+ \w{3} \d+ \d+:\d+:\d+ [+-]?\w+"))
def test_no_retry_after_raises(text):
    seconds = http.seconds_of(text, now=NOON)

    assert seconds is None or 0 <= seconds <= 86400


@pytest.mark.parametrize(
    "location", ["http://169.254.169.254/latest/meta-data/", "http://[::1", "//", "/again"]
)
def test_a_redirect_is_not_followed_wherever_it_points(speaker, location):
    server = speaker(says("302 Found", b"", f"Location: {location}"))

    with pytest.raises(http.Refused, match=r"^302$"):
        get(server)

    assert len(server.heads) == 1


def test_a_closed_port_and_an_unknown_name_are_unreachable(monkeypatch):
    def unknown(*_question, **_kind):  # a machine without a network may take long to say so
        raise socket.gaierror

    with closed_port() as port, pytest.raises(http.Unreachable, match=r"^ConnectionRefusedError$"):
        http.send("GET", f"http://127.0.0.1:{port}/", networks=LOOPBACK)
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(http.Unreachable, match=r"^gaierror$"):
        http.send("GET", "http://nowhere.invalid/")


def test_a_url_with_a_user_another_scheme_or_a_broken_header_is_not_sent(speaker):
    server = speaker(says())
    place = server.url.removeprefix("http://")

    for url in [
        f"http://user@{place}/",
        f"http://user:secret@{place}/",
        f"http://127.0.0.1\\@{place}/",
        f"http://{place}/ x",
        f"ftp://{place}/",
        f"file://{place}/etc/passwd",
        f"//{place}/",
        place,
        "http:///nowhere",
        "http://" + "a" * 70 + ".example/",
        "",
    ]:
        with pytest.raises(http.Forbidden):
            http.send("GET", url, networks=LOOPBACK)
    for value in ["one\r\nX-Two: 2", "naïve €"]:
        with pytest.raises(http.Forbidden):
            get(server, headers={"X-One": value})
    assert server.heads == []


def test_no_error_repeats_the_url_or_a_body(speaker):
    failing = [
        speaker(says("404 Not Found", b"hush-body")),
        speaker(says("503 Unwell", b"hush-body")),
        speaker(lambda server, connection: server.send(connection, b"hush-body")),
        speaker(says()),
    ]
    failing[-1].close()
    urls = [f"{server.url}/?token=hush-token" for server in failing]
    urls += ["http://hush-name.invalid/?token=hush-token", "http://[hush-token", "hush-token"]

    for url in urls:
        with pytest.raises(http.RemoteError) as caught:
            http.send("GET", url, networks=LOOPBACK)
        assert "hush" not in "".join(traceback.format_exception_only(caught.value))
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_surroundings_do_not_change_where_a_request_goes(speaker, monkeypatch):
    server, proxy = speaker(says()), speaker(says("200 OK", b"proxied"))
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"]:
        monkeypatch.setenv(name, proxy.url)

    assert get(server).body == b"{}"
    assert proxy.heads == []


def test_json_is_read_with_decimals_and_anything_else_is_garbled(speaker):
    good = get(speaker(says("200 OK", b'{"amount": 0.10}')))
    assert http.read_json(good) == {"amount": Decimal("0.10")}

    for body in [b"", b"<html>", b'{"a": 1', b'{"a": 1, "a": 2}', b"[" * 30 + b"]" * 30]:
        with pytest.raises(http.Garbled) as caught:
            http.read_json(get(speaker(says("200 OK", body))))
        assert (caught.value.retry, caught.value.status) == (True, 200)
    assert http.read_json(get(speaker(says("200 OK", b"[" * 30 + b"]" * 30))), max_depth=30)
