"""Answers that are too long, too slow or broken end all the same."""

import gzip
import time
import tracemalloc

import pytest

from oms import http
from tests.oms.wire import drips, says

LOOPBACK = ["127.0.0.0/8"]


def get(server, **options):
    return http.send("GET", server.url, networks=LOOPBACK, **options)


@pytest.mark.parametrize("status", ["200 OK", "302 Found"])
def test_of_a_hundred_megabytes_we_take_what_we_asked_for(speaker, status):
    head = f"HTTP/1.1 {status}\r\nLocation: /next\r\nContent-Length: 104857600\r\n\r\n".encode()

    def speak(server, connection):
        server.send(connection, head)
        server.send(connection, b"x" * 1_048_576, times=100)

    server = speaker(speak)

    if status == "302 Found":
        with pytest.raises(http.Refused) as caught:
            get(server)
        assert caught.value.body == b"x" * 4096
    else:
        answer = get(server)
        assert (answer.whole, answer.body) == (False, b"x" * 65536)
    server.close()
    assert server.sent < 20_000_000


def test_an_answer_of_exactly_the_size_is_whole_and_a_larger_size_can_be_asked_for(speaker):
    server = speaker(says("200 OK", b"x" * 65536))
    longer = speaker(says("200 OK", b"x" * 65537))

    assert get(server).whole
    assert not get(longer).whole
    assert get(longer, size=http.PULL_ANSWER).whole


@pytest.mark.parametrize("chunked", [False, True])
def test_a_small_answer_that_unpacks_to_a_large_one_is_cut_while_unpacking(speaker, chunked):
    bomb = gzip.compress(bytes(100_000_000))

    def speak(server, connection):
        head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
        if chunked:
            size = f"{len(bomb):x}".encode()
            packed = (
                b"Transfer-Encoding: chunked\r\n\r\n" + size + b"\r\n" + bomb + b"\r\n0\r\n\r\n"
            )
        else:
            packed = f"Content-Length: {len(bomb)}\r\n\r\n".encode() + bomb
        server.send(connection, head + packed)

    server = speaker(speak)
    tracemalloc.start()
    answer = get(server)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (answer.whole, len(answer.body)) == (False, 65536)
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("head", "end"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n", "body"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", "headers"),
        (b"HTTP/1.1 2", "status line"),
    ],
)
def test_a_slow_drip_ends_when_the_time_is_up(speaker, head, end):
    server = speaker(drips(head))  # twenty seconds in all, and never long without a byte

    with pytest.raises(http.Unreachable, match=r"^TimeoutError$") as caught:
        get(server, timeout=0.4)

    assert caught.value.retry


def test_a_server_that_reads_slowly_gets_no_more_when_the_time_is_up(speaker):
    def speak(server, connection):
        while data := connection.recv(1_000_000):
            received.append(len(data))
            time.sleep(0.05)
        server.send(connection, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    received = []
    server = speaker(speak)

    with pytest.raises(http.Unreachable, match=r"^TimeoutError$"):
        http.send("POST", server.url, body=b"x" * 50_000_000, timeout=0.4, networks=LOOPBACK)

    server.close()
    assert sum(received) < 40_000_000


def test_a_silent_server_is_unreachable(speaker):
    server = speaker(lambda server, connection: connection.recv(1))  # until we hang up

    with pytest.raises(http.Unreachable, match=r"^TimeoutError$"):
        get(server, timeout=0.4)


@pytest.mark.parametrize(
    "bytes_",
    [
        b"",
        b"\x16\x03\x01garbage",
        b"HTTP/9.9 what\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200,
    ],
)
def test_what_is_not_http_is_unreachable(speaker, bytes_):
    server = speaker(lambda server, connection: server.send(connection, bytes_))

    with pytest.raises(http.Unreachable):
        get(server)


def test_a_body_that_breaks_off_is_no_answer(speaker):
    server = speaker(
        lambda server, connection: server.send(
            connection, b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"
        )
    )

    with pytest.raises(http.Unreachable):
        get(server)


def test_json_that_was_cut_is_garbled_even_where_the_cut_reads_well(speaker):
    answer = get(speaker(says("200 OK", b"1234")), size=2)

    assert answer.body == b"12"
    with pytest.raises(http.Garbled, match="too long"):
        http.read_json(answer)
