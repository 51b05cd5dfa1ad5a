"""Where an order stands, and how it came there."""

from collections.abc import Iterable
from typing import Any

from integrations.vijaysales import answers, fields, words
from integrations.vijaysales.defaults import DEFAULTS
from integrations.vijaysales.lines import Line, lines
from orders.facts.delivery import picked_up
from orders.models import Order, OrderEvent

NOTE = DEFAULTS["status.history.note"].value
TRACKED = ("packageId", "carrier", "trackingNumber", "trackingUrl", "status")


def histories(orders: Iterable[Order]) -> dict[int, list[dict[str, Any]]]:
    """Return by our key what happened to each order, from the first day on, in words."""
    by_key = {order.pk: order for order in orders}
    told: dict[int, list[dict[str, Any]]] = {key: [] for key in by_key}
    events = OrderEvent.objects.filter(order__in=by_key).order_by("pk")
    for event in events.only("order_id", "data", "occurred_at"):
        pickup = picked_up(by_key[event.order_id])
        word = words.moment_status(event.data.get("after", {}), pickup=pickup)
        steps = told[event.order_id]
        if word and (not steps or steps[-1]["status"] != word):
            at = fields.moment(event.occurred_at)
            steps.append({"status": word, "at": at, "note": NOTE})
    return told


def status(order: Order, history: list[dict[str, Any]]) -> dict:
    """Return where a loaded order stands, line by line and package by package."""
    word = answers.status(order)
    return {
        "orderId": str(order.pk),
        "partnerOrderId": order.number,
        "orderNumber": order.code,
        "status": word,
        "statusLabel": words.LABELS[word],
        "updatedAt": fields.moment(order.modified_date),
        "items": [_item(line) for line in lines(order)],
        "tracking": [
            {name: package[name] for name in TRACKED} for package in answers.packages(order)
        ],
        "history": history,
    }


def _item(line: Line) -> dict:
    return {
        "itemId": words.item_id(line.order, line.number),
        "vanNo": line.units[0].product.sku,
        "quantity": len(line.units),
        "status": line.status,
    }
