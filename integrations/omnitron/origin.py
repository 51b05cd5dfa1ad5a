"""One installation mirrors one Omnitron: whose keys we keep, they must all come from one hub."""

from urllib.parse import urlsplit

from orders.models import Channel

PORTS = {"http": 80, "https": 443}


class NotOurHub(ValueError):
    """The address is none of a hub, or of another hub than that of our channels."""


def require_our_hub(server: str, *, omnitron_id: int | None) -> None:
    """Raise NotOurHub unless `server` may be the address of this channel."""
    try:
        origin = _origin(server)
    except (KeyError, ValueError):
        origin = (None, None, None)
    if not origin[1]:
        raise NotOurHub("The server is an address such as https://shop.example.com/api/v1.")
    others = Channel.objects.exclude(omnitron_id=omnitron_id).exclude(server="")
    for other in others.values_list("server", flat=True):
        if _origin(other) != origin:
            raise NotOurHub(
                f"One installation mirrors one Omnitron: the other channels are at {other}."
            )


def _origin(server):
    parts = urlsplit(server)
    return parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme]
