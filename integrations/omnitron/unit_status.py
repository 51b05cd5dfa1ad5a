"""What the hub holds of a unit at this moment, read before something is written over it."""

from collections.abc import Mapping

from integrations.omnitron.client import Client
from integrations.omnitron.facts import Unmappable
from integrations.omnitron.mapping import item_status
from integrations.omnitron.references import belongs, parsed
from oms import http
from orders.models import OrderItem
from orders.workflow import OrderStatus

NOT_SERVED = (404, 405)


class Unserved(Exception):
    """The hub serves neither a single item nor the items of an order."""


def read(client: Client, unit: OrderItem) -> int:
    """Return the status that the hub holds of a unit; one that it has no more is cancelled."""
    try:
        if (row := _row(client, unit)) is None:
            return OrderStatus.CANCELLED
        return item_status(row)
    except Unmappable as error:
        raise http.Garbled(str(error)) from None


def _row(client, unit):
    try:
        return parsed(client.row("order_items", unit.omnitron_id))
    except http.Refused as error:
        if error.status not in NOT_SERVED:
            raise
    try:
        return _among_its_order(client, unit)
    except http.Refused as error:
        if error.status not in NOT_SERVED:
            raise
        raise Unserved from error


def _among_its_order(client, unit):
    """Return the unit's row; None where the hub lists the order's items, and it is none of them."""
    order_id = unit.order.omnitron_id
    for page in client.pages_of_items(order_id):
        rows = [row for row in map(parsed, page.rows) if isinstance(row, Mapping)]
        for row in rows:
            if row.get("pk") == unit.omnitron_id:
                return row
        if not all(belongs(row, order_id) for row in rows):
            raise Unserved  # it ignores the filter: a walk through all items is no look
    return None
