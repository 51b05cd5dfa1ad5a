"""How often logins may fail: counted by name and address, held per process without Redis."""

import hashlib
from dataclasses import dataclass

from oms import throttling


@dataclass(frozen=True)
class Limit:
    """So many failures of one kind in a window that begins with the first of them."""

    key: str
    most: int
    seconds: int


@dataclass(frozen=True)
class Failures:
    """The limits of one login; the first of them begins anew with a good one."""

    limits: tuple[Limit, ...]

    def wait(self) -> int:
        """Return the seconds until this login may be tried; 0 is now. Ask before judging it."""
        return max(throttling.seconds_left(limit.key, limit=limit.most) for limit in self.limits)

    def count(self) -> int:
        """Count a failure; return the seconds to wait if others at once failed too often."""
        waits = [
            throttling.seconds_to_wait(limit.key, limit=limit.most, window=limit.seconds)
            for limit in self.limits
        ]
        return max(waits)

    def forget(self) -> None:
        """Begin anew, for the login was good."""
        throttling.forget(self.limits[0].key)


def digest(text: str) -> str:
    """Return what stands for a text in a key: somebody may send one of any length."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
