"""When a message that was not taken is tried again: the schedule of the house, or a chosen plan."""

import random
from datetime import timedelta

# What lies between the attempts: the first is due at once, the tenth is the last.
PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)
JITTER = 0.2
SHORTEST, LONGEST = timedelta(seconds=1), timedelta(hours=24)
PLANNED_ATTEMPTS = 18

DAY = 24 * 3600
PLANS = {
    "fixed": lambda n, *, seconds: seconds,
    "linear": lambda n, *, base, limit=DAY: min(base * n, limit),
    "exponential": lambda n, *, base, factor=1, limit=DAY: min(min(base, DAY) ** n * factor, limit),
    "random": lambda n, *, min_value, max_value: random.randint(min_value, max_value),
}

NEEDED = {
    "fixed": {"seconds"},
    "linear": {"base"},
    "exponential": {"base"},
    "random": {"min_value", "max_value"},
}
POSSIBLE = {"linear": {"limit"}, "exponential": {"factor", "limit"}}
MOST = 10**9


class Unplannable(ValueError):
    """This is no plan for retries; the text says why."""


def refuse_unplannable(plan: object) -> None:
    """Raise Unplannable unless `plan` is a choice with the whole, positive numbers it needs."""
    if not isinstance(plan, dict) or plan.keys() - {"choice", "kwargs"}:
        raise Unplannable("An object with a choice and its kwargs.")
    choice, kwargs = plan.get("choice"), plan.get("kwargs")
    if not isinstance(choice, str) or choice not in PLANS:
        raise Unplannable(f"The choice is one of {', '.join(PLANS)}.")
    needed, possible = NEEDED[choice], POSSIBLE.get(choice, set())
    if not isinstance(kwargs, dict) or not needed <= kwargs.keys() <= needed | possible:
        names = ", ".join([*sorted(needed), *(f"{name} (optional)" for name in sorted(possible))])
        raise Unplannable(f"The kwargs of {choice} are {names}.")
    if not all(type(value) is int and 1 <= value <= MOST for value in kwargs.values()):
        raise Unplannable(f"The kwargs are whole numbers from 1 to {MOST}.")
    if choice == "random" and kwargs["max_value"] <= kwargs["min_value"]:
        raise Unplannable("max_value is greater than min_value.")


def attempts_allowed(plan: dict | None) -> int:
    """Return how often a message is sent before it is given up."""
    return len(PAUSES) + 1 if plan is None else PLANNED_ATTEMPTS


def pause(attempt: int, *, plan: dict | None, asked: timedelta | None = None) -> timedelta:
    """Return the wait after failed attempt `attempt`; up to a day the receiver may ask for more."""
    wait = _of_the_house(attempt) if plan is None else _planned(attempt, plan)
    return max(wait, min(asked or wait, LONGEST))


def _planned(attempt, plan):
    try:
        seconds = PLANS[plan["choice"]](attempt, **plan.get("kwargs", {}))
        return max(SHORTEST, timedelta(seconds=min(seconds, DAY)))
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
        return _of_the_house(attempt)  # a plan that nobody can read must not stop the retries


def _of_the_house(attempt):
    known = PAUSES[min(attempt, len(PAUSES)) - 1]
    return known * random.uniform(1 - JITTER, 1 + JITTER)
