"""The back office of the domain: people look at rows here, and press the workflow's buttons."""

from orders.admin import dwell, order, package, people, reference, stock

__all__ = ["dwell", "order", "package", "people", "reference", "stock"]
