"""Where the outgoing client goes, and where nobody can make it go."""

import contextlib
import ipaddress
import socket
import threading

import pytest

from oms import addresses, http
from tests.oms.wire import says

SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "0",
    "0.0.0.0",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "①②⑦.⓪.⓪.①",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "168.63.129.16",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "203.0.113.7",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2002:a9fe:a9fe::1]",
    "[2001:0:7f00:1::80ff:fffe]",
    "[fe80::1]",
    "[fe80::1%25lo]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[5f00::1]",
    "[100::1]",
]


@pytest.fixture
def called(monkeypatch):
    """Return the addresses that were connected to; none of them is."""
    calls = []

    def connect(self, address):
        calls.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    return calls


@pytest.mark.parametrize("host", SPELLINGS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_address_that_is_not_public_is_not_called_however_it_is_spelled(scheme, host, called):
    with pytest.raises(http.RemoteError) as caught:
        http.send("GET", f"{scheme}://{host}/")

    assert called == []
    # Without IPv6 or the zone a machine may not even know the spelling; that is no call either.
    assert isinstance(caught.value, http.Forbidden) or str(caught.value) == "gaierror"


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_loopback_is_forbidden_by_rule_and_not_by_chance(host):
    with pytest.raises(
        http.Forbidden,
        match=r"^The host leads to a private address; only public ones are called\.$",
    ):
        http.send("GET", f"http://{host}/")


@pytest.mark.parametrize(
    "text",
    ["1.1.1.1", "100.63.255.255", "172.32.0.1", "192.0.1.1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
    + ["2606:4700:4700::1111", "2a00:1450::1"],
)
def test_the_internet_is_open(text):
    assert addresses.is_public(ipaddress.ip_address(text))


def test_every_forbidden_range_is_forbidden_at_both_ends():
    for network in addresses._NOT_PUBLIC:
        assert not addresses.is_public(network[0])
        assert not addresses.is_public(network[-1])


def test_an_allowed_network_is_open_for_this_request_only(speaker):
    server = speaker(says(), host="127.0.0.9")

    assert http.send("GET", server.url, networks=["127.0.0.8/29"]).status == 200
    for networks in [(), ["127.0.0.8/32"], ["10.0.0.0/8", "::1/128"]]:
        with pytest.raises(
            http.Forbidden,
            match=r"^The host leads to a private address; only public ones are called\.$",
        ):
            http.send("GET", server.url, networks=networks)
    assert len(server.heads) == 1


def test_a_name_is_resolved_once_and_the_address_that_was_looked_at_is_called(speaker, resolver):
    looked_at, rebound = on_one_port(speaker, "127.0.0.2", "127.0.0.1")
    resolver += [["127.0.0.2"], ["127.0.0.1"]]

    answer = http.send("GET", f"http://shop.example:{rebound.port}/", networks=["127.0.0.2/32"])

    assert answer.body == b"looked at"
    assert f"\r\nHost: shop.example:{rebound.port}\r\n" in looked_at.heads[0]
    assert (resolver, rebound.heads) == ([["127.0.0.1"]], [])


def on_one_port(speaker, first, second):
    """Return two servers on two hosts, on a port that was free on both."""
    for _try in range(100):
        looked_at = speaker(says("200 OK", b"looked at"), host=first)
        with contextlib.suppress(OSError):
            return looked_at, speaker(says(), host=second, port=looked_at.port)
    raise AssertionError("No port is free on both.")


def test_one_bad_address_among_good_ones_is_enough_to_refuse(speaker, resolver):
    good = speaker(says(), host="127.0.0.2")
    resolver.append(["127.0.0.2", "10.0.0.1"])

    with pytest.raises(
        http.Forbidden,
        match=r"^The host leads to a private address; only public ones are called\.$",
    ):
        http.send("GET", f"http://shop.example:{good.port}/", networks=["127.0.0.2/32"])

    assert good.heads == []


def test_the_next_address_is_tried_when_the_first_does_not_answer(speaker, resolver):
    server = speaker(says("200 OK", b"second"), host="127.0.0.2")
    resolver.append(["127.0.0.3", "127.0.0.2"])

    answer = http.send("GET", f"http://shop.example:{server.port}/", networks=["127.0.0.0/8"])

    assert answer.body == b"second"


def test_a_resolver_that_hangs_does_not_hold_us(monkeypatch):
    asked, enough = [], threading.Event()

    def getaddrinfo(*_question, **_kind):
        asked.append(1)
        enough.wait(60)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    with pytest.raises(http.Unreachable, match=r"^TimeoutError$"):
        http.send("GET", "http://shop.example/", timeout=0.5)
    enough.set()

    assert asked == [1]
