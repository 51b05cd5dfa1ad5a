"""Cancelling an order or a part of it, before it is packed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from rest_framework import serializers

from integrations import idempotency
from integrations.idempotency import Answer
from integrations.vijaysales import answers, auth, fields, words
from integrations.vijaysales.base import rendered
from integrations.vijaysales.envelope import Refused, unprocessable
from integrations.vijaysales.lines import Line, lines
from integrations.vijaysales.reading import OrderView
from orders.commands.cancelling import cancel
from orders.commands.reach import units_within_reach, within_reach
from orders.facts import cancellable, payment
from orders.facts.order import OrderFacts
from orders.models import Order, OrderItem
from orders.scope import EVERYTHING
from orders.workflow import BY_SLUG, IllegalMove, OrderStatus

WHOLE = f"{auth.DIALECT}:cancel"
BY_REQUEST = f"{auth.DIALECT}:cancelRequestId"
NAMES = ("itemId", "lineId", "vanNo")
_CANCEL = BY_SLUG["order", "cancel"]


class ItemRequest(fields.Asked):
    itemId = serializers.CharField(required=False, max_length=64)
    lineId = fields.Text(required=False, max_length=64)
    vanNo = fields.Sku(required=False)
    quantity = fields.Count(min_value=1, max_value=100_000)

    def validate(self, attrs):
        """Ask for one name of the line."""
        if sum(name in attrs for name in NAMES) != 1:
            raise serializers.ValidationError(f"Name the line by one of {', '.join(NAMES)}.")
        return attrs


class CancelRequest(fields.Asked):
    reasonCode = serializers.ChoiceField(words.REASONS)
    reason = fields.Text(required=False, allow_blank=True, max_length=100, default="")
    cancelRequestId = fields.Text(required=False, allow_null=True, max_length=64)
    items = serializers.ListField(
        child=ItemRequest(), required=False, allow_null=True, min_length=1, max_length=50
    )

    def validate(self, attrs):
        """Ask for words where the code says nothing."""
        if attrs["reasonCode"] == "OTHER" and not attrs["reason"]:
            error = serializers.ErrorDetail("Needed for OTHER.", code="required")
            raise serializers.ValidationError({"reason": [error]})
        return attrs


class Cancel(OrderView):
    route = "cancel"

    def post(self, request, order_id):
        """Cancel an order, or so many units of its lines now."""
        order = self.the_order(order_id)
        asked = self.read(CancelRequest, request.data)
        return self.once([order.pk, asked], lambda: self._once(order, asked))

    def put(self, request, order_id):
        """Cancel, by the other method."""
        return self.post(request, order_id)

    def _once(self, order: Order, asked: Mapping) -> Answer:
        scope, key, kept = _key(order, asked)
        if not scope:
            return Answer(rendered(self._cancelled(order.pk, asked)))
        try:
            return idempotency.once(
                self.request.auth.partner,
                scope=scope,
                key=key,
                request=kept,
                at=timezone.now(),
                work=lambda: Answer(rendered(self._cancelled(order.pk, asked))),
                kept=None,
            )
        except idempotency.Reused:
            text = "This cancelRequestId was used for another cancellation."
            raise unprocessable(9026, "IDEMPOTENCY_KEY_REUSED", text) from None

    @transaction.atomic
    def _cancelled(self, order_id: int, asked: Mapping) -> dict:
        Order.objects.select_for_update().get(pk=order_id)
        order, now = answers.load(Order.objects.filter(pk=order_id)).get(), timezone.now()
        if order.state == OrderStatus.CANCELLED and not asked.get("items"):
            return _told(order, [], fields.moment(_gone_at(order)))
        own = order.extra_field.get(answers.PLACED_BY) == self.request.auth.partner.pk
        mine = units_within_reach(order.pk, self.request.scope, own=own)
        units = _chosen(order, asked.get("items"), set(mine.values_list("pk", flat=True)))
        items = [unit.pk for unit in units] if asked.get("items") else None
        reason = ": ".join(filter(None, [asked["reasonCode"], asked["reason"]]))
        try:
            with within_reach(_CANCEL, order.pk, self.request.scope, units=items, own=own):
                cancel(order.pk, items=items, reason=reason, by=self.request.by, at=now)
        except IllegalMove as error:
            raise _not_cancellable(order, str(error)) from error
        told = answers.load(Order.objects.filter(pk=order_id)).get()
        return _told(told, units, fields.moment(now))


def _key(order: Order, asked: Mapping) -> tuple[str, str, object]:
    """Return under which name the answer is kept, if any, and what must be asked again for it."""
    if name := asked.get("cancelRequestId"):
        return BY_REQUEST, f"{order.pk}:{name}", asked
    if not asked.get("items"):
        return WHOLE, str(order.pk), "whole"
    return "", "", None


def _chosen(
    order: Order, asked: Sequence[Mapping] | None, mine: Collection[int]
) -> list[OrderItem]:
    """Return the units that are meant: the least far of `mine`, of each line that is named."""
    every, holders = lines(order), OrderFacts(order, EVERYTHING).holders
    if not asked:
        return [unit for line in every for unit in line.open]
    taken: dict[int, OrderItem] = {}
    for n, wanted in enumerate(asked):
        left = [unit for unit in _of_lines(every, wanted, n) if unit.pk not in taken]
        if wanted["quantity"] > len(left):
            text = f"{len(left)} of it are open."
            details = [{"field": f"items[{n}].quantity", "message": text, "open": len(left)}]
            raise unprocessable(9035, "QUANTITY_EXCEEDS_OPEN", text, details=details)
        mine_left = [unit for unit in left if unit.pk in mine]
        near = [u for u in mine_left if cancellable.within_reach(u, holders.get(u.pk))]
        reach = sorted(near, key=lambda unit: unit.state)
        if wanted["quantity"] > len(reach):
            text = f"items[{n}]: {len(reach)} of it can still be cancelled."
            raise _not_cancellable(order, text)
        taken |= {unit.pk: unit for unit in reach[: wanted["quantity"]]}
    return list(taken.values())


def _of_lines(every: list[Line], wanted: Mapping, n: int) -> list[OrderItem]:
    name = next(name for name in NAMES if name in wanted)
    named = [line for line in every if _names(line)[name] == wanted[name]]
    if not named:
        details = [{"field": f"items[{n}].{name}", "message": "The order has no such line."}]
        raise unprocessable(9011, "VALIDATION_FAILED", details[0]["message"], details=details)
    return [unit for line in named for unit in line.open]


def _names(line: Line) -> dict[str, str]:
    first = line.units[0]
    return {
        "itemId": words.item_id(line.order, line.number),
        "lineId": first.line_ref,
        "vanNo": first.product.sku,
    }


def _gone_at(order: Order) -> datetime:
    """Return when the last of an order went that was cancelled before, here or by pieces."""
    units = [unit for line in lines(order) for unit in line.units]
    return max((u.cancelled_at for u in units if u.cancelled_at), default=order.modified_date)


def _not_cancellable(order: Order, text: str) -> Refused:
    status = answers.status(order)
    details = [{"field": "status", "message": words.LABELS[status], "status": status}]
    return unprocessable(9034, "NOT_CANCELLABLE", text, details=details)


def _told(order: Order, units: Sequence[OrderItem], at: str | None) -> dict:
    """Tell of the units that went now; what went before was told, and paid back, then."""
    counts: dict[str, int] = {}
    for unit in units:
        name = words.item_id(order, unit.line)
        counts[name] = counts.get(name, 0) + 1
    mode = answers.payment_mode(order)
    amount = payment.paid(order, units)
    return {
        "orderId": str(order.pk),
        "status": answers.status(order),
        "cancelledItems": [{"itemId": name, "quantity": n} for name, n in counts.items()],
        "refund": {
            "amount": fields.money(amount, order.currency),
            "mode": mode,
            "status": "PENDING" if amount else "NOT_APPLICABLE",
        },
        "cancelledAt": at,
    }
