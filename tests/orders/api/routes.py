"""Every native route, as the URLconf has them."""

import re
from dataclasses import dataclass

from django.urls import get_resolver

ROOT = "api/v1/oms/"
SIGNED = ("orders-webhook", "stocklocations-webhook")  # Omnitron's doors: a signature, no token


@dataclass(frozen=True)
class Route:
    """A pattern such as `orders/<int:pk>/short/`, and the class of its view."""

    pattern: str
    view: type

    @property
    def about_one(self):
        return "<" in self.pattern

    @property
    def many(self):
        return hasattr(self.view, "list")

    @property
    def writes(self):
        return hasattr(self.view, "post")

    def path(self, **keys):
        filled = re.sub(r"<int:(\w+)>", lambda key: str(keys[key[1]]), self.pattern)
        return f"/{ROOT}{filled}"


def native_routes():
    found = [
        Route(f"{outer.pattern}{inner.pattern}".removeprefix(ROOT), inner.callback.view_class)
        for outer in get_resolver().url_patterns
        if str(outer.pattern) == ROOT
        for inner in outer.url_patterns
        if not str(inner.pattern).startswith(SIGNED)
    ]
    return sorted(found, key=lambda route: route.pattern)
