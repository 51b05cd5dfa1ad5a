"""A stopwatch for ratios: what a thing costs, in units of another of the same run."""

from collections.abc import Callable
from statistics import median
from time import perf_counter


def cost(thing: Callable[[], object], *, times: int = 15) -> float:
    """Return the median seconds of a call, after one that does not count."""
    thing()
    return median(_seconds(thing) for _ in range(times))


def line(what: str, seconds: float, *, against: float) -> str:
    """Return a row of the table: a ratio first, for that is what may be compared."""
    return f"  {seconds / against:8.2f} x   {what} ({seconds * 1000:.1f} ms here and now)"


def _seconds(thing):
    start = perf_counter()
    thing()
    return perf_counter() - start
