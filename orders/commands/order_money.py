"""Bringing the money of an order onto its units: at intake, at a change, and at a release."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.conf import settings

from oms.core.currency import minor_unit
from orders.commands.dossier import Dossier
from orders.drafts import NoteDraft, OrderDraft
from orders.facts.apportionment import Apportionment, apportion, families, structure
from orders.facts.money import spread
from orders.facts.price import gross
from orders.models import Order, OrderItem
from orders.workflow import PackageStatus

CHARGES = {
    "shipping_amount": "shipping_charge",
    "cod_amount": "cod_charge",
    "gift_wrap_amount": "gift_wrap_charge",
}
NOTHING = Decimal(0)
Shares = list[tuple[OrderItem, dict]]


def settle(draft: OrderDraft) -> OrderDraft:
    """
    Return a new order whose units carry its whole amount, and a note where they did not.

    An amount above the units, or a bundle that disagrees with its parts, is a reason to hold it.
    """
    found = _apportionment(draft)
    items = zip(draft.items, found.adjustments, strict=True)
    reasons = filter(None, [draft.hold_reason, found.hold_reason])
    return replace(
        _noted(draft, found),
        items=tuple(replace(item, adjustment=added) for item, added in items),
        surplus=found.surplus,
        hold_reason=" ".join(reasons),
    )


def compare(draft: OrderDraft) -> OrderDraft:
    """Return a later copy of an order with a note where its amount and its units disagree."""
    found = _apportionment(draft)
    return _noted(draft, replace(found, note=found.note.partition(";")[0]))


def _apportionment(draft: OrderDraft) -> Apportionment:
    charges = sum((getattr(draft, name) for name in CHARGES), NOTHING)
    return apportion(draft.items, amount=draft.amount, charges=charges, currency=draft.currency)


def _noted(draft: OrderDraft, found: Apportionment) -> OrderDraft:
    said = found.note.removeprefix("is ")
    notes = [NoteDraft("amount", f"Amount: {said}.")] if said else []
    return replace(draft, intake_notes=(*draft.intake_notes, *notes))


def share(order: Order, units: Sequence[OrderItem]) -> None:
    """Give new units the rates of their bundles, and their shares of charges and payments."""
    for shares in (bundle_rates(units), charges(order, units)):
        _put(shares)
    _put(payments(order, units))


def charge(surplus: Decimal, order: Order, units: Sequence[OrderItem]) -> None:
    """Raise the shipping charge of new units by a surplus that explains itself."""
    _put(raised(surplus, order, units))


def charges(order: Order, units: Sequence[OrderItem], *, surplus: Decimal = NOTHING) -> Shares:
    """Share the order's charges over its open units; a bundle's parent carries none."""
    bearing, weights = _bearing(units)
    least = minor_unit(order.currency)
    sums = {name: getattr(order, amount) for amount, name in CHARGES.items()}
    sums["shipping_charge"] += surplus
    columns = {name: spread(amount, weights, unit=least) for name, amount in sums.items()}
    return [
        (unit, {name: shares[n] for name, shares in columns.items()})
        for n, unit in enumerate(bearing)
    ]


def payments(order: Order, units: Sequence[OrderItem]) -> Shares:
    """Share what was paid already over all units, cancelled ones too: their part is paid back."""
    every = [unit for unit in units if not unit.is_parent]
    weights = [max(gross(unit), NOTHING) for unit in every]
    paid = min(order.paid_amount, sum(weights, NOTHING))
    shares = spread(paid, weights, unit=minor_unit(order.currency))
    return [(u, {"prepaid_amount": each}) for u, each in zip(every, shares, strict=True)]


def raised(surplus: Decimal, order: Order, units: Sequence[OrderItem]) -> Shares:
    """Return the shipping charge of each open unit, raised by its share of a surplus."""
    bearing, weights = _bearing(units)
    shares = spread(surplus, weights, unit=minor_unit(order.currency))
    pairs = zip(bearing, shares, strict=True)
    return [(unit, {"shipping_charge": unit.shipping_charge + each}) for unit, each in pairs]


def bundle_rates(units: Sequence[OrderItem]) -> Shares:
    """Return for the parts of each bundle its rate, or as a mixed supply the highest in it."""
    found: Shares = []
    for parent, children in families(units).items():
        inside = [units[child] for child in children]
        known = [_own_rate(unit) for unit in [units[parent], *inside]]
        rates = known if settings.BUNDLE_MIXED_SUPPLY else known[:1]
        highest = max((rate for rate in rates if rate is not None), default=None)
        found += [(unit, {"bundle_tax_rate": highest}) for unit in inside]
    return found


def charge_surplus(dossier: Dossier) -> dict:
    """Charge what the amount of an order has above its units, and return the change."""
    order = dossier.order
    if not order.surplus or _is_packed(dossier):
        return {}
    change = {"surplus": [order.surplus, NOTHING]}
    _change(dossier, raised(order.surplus, order, dossier.items))
    dossier.change(order, surplus=NOTHING)
    return change


@dataclass(frozen=True)
class Before:
    """What a later copy must not undo: the surplus that was charged, and the bundles' money."""

    charged: Decimal
    structure: dict[OrderItem, Decimal]

    @classmethod
    def of(cls, dossier: Dossier) -> "Before":
        borne = sum((unit.shipping_charge for unit in dossier.items), NOTHING)
        rows = dossier.items
        added = structure(rows, dossier.order.currency)
        extra = max(borne - dossier.order.shipping_amount, NOTHING)
        return cls(extra, dict(zip(rows, added, strict=True)))


