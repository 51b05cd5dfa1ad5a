"""Where the packages of an order go, or went: what was sent keeps the address it was sent to."""

from collections.abc import Iterable

from orders.models import Address, Order, Package
from orders.models.package import LEFT_THE_HOUSE


def of_order(order: Order, packages: Iterable[Package]) -> tuple[Address, Address]:
    """
    Return the addresses of delivery and of the invoice, as an answer about a whole order has them.

    They are the order's; once all of it has left, those that every package was sent with.
    """
    live = [package for package in packages if package.cancelled_at is None]
    if not all(package.state in LEFT_THE_HOUSE for package in live):
        return order.shipping_address, order.billing_address
    sent = {(package.destination, package.billed_to) for package in live}
    return sent.pop() if len(sent) == 1 else (order.shipping_address, order.billing_address)
