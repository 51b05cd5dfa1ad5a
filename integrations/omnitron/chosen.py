"""Pulling the orders that somebody names, at once, and saying what became of each."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from integrations.omnitron.client import BadCredentials, Client, sentence
from integrations.omnitron.cursor import TooManyLogins
from integrations.omnitron.receiving import TAKEN, Receiver, Row
from oms import http
from oms.http import RemoteError
from orders.commands.intake import Outcome
from orders.models import Channel, Order

MOST = 50
PATIENCE = 25  # seconds
_LASTING = (http.Unreachable, http.Unwell, http.Forbidden, BadCredentials, TooManyLogins)


@dataclass(frozen=True)
class Result:
    """What became of one number; with errors it was not taken in."""

    number: str
    errors: tuple[str, ...] = ()


def pull_numbers(
    channels: Iterable[Channel],
    numbers: Sequence[str],
    *,
    by: str,
    now: datetime,
    deadline: float = PATIENCE,
) -> list[Result]:
    """
    Take in the orders of these numbers, each from every channel that has it.

    The answer keeps the order of `numbers`. After `deadline` seconds nothing more is asked; the
    numbers that were not reached by then say so.
    """
    if len(numbers) > MOST:
        raise ValueError(f"At most {MOST} numbers at a time.")
    end = time.monotonic() + deadline
    sources = [_Source(channel, by=by, now=now, end=end) for channel in channels]
    done: dict[str, Result] = {}
    for number in numbers:
        if number not in done:
            done[number] = _pull(number, sources, end)
    return [done[number] for number in numbers]


def pull_again(
    order: Order, *, by: str, now: datetime, deadline: float = PATIENCE
) -> Outcome | None:
    """
    Ask the hub for one order that we hold, and take in what it says now; None if it has none.

    RemoteError when the hub cannot be asked.
    """
    client = Client(order.channel, deadline=time.monotonic() + deadline)
    receiver = Receiver(order.channel, by=by, client=client)
    receiver.sync(at=now)
    rows = [Row.of(text) for text in client.orders_numbered(order.number).rows]
    outcomes = receiver.receive([row for row in rows if _is(row, order.number)], at=now)
    return outcomes[0] if outcomes else None


def _pull(number, sources, end):
    if time.monotonic() >= end:
        return Result(number, (f"Order number: {number} was not reached in time. Ask again.",))
    told = [errors for source in sources if (errors := source.pull(number)) is not None]
    if not told:
        return Result(number, (f"Order not found with Order number:{number}",))
    if any(not errors for errors in told):
        return Result(number)
    return Result(number, tuple(error for errors in told for error in errors))


class _Source:
    """One channel's hub, for the time of one call."""

    def __init__(self, channel, *, by, now, end):
        self.channel, self.now, self.failure, self.synced = channel, now, "", False
        self.receiver = Receiver(channel, by=by, client=Client(channel, deadline=end))

    def pull(self, number) -> tuple[str, ...] | None:
        """Return the errors of one number, none if it was taken in, None if it is not there."""
        if Order.objects.filter(channel=self.channel, number=number).exists():
            return (f"Order number: {number} already exists in {self.channel} channel!",)
        if self.failure:
            return (self.failure,)
        try:
            return self._fetched(number)
        except RemoteError as error:
            if isinstance(error, _LASTING):
                self.failure = sentence(error)
            return (sentence(error),)

    def _fetched(self, number):
        if not self.synced:
            self.receiver.sync(at=self.now)
            self.synced = True
        listing = self.receiver.client.orders_numbered(number)
        rows = [row for row in map(Row.of, listing.rows) if _is(row, number)]
        if not (outcomes := self.receiver.receive(rows, at=self.now)):
            return None
        if any(outcome.result in TAKEN for outcome in outcomes):
            return ()  # another order of the same number waits in quarantine
        failed = [outcome for outcome in outcomes if outcome.result not in TAKEN]
        return tuple(reason for outcome in failed for reason in outcome.reasons)


def _is(row, number):
    return not isinstance(row.raw, dict) or row.raw.get("number") == number
