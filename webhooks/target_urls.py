"""Which URLs a stranger may register: https, public, on a usual port, without a user in it."""

import ipaddress
import re
import socket
from urllib.parse import SplitResult, urlsplit

from oms import addresses

LONGEST = 2048
PORTS = {None, 443, 8443}
_PLAIN = re.compile(r"[!-\[\]-~]+")  # printable ASCII but the space and the backslash
_NAME = re.compile(r"([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_PRIVATE_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


class Unfit(ValueError):
    """We would never call this URL; the text says why and repeats nothing of it."""


def refuse_unfit(url: str) -> None:
    """
    Raise Unfit for a URL that webhooks may not lead to.

    A name is not looked up here: the sender looks at every address behind it at every call.
    """
    if len(url) > LONGEST:
        raise Unfit(f"At most {LONGEST} characters.")
    if not _PLAIN.fullmatch(url):
        raise Unfit("A URL in ASCII, without spaces and backslashes.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unfit("This is not a URL.") from error
    if parts.scheme != "https":
        raise Unfit("Only https.")
    if "@" in parts.netloc:
        raise Unfit("No user in the URL: use config.auth.")
    if port not in PORTS:
        raise Unfit("Only the ports 443 and 8443.")
    _refuse_private(parts)


def _refuse_private(parts: SplitResult) -> None:
    host = (parts.hostname or "").removesuffix(".")
    address = _address(host, bracketed="[" in parts.netloc)
    if address is not None:
        if not addresses.is_public(address):
            raise Unfit("This address is not public.")
    elif not _NAME.fullmatch(host) or f".{host}".endswith(_PRIVATE_NAMES):
        raise Unfit("A public host name is needed.")


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
