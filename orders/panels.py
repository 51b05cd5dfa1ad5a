"""What other rooms tell about orders; settings.ORDER_PANELS and ORDER_CAUSES list who is asked."""

from collections import defaultdict
from collections.abc import Sequence
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


@dataclass(frozen=True)
class Cause:
    """Why an order waits, as a sentence; `label` and `url` lead to what would free it."""

    order_id: int
    sentence: str
    label: str = ""
    url: str = ""


def causes(orders: Sequence, user) -> dict[int, list[Cause]]:
    """Ask every room what, as far as `user` may know it, holds these orders up."""
    found = defaultdict(list)
    for ask in map(import_string, settings.ORDER_CAUSES):
        for cause in ask(orders, user):
            found[cause.order_id].append(cause)
    return found
