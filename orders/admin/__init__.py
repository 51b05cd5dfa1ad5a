"""The back office of the domain: people look at rows here, and press the workflow's buttons."""

from orders.admin import order, package, people, reference, stock

__all__ = ["order", "package", "people", "reference", "stock"]
