"""What a person says of an order's tax where neither the hub nor our own tables know it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from orders import workflow
from orders.commands.cancelling import refuse_strangers
from orders.commands.dossier import Dossier
from orders.commands.locking import lock
from orders.facts.tax_rate import rate as rate_of
from orders.models import Order, OrderItem
from orders.workflow import UNPACKED, IllegalMove, Invalid

HIGHEST_RATE = Decimal(100)


@transaction.atomic
def set_tax_rate(
    order_id: int,
    *,
    tax_rate: Decimal,
    items: Sequence[int] | None = None,
    reason: str,
    by: str,
    at: datetime,
) -> Order:
    """
    Tax the units that `items` names by our keys, or every one without a rate, at so many percent.

    It holds for these units only, and no later copy of the hub changes it. Units that are packed
    have their invoice.
    """
    if not 0 <= tax_rate <= HIGHEST_RATE:
        raise Invalid(tax_rate=f"A percentage from 0 to {HIGHEST_RATE}.")
    dossier = lock(order_id)
    workflow.require("order", "set-tax-rate", dossier.order.state, dossier.facts())
    units = _named(dossier, items)
    before = {str(rate_of(unit)) for unit in units if rate_of(unit) is not None}
    for unit in units:
        dossier.change(unit, tax_rate_override=tax_rate)
    event = ("order.tax_set", None)
    changes = {
        "tax_rate": [", ".join(sorted(before)), str(tax_rate)],
        "items": [None, [unit.pk for unit in units]],
        "reason": ["", reason],
    }
    dossier.record(event, by=by, at=at, changes={event: changes})
    return dossier.order


@transaction.atomic
def set_place_of_supply(order_id: int, *, state: str, reason: str, by: str, at: datetime) -> Order:
    """
    Bill the order as supplied in a state, whatever its addresses say; `state` are two letters.

    It holds for the address that the goods go to now. What is packed has its invoice.
    """
    dossier = lock(order_id)
    order = dossier.order
    workflow.require("order", "set-place-of-supply", order.state, dossier.facts())
    if not _free(dossier):
        raise IllegalMove("Everything is packed already, so the invoice stands.")
    event = ("order.tax_set", None)
    changes = {"place_of_supply": [order.place_of_supply, state], "reason": ["", reason]}
    dossier.change(order, place_of_supply=state, place_of_supply_address=order.shipping_address_id)
    dossier.record(event, by=by, at=at, changes={event: changes})
    return order


def _named(dossier: Dossier, keys: Sequence[int] | None) -> list[OrderItem]:
    """Return the units to tax, none of which is billed already."""
    open_units = _open(dossier)
    free = _free(dossier)
    if keys is None:
        if not (lacking := [unit for unit in free if rate_of(unit) is None]):
            raise IllegalMove("Every unit that is not packed has a tax rate: name those to change.")
        return lacking
    refuse_strangers(keys, {unit.pk for unit in open_units})
    if billed := [unit for unit in open_units if unit.pk in set(keys) and unit not in free]:
        skus = ", ".join(sorted({unit.product.sku for unit in billed}))
        raise IllegalMove(f"Packed already, so the invoice stands: {skus}.")
    return [unit for unit in free if unit.pk in set(keys)]


def _open(dossier: Dossier) -> list[OrderItem]:
    return [unit for unit in dossier.items if not unit.is_parent and not unit.cancelled_at]


def _free(dossier: Dossier) -> list[OrderItem]:
    """Return the units that can still be billed otherwise."""
    return [unit for unit in _open(dossier) if not _packed(dossier, unit)]


def _packed(dossier: Dossier, unit: OrderItem) -> bool:
    holder = dossier.holder(unit)
    return holder is not None and holder.state not in UNPACKED
