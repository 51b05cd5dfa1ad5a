"""Signs of life of the workers: each says that somebody takes what one queue holds."""

import time

from django.utils import timezone

from oms.models import Heartbeat

PUSH, PULL = "worker", "pull"  # what a worker of each queue signs with
EVERY = 15  # seconds between two signs that one process gives by the way

_given: dict[str, float] = {}


def beat(name: str) -> None:
    """Write down that whoever signs with `name` is alive now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def beat_by_the_way(name: str) -> None:
    """Give a sign in the midst of long work, which keeps the slot that the beat's own needs."""
    if time.monotonic() - _given.get(name, -EVERY) >= EVERY:
        _given[name] = time.monotonic()
        beat(name)
