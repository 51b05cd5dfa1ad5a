"""The one way to write: the functions here are the list of what can be done to an order."""

from orders.commands.running import run

__all__ = ["run"]
