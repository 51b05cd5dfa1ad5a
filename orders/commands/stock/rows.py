"""The arithmetic on stock rows: each change is one statement that says when it may happen."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Case, F, Q, When

from orders.clock import Clock
from orders.models import Stock

TRIES = 3
_AGAIN = {"40P01", "40001"}  # PostgreSQL: deadlock detected, could not serialise


class Short(Exception):
    """A row has fewer pieces left than were asked of it."""


def retried(function: Callable) -> Callable:
    """Run the function in one transaction, and again when the database let another go first."""

    @wraps(function)
    def again(*args: Any, **kwargs: Any) -> Any:
        for tries_left in reversed(range(TRIES)):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except OperationalError as error:
                if not tries_left or getattr(error.__cause__, "sqlstate", "") not in _AGAIN:
                    raise
        raise AssertionError("The last try returns or raises.")

    return again


def hold(condition: Q) -> None:
    """Lock rows, by ascending key, as everybody does who will touch more than one of them."""
    list(Stock.objects.filter(condition).order_by("pk").select_for_update().values_list("pk"))


def take(quantities: Mapping[int, int]) -> None:
    """Promise pieces of rows, given by key, or raise Short at the first that has too few."""
    for key, quantity in sorted(quantities.items()):  # everybody by ascending key: no deadlock
        enough = Q(on_hand__gte=F("reserved") + F("safety") + quantity)
        rows = Stock.objects.filter(enough, pk=key)
        if not rows.update(reserved=F("reserved") + quantity, modified_date=Clock()):
            raise Short


def put_back(quantities: Mapping[int, int]) -> None:
    """Take back the promise of pieces: they are to be had again."""
    for key, quantity in sorted(quantities.items()):
        Stock.objects.filter(pk=key).update(
            reserved=F("reserved") - quantity,
            returned_at=returned_with(quantity),
            modified_date=Clock(),
        )


def send_off(quantities: Mapping[int, int]) -> None:
    """Let promised pieces leave the house."""
    for key, quantity in sorted(quantities.items()):
        Stock.objects.filter(pk=key).update(
            on_hand=F("on_hand") - quantity,
            reserved=F("reserved") - quantity,
            modified_date=Clock(),
        )


def arrive(quantities: Mapping[int, int]) -> None:
    """Lay pieces on the shelf that nobody is promised."""
    for key, quantity in sorted(quantities.items()):
        Stock.objects.filter(pk=key).update(
            on_hand=F("on_hand") + quantity,
            returned_at=returned_with(quantity),
            modified_date=Clock(),
        )


def returned_with(more: int) -> Case:
    """Return what `returned_at` becomes when `more` pieces of a row are to be had."""
    none_before = Q(on_hand__lte=F("reserved") + F("safety"))
    some_after = Q(on_hand__gt=F("reserved") + F("safety") - more)
    return Case(When(none_before & some_after, then=Clock()), default=F("returned_at"))
