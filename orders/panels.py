"""What other rooms tell about an order on its page; settings.ORDER_PANELS lists who is asked."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Entry:
    """
    One line of an order's story.

    `tone` is info, good, bad or waiting. `actions` are buttons as (label, address): each is POSTed.
    """

    at: datetime
    kind: str
    title: str
    detail: str = ""
    tone: str = "info"
    actions: tuple[tuple[str, str], ...] = ()


def collected(order, user) -> list[Entry]:
    """Ask every panel what `user` may know of the order."""
    panels = map(import_string, settings.ORDER_PANELS)
    return [entry for panel in panels for entry in panel(order, user)]
