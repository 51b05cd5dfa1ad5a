"""What follows from an order's rows, worked out once: every teller asks here and adds its words."""

from orders.facts.order import OrderFacts, load, of

__all__ = ["OrderFacts", "load", "of"]
