"""One memory per process of a Redis that did not answer: cache, limits and doorbell share it."""

import time

PAUSE = 5  # seconds without asking a Redis that did not answer

_until = 0.0


def begin() -> None:
    """Remember that Redis did not answer just now."""
    global _until
    _until = time.monotonic() + PAUSE


def end() -> None:
    """Forget it, so that the next who needs Redis asks."""
    global _until
    _until = 0.0


def lasts() -> bool:
    """Tell whether nobody of this process should ask Redis now."""
    return time.monotonic() < _until
