"""Writing orders that we have not seen before, many at once, and planning them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from orders import clock, workflow
from orders.commands import differ, hub_status
from orders.commands.dossier import Dossier, Kind, record_all
from orders.commands.order_money import charge, share
from orders.commands.orders import plan_units
from orders.commands.people import (
    UnknownReference,
    address_facts,
    customer_facts,
    newest,
    write_versions,
)
from orders.commands.recording import announce, event, transition
from orders.commands.reference import Places, References
from orders.drafts import ItemDraft, OrderDraft
from orders.models import Address, Channel, Customer, Order, OrderEvent, OrderItem
from orders.workflow import OrderStatus

People = tuple[int, int, int]  # our keys of customer, shipping and billing address
HELD: Kind = ("order.held", None)


@dataclass(frozen=True)
class Columns:
    """A draft with its relations as our keys: the columns of the order, and of each unit."""

    order: dict
    items: tuple[dict, ...]

    @classmethod
    def of(cls, draft: OrderDraft, page, references: References, people: People) -> "Columns":
        order = {name: getattr(draft, name) for name in differ.ORDER_COLUMNS}
        customer, shipping, billing = people
        order |= {
            "customer_id": customer,
            "shipping_address_id": shipping,
            "billing_address_id": billing,
            "cargo_company_id": page.carriers.get(draft.cargo_company),
            "retail_store_id": page.stores.get(draft.retail_store),
            "tracking_number": draft.tracking_number,
            "is_send": draft.is_send,
            "hub_invoice_number": draft.hub_invoice_number,
            "hub_invoice_date": draft.hub_invoice_date,
            "e_archive_url": draft.e_archive_url,
            "remote_status": draft.status,
            "foreign_status": hub_status.foreign(draft.status),
            "remote_modified": differ.rank(draft, page.at),
            "content_hash": differ.content_hash(draft),
            "newer_copy_at": None,
            "gone_at": None,
        }
        return cls(order, tuple(_item_columns(item, references) for item in draft.items))


def _item_columns(item: ItemDraft, references: References) -> dict:
    return {name: getattr(item, name) for name in differ.ITEM_COLUMNS} | {
        "omnitron_id": item.omnitron_id,
        "remote_status": item.status,
        "foreign_status": hub_status.foreign(item.status),
        "price_currency": item.currency,
        "product_id": references.products[item.product],
        "price_list_id": references.price_lists[item.price_list],
        "stock_list_id": references.stock_lists[item.stock_list],
    }


def people(
    channel: Channel, drafts: Sequence[OrderDraft], places: Places, *, at: datetime
) -> Iterator[tuple[OrderDraft, People | UnknownReference]]:
    """Write the versions of customers and addresses, and yield their keys beside each draft."""
    customers = _keys(
        Customer,
        [draft.customer for draft in drafts],
        lambda customer, _: customer_facts(customer, channel),
        at=at,
    )
    for_each = [draft for draft in drafts for _ in range(2)]
    owners = dict(zip(map(id, drafts), customers, strict=True))
    addresses = _keys(
        Address,
        [a for draft in drafts for a in (draft.shipping_address, draft.billing_address)],
        lambda address, n: address_facts(address, owners[id(for_each[n])], places),
        at=at,
    )
    for n, draft in enumerate(drafts):
        keys = (customers[n], addresses[2 * n], addresses[2 * n + 1])
        unknown = next((key for key in keys if isinstance(key, UnknownReference)), None)
        yield draft, unknown or keys


def _keys(model, references: list, facts_of, *, at: datetime) -> list:
    """Return a key, or the UnknownReference that stands in its way, for each reference."""
    found: list = [None] * len(references)
    facts: dict[int, dict] = {}
    for n, reference in enumerate(references):
        try:
            if isinstance(reference, int):
                found[n] = newest(model, reference)
            else:
                facts[n] = facts_of(reference, n)
                if isinstance(facts[n].get("customer_id"), UnknownReference):
                    found[n] = facts.pop(n)["customer_id"]
        except UnknownReference as error:
            found[n] = error
    for n, key in zip(facts, write_versions(model, list(facts.values()), at=at), strict=True):
        found[n] = key
    return found


def create(
    channel: Channel,
    fresh: Sequence[tuple[OrderDraft, Columns]],
    *,
    by: str,
    at: datetime,
    backfill: bool = False,
) -> list[Order]:
    """Write new orders with their units, plan those that are approved, and record it all."""
    if not fresh:
        return []
    codes = codes_for(channel, [draft.number for draft, _ in fresh])
    modified = clock.stamp()
    orders = [_order(channel, d, c, codes[d.number], at, modified) for d, c in fresh]
    Order.objects.bulk_create(orders)
    units = [_units(o, d, c, at) for o, (d, c) in zip(orders, fresh, strict=True)]
    written = OrderItem.objects.bulk_create([unit for mine in units for unit in mine])
    by_order: dict[int, list[OrderItem]] = {}
    for unit in written:
        by_order.setdefault(unit.order_id, []).append(unit)
    dossiers = [Dossier(order, by_order.get(order.pk, []), [], []) for order in orders]
    record_received(dossiers, by=by, at=at, backfill=backfill)
    reasons = [draft.hold_reason for draft, _ in fresh]
    _record_held(dossiers, reasons, by=by, at=at, backfill=backfill)
    _plan(dossiers, by=by, at=at, backfill=backfill)
    return orders


def record_received(
    dossiers: Sequence[Dossier], *, by: str, at: datetime, backfill: bool = False
) -> None:
    """Write the first event of each new order, and where it and its units begin."""
    events, moves = [], []
    for dossier in dossiers:
        received = _received(dossier, by=by, at=at)
        events.append(received)
        rows: list[Any] = [dossier.order, *dossier.items]
        for row in rows:
            moves.append(transition(row, None, row.state, event=received, by=by, at=at))
    announce(events, moves, backfill=backfill)


def _received(dossier: Dossier, *, by: str, at: datetime) -> OrderEvent:
    after = dossier.states()
    return event("order.received", dossier.order, by=by, at=at, before={}, after=after, changes={})


def _record_held(
    dossiers: Sequence[Dossier], reasons: Sequence[str], *, by: str, at: datetime, backfill: bool
) -> None:
    entries = [
        (dossier, [HELD], {HELD: held_because(reason, at)})
        for dossier, reason in zip(dossiers, reasons, strict=True)
        if dossier.order.held_at
    ]
    record_all(entries, by=by, at=at, backfill=backfill)


def held_because(reason: str, at: datetime) -> dict:
    """Return what the event of a hold tells."""
    return {"held_at": [None, at], "reason": ["", reason]}


def holds(draft: OrderDraft) -> bool:
    """Tell whether an order is to be held: there is a reason, and time to stop it."""
    return bool(draft.hold_reason) and OrderStatus.CANCELLED < draft.status < OrderStatus.PREPARING


def _plan(dossiers: Sequence[Dossier], *, by: str, at: datetime, backfill: bool) -> None:
    opened = [(dossier, plan_units(dossier, at=at)) for dossier in dossiers]
    entries = [
        (dossier, [("package.planned", package) for package in packages], {})
        for dossier, packages in opened
        if packages
    ]
    record_all(entries, by=by, at=at, backfill=backfill)


def codes_for(channel: Channel, numbers: Sequence[str]) -> dict[str, str]:
    """
    Return the code of each new order: its number where that is free in the house.

    Else the channel's key follows it, and a count where that is taken too.
    """
    key = channel.omnitron_id or channel.pk
    codes: dict[str, str] = {}
    wanted = {number: number for number in numbers}
    for n in count(1):
        with_code = Order.objects.filter(code__in=wanted.values())
        taken = {*codes.values(), *with_code.values_list("code", flat=True)}
        for number, code in wanted.items():
            if code not in taken:
                codes[number] = code
                taken.add(code)
        end = f"-{key}-{n}" if n > 1 else f"-{key}"
        wanted = {number: f"{number}{end}" for number in wanted if number not in codes}
        if not wanted:
            break
    return codes


def _order(
    channel, draft: OrderDraft, columns: Columns, code: str, at: datetime, modified: datetime
) -> Order:
    order = Order(
        **columns.order,
        channel=channel,
        omnitron_id=draft.omnitron_id,
        code=code,
        order_item_count=len(draft.items) - len(_parents(draft.items)),
        surplus=draft.surplus if draft.hold_reason else 0,
        created_date=at,
        modified_date=modified,
    )
    gone = draft.items and all(item.status == OrderStatus.CANCELLED for item in draft.items)
    order.state = OrderStatus.CANCELLED if gone else draft.status
    order.held_at = at if holds(draft) and not gone else None
    return order


def _units(order: Order, draft: OrderDraft, columns: Columns, at: datetime) -> list[OrderItem]:
    lines, parents = _lines(draft.items), _parents(draft.items)
    units = []
    for item, own, line in zip(draft.items, columns.items, lines, strict=True):
        unit = OrderItem(order=order, **own, line=line, created_date=at)
        unit.modified_date = order.modified_date
        unit.adjustment = item.adjustment
        unit.is_parent = item.omnitron_id in parents
        unit.cancelled_at = at if OrderStatus.CANCELLED in (item.status, draft.status) else None
        unit.state = workflow.item_status(
            remote=min(item.status, draft.status),
            cancelled=unit.cancelled_at is not None,
            package=None,
        )
        units.append(unit)
    share(order, units)
    if draft.surplus and not draft.hold_reason:
        charge(draft.surplus, order, units)
    return units


def _lines(items: Sequence[ItemDraft]) -> list[int]:
    """Number the lines: units alike in everything that a customer sees were ordered together."""
    alike = [(_product(i), i.price, i.net_amount, i.line_ref, i.parent_omnitron_id) for i in items]
    numbers: dict[tuple, int] = {}
    return [numbers.setdefault(key, len(numbers) + 1) for key in alike]


def _product(item: ItemDraft) -> int:
    return item.product if isinstance(item.product, int) else item.product.omnitron_id


def _parents(items: Sequence[ItemDraft]) -> set[int | None]:
    named = {item.parent_omnitron_id for item in items} - {None}
    return named & {item.omnitron_id for item in items}
