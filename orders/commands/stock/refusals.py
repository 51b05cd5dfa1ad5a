"""Why stock was not set aside, moved or given back; every text is a sentence for people."""

from collections.abc import Sequence

from orders.models import StockReservation

Lack = tuple[int, int, int]  # our key of the product, how many were asked for, how many there are


Status = StockReservation.Status


class StockRefused(Exception):
    """What was asked of the stock is not possible; nothing was changed."""


class NotServiceable(StockRefused):
    """No active location serves the place in the way that was asked for."""


class Insufficient(StockRefused):
    """Some lines are short at every location that could take them; `lines` are all of those."""

    def __init__(self, lines: Sequence[Lack]) -> None:
        super().__init__("There is not enough stock.")
        self.lines = list(lines)


class OverLimit(StockRefused):
    """More of a product than one order may have; the third of each line is the limit."""

    def __init__(self, lines: Sequence[Lack]) -> None:
        super().__init__("One order may not have that many of a product.")
        self.lines = list(lines)


class ReferenceReused(StockRefused):
    """The reference is in use for something else."""


class TooManyOpen(StockRefused):
    """The owner holds as many open reservations as one may."""


class BlockRefused(StockRefused):
    """A reservation cannot be used; `reservation` is the one, where it was found."""

    def __init__(self, sentence: str, reservation: StockReservation | None = None) -> None:
        super().__init__(sentence)
        self.reservation = reservation


class BlockNotFound(BlockRefused):
    """The owner has no such reservation."""


class BlockExpired(BlockRefused):
    """Its time is over, or it was released: what it held may be somebody else's now."""


class BlockUsed(BlockRefused):
    """An order holds what it held."""


class BlockMismatch(BlockRefused):
    """The order is not for what was set aside, or not for that place."""


def why_not(held: StockReservation | None) -> BlockRefused:
    """Return the refusal that tells why a reservation cannot be used any more."""
    if held is None:
        return BlockNotFound("There is no such reservation.")
    if held.status == Status.CONSUMED:
        return BlockUsed("An order holds these goods already.", held)
    gone = "was released" if held.status == Status.RELEASED else "has expired"
    return BlockExpired(f"The reservation {gone}.", held)