def share_again(dossier: Dossier, before: Before, found: Collection[str]) -> None:
    """Bring shares in step with what the hub changed, unless something is packed already."""
    if _is_packed(dossier):
        return
    order, rows = dossier.order, dossier.items
    added = structure(rows, order.currency)
    for unit, now in zip(rows, added, strict=True):
        was = before.structure.get(unit, NOTHING)
        dossier.change(unit, adjustment=unit.adjustment - was + now)
    if any(name in CHARGES for name in found):
        _change(dossier, charges(order, rows, surplus=before.charged))
    if "paid_amount" in found:
        _change(dossier, payments(order, rows))
    if order.surplus:
        borne = sum((gross(unit) for unit in rows if not unit.is_parent), NOTHING)
        left = max(order.amount - borne, NOTHING)
        dossier.change(order, surplus=min(order.surplus, left))


def share_what_waited(dossier: Dossier, shipping_before: Decimal) -> None:
    """Share charges and payments that changed while boxes were closed; `shipping_before` was."""
    if _is_packed(dossier):
        return
    order, rows = dossier.order, dossier.items
    borne = sum((unit.shipping_charge for unit in rows), NOTHING)
    surplus = max(borne - shipping_before, NOTHING)
    _change(dossier, charges(order, rows, surplus=surplus))
    _change(dossier, payments(order, rows))


def _is_packed(dossier: Dossier) -> bool:
    """Tell whether a box is closed, or has left; one that was cancelled is neither."""
    return any(p.packed_at and p.state != PackageStatus.CANCELLED for p in dossier.packages)


def _bearing(units: Sequence[OrderItem]) -> tuple[list[OrderItem], list[Decimal]]:
    bearing = [unit for unit in units if not unit.is_parent and not unit.cancelled_at]
    return bearing, [max(unit.goods, NOTHING) for unit in bearing]


def _own_rate(unit: OrderItem) -> Decimal | None:
    known = [unit.tax_rate, unit.bundle_tax_rate, unit.product.gst_rate]
    return next((rate for rate in known if rate is not None), None)


def _put(shares: Shares) -> None:
    for unit, columns in shares:
        for name, value in columns.items():
            setattr(unit, name, value)


def _change(dossier: Dossier, shares: Shares) -> None:
    for unit, columns in shares:
        dossier.change(unit, **columns)
