"""Connections only to where we may go: resolved once, every address looked at, timed in all."""

import ipaddress
import math
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future
from functools import cache

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection

CONNECT = 3
READ = 15

# IANA's special-purpose addresses, and Azure's metadata service, which hides among public ones.
_NOT_PUBLIC = [
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        *("168.63.129.16/32", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
]
_UNICAST6 = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotPublic(ValueError):
    """A name leads to an address that we do not call."""


class Road:
    """Where a request may go, and until when; requests that share a connection share it."""

    def __init__(self, deadline: float, networks: Iterable[str]):
        self.deadline = deadline
        self.networks = [ipaddress.ip_network(network) for network in networks]

    def connect(self, host: str, port: int) -> socket.socket:
        """Return a socket to an address behind `host` that was looked at, as were all others."""
        found = self._look_up(host, port)
        if not all(self._is_open(address[0]) for *_kind, address in found):
            raise NotPublic
        failure = OSError()
        for family, kind, protocol, _name, address in found:
            try:
                return self._connected(_PlainSocket(family, kind, protocol), address)
            except OSError as error:
                failure = error
        raise failure

    def _look_up(self, host, port):
        found = Future()  # a thread, because nothing can interrupt a resolver that hangs
        threading.Thread(target=_resolve, args=(found, host, port), daemon=True).start()
        return found.result(timeout=_left(self.deadline, CONNECT))

    def _is_open(self, text):
        address = _meant(ipaddress.ip_address(text.partition("%")[0]))
        return is_public(address) or any(address in network for network in self.networks)

    def _connected(self, sock, address):
        try:
            sock.settimeout(_left(self.deadline, CONNECT))
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(_left(self.deadline, READ))  # for the TLS handshake
        except OSError:
            sock.close()
            raise
        sock.road = self
        return sock


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Say if anybody on the internet may be behind `address`."""
    address = _meant(address)
    if address.version == 6 and address not in _UNICAST6:
        return False
    return not any(address in network for network in _NOT_PUBLIC)


@cache
def tls() -> ssl.SSLContext:
    """Return the one context: it verifies against this machine's authorities and Mozilla's."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.sslsocket_class = _TlsSocket
    return context


def _meant(address):
    """Return the IPv4 address that an IPv6 address stands for, or the address itself."""
    if address.version == 6 and address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return getattr(address, "ipv4_mapped", None) or address


def _resolve(found, host, port):
    try:
        found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        found.set_exception(error)


def _left(deadline, longest):
    if (left := deadline - time.monotonic()) <= 0:
        raise TimeoutError
    return min(left, longest)


class _Timed:
    """A socket that keeps to the time left in all, not only to a time between two bytes."""

    road: Road | None = None

    def recv_into(self, *args, **kwargs):
        self.settimeout(self._left())
        return super().recv_into(*args, **kwargs)

    def sendall(self, *args, **kwargs):
        self.settimeout(self._left())
        return super().sendall(*args, **kwargs)

    def _left(self):
        # Of the request that uses it now: several may share a connection.
        return _left(self.road.deadline if self.road else math.inf, READ)


class _PlainSocket(_Timed, socket.socket):
    pass


class _TlsSocket(_Timed, ssl.SSLSocket):
    pass


class _Connection(HTTPConnection):
    def __init__(self, *args, road, **kwargs):
        self.road = road
        super().__init__(*args, **kwargs)

    def _new_conn(self):
        return self.road.connect(self.host, self.port)


class _SecureConnection(_Connection, HTTPSConnection):
    def connect(self):
        super().connect()
        self.sock.road = self.road


CONNECTIONS = {"http": _Connection, "https": _SecureConnection}
