"""Which URLs a stranger may register, and which nobody, because the engine never calls them."""

import ipaddress
import re
import socket
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from oms import addresses

LONGEST = 2048
PORTS = {None, 443, 8443}
_PLAIN = re.compile(r"[!-\[\]-~]+")  # printable ASCII but the space and the backslash
_NAME = re.compile(r"([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_ANY_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?")
_PRIVATE_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


class Unfit(ValueError):
    """We would never call this URL; the text says why and repeats nothing of it."""


def refuse_unfit(url: str) -> None:
    """
    Raise Unfit for a URL that webhooks may not lead to.

    A name is not looked up here: the sender looks at every address behind it at every call.
    """
    parts = _read(url)
    if parts.scheme != "https":
        raise Unfit("Only https.")
    if "@" in parts.netloc:
        raise Unfit("No user in the URL: use config.auth.")
    if parts.port not in PORTS:
        raise Unfit("Only the ports 443 and 8443.")
    _refuse_private(parts, ())


def refuse_uncallable(url: str, networks: Iterable[str]) -> None:
    """
    Raise Unfit for a URL that the engine would refuse at every call, whoever enters it.

    `networks` are the private ones that its target may reach. Behind those a name may be private.
    """
    parts = _read(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Unfit("An address begins with https:// and names a host.")
    if "@" in parts.netloc:
        raise Unfit("No user in the address: user and password have fields of their own.")
    if parts.port == 0:
        raise Unfit("There is no port 0.")
    _refuse_private(parts, list(networks))


def _read(url: str) -> SplitResult:
    """Return the parts of a URL that can be sent; its port is a port or None."""
    if len(url) > LONGEST:
        raise Unfit(f"At most {LONGEST} characters.")
    if not _PLAIN.fullmatch(url):
        raise Unfit("A URL in ASCII, without spaces and backslashes.")
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading it is what refuses
    except ValueError as error:
        raise Unfit("This is not a URL.") from error
    return parts


def _refuse_private(parts: SplitResult, networks: Iterable[str]) -> None:
    host = (parts.hostname or "").removesuffix(".")
    address = _address(host, bracketed="[" in parts.netloc)
    if address is not None:
        if not addresses.is_public(address) and not _within(address, networks):
            raise Unfit("This address is not public.")
    elif networks:
        if not _ANY_NAME.fullmatch(host):
            raise Unfit("This is no name of a host.")
    elif not _NAME.fullmatch(host) or f".{host}".endswith(_PRIVATE_NAMES):
        raise Unfit("A public host name is needed.")


def _within(address, networks):
    meant = getattr(address, "ipv4_mapped", None) or address
    return any(meant in ipaddress.ip_network(network) for network in networks)


def _address(host, *, bracketed):
    """Return the address that a host spells in any way that a socket would read."""
    if bracketed:
        try:
            return ipaddress.IPv6Address(host)
        except ValueError as error:
            raise Unfit("This is not a URL.") from error
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None
