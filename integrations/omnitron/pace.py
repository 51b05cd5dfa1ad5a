"""How fast we may ask the hub: spaced by each worker, counted by all of them together."""

import math
import time

from django.conf import settings

from oms import throttling

NAP = 0.05  # seconds, while other workers use up what is left of this second


class Pace:
    """The pace of one asker; those of the same name share PULL_REQUESTS_PER_SECOND."""

    def __init__(self, name: str):
        self._name, self._next_at = name, 0.0

    def wait(self, *, until: float = math.inf) -> None:
        """Return when the next request may be made, or when `until` has come."""
        if not (rate := settings.PULL_REQUESTS_PER_SECOND):
            return
        time.sleep(max(min(self._next_at, until) - time.monotonic(), 0))
        while throttling.seconds_to_wait(self._name, limit=rate, window=1):
            if time.monotonic() >= until:
                return
            time.sleep(NAP)
        self._next_at = time.monotonic() + 1 / rate
