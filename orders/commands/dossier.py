"""One order under lock: what a command reads, moves, derives and records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from orders import clock, workflow
from orders.commands import hub_status
from orders.commands.recording import announce, event, transition
from orders.facts.holder import holders
from orders.models import (
    Order,
    OrderEvent,
    OrderItem,
    Package,
    PackageItem,
    StateTransitionLog,
    StockLocation,
)
from orders.workflow import OrderStatus, PackageStatus

Row = Order | OrderItem | Package | PackageItem
Kind = tuple[str, Package | None]  # of an event, and the package that it is about


@dataclass
class Dossier:
    """
    An order with its units and packages, locked until the transaction ends.

    A command moves rows with `change`, then calls `record` once: that derives the statuses,
    writes what changed and leaves the events, all with the same before and after.
    """

    order: Order
    items: list[OrderItem]
    packages: list[Package]
    contents: list[PackageItem]
    before: dict = field(default_factory=dict)
    changed: dict[Row, dict] = field(default_factory=dict)
    opened: list[Package] = field(default_factory=list)
    filled: list[PackageItem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = self.states()

    def states(self) -> dict:
        """Return the codes of the order, its packages and its units, as an event keeps them."""
        return {
            "order": self.order.state,
            "packages": {str(package.pk): package.state for package in self.packages},
            "items": {str(item.pk): item.state for item in self.items},
        }

    def package(self, package_id: int) -> Package:
        return next(package for package in self.packages if package.pk == package_id)

    def inside(self, package: Package) -> list[OrderItem]:
        """Return the units that lie in a package now."""
        return [content.order_item for content in self.live() if content.package is package]

    def holder(self, item: OrderItem) -> Package | None:
        """Return the live package that a unit lies in."""
        return holders(self.contents).get(item.pk)

    def live(self) -> list[PackageItem]:
        """Return the places of units in packages that were not cancelled."""
        return [content for content in self.contents if content.live]

    def by_key(self) -> dict[int | None, OrderItem]:
        """Return the units by the hub's key."""
        return {item.omnitron_id: item for item in self.items}

    def unplanned(self) -> list[OrderItem]:
        """Return the units that wait for a package; a bundle's parent is none of them."""
        return [i for i in self.items if i.state == OrderStatus.INACTIVE and not i.is_parent]

    def facts(self) -> set[str]:
        facts = self.order.own_facts()
        return facts | ({workflow.UNPLANNED_ITEMS} if self.unplanned() else set())

    def change(self, row: Row, **fields) -> None:
        """Set fields of a row, and remember what they were."""
        changes = self.changed.setdefault(row, {})
        for name, value in fields.items():
            if (old := getattr(row, name)) != value:
                changes.setdefault(name, [old, value])[1] = value
                setattr(row, name, value)

    def touch(self, row: Row) -> None:
        """Let a row count as modified, whatever else changes of it."""
        self.changed.setdefault(row, {}).setdefault("modified_date", [row.modified_date] * 2)

    def open_package(
        self, location: StockLocation, units: list[OrderItem], at: datetime
    ) -> Package:
        """Put units into a new package, under a sequence never used before; `record` writes it."""
        sequence = max((package.sequence for package in self.packages), default=0) + 1
        package = Package(
            order=self.order,
            sequence=sequence,
            number=f"{self.order.code}P{sequence}",
            stock_location=location,
            created_date=at,
        )
        contents = [
            PackageItem(package=package, order_item=unit, created_date=at) for unit in units
        ]
        self.filled += contents
        self.contents += contents
        self.packages.append(package)
        self.opened.append(package)
        return package

    def release(self, content: PackageItem) -> None:
        """Take a unit out of its package, and so free it for another one in this same command."""
        PackageItem.objects.filter(pk=content.pk).update(live=False)
        self.change(content, live=False, state=PackageStatus.CANCELLED)
        self.forget_piece(content.order_item)

    def forget_piece(self, unit: OrderItem) -> None:
        """Let go of the numbers that were packed for a unit: its box is open."""
        self.change(unit, packed_sku="", packed_serial="", packed_imei="", packed_seal="")

    def remote_status(self) -> int:
        """Return the hub's word on the order, less what we wrote back there ourselves."""
        return hub_status.standing(self.order)

    def derive(self) -> None:
        """Bring the statuses of units and order in step with the packages and the hub's word."""
        held = holders(self.contents)
        for item in self.items:
            holder = held.get(item.pk)
            status = workflow.item_status(
                remote=hub_status.standing_of_unit(item, self.order),
                cancelled=item.cancelled_at is not None,
                package=holder.state if holder else None,
                refunded=item.refunded_at is not None,
            )
            self.change(item, state=status)
        units = [item for item in self.items if not item.is_parent]
        self._parents(units)
        pairs = [(unit.state, unit.pk in held) for unit in units]
        status = workflow.order_status(remote=self.remote_status(), items=pairs)
        self.change(self.order, state=status)

    def record(
        self, *kinds: Kind, by: str, at: datetime, changes: dict[Kind, dict] | None = None
    ) -> list[OrderEvent]:
        """
        Write what changed and one event for each (kind, package); the order's own move is last.

        An event tells the changes of its row, or those that `changes` gives for it.
        """
        return record_all([(self, kinds, changes or {})], by=by, at=at)

    def told(
        self, kinds: Iterable[Kind], changes: dict[Kind, dict], *, by: str, at: datetime
    ) -> tuple[list[OrderEvent], list[StateTransitionLog]]:
        """Make the events of this order and the log of its moves, not yet written."""
        kinds = list(kinds)
        if "state" in self.changed.get(self.order, {}) and ("order.cancelled", None) not in kinds:
            kinds.append(("order.progressed", None))
        events = [self._event(kind, changes, by, at) for kind in kinds]
        return events, self._moves(events[0], by, at) if events else []

    def _parents(self, units: list[OrderItem]) -> None:
        for parent in (item for item in self.items if item.is_parent and not item.cancelled_at):
            children = [u.state for u in units if u.parent_omnitron_id == parent.omnitron_id]
            alive = [state for state in children if state != OrderStatus.CANCELLED]
            if children:
                self.change(parent, state=min(alive) if alive else OrderStatus.CANCELLED)

    def _event(self, kind: Kind, told: dict[Kind, dict], by: str, at: datetime) -> OrderEvent:
        name, package = kind
        own = self.changed.get(package or self.order, {})
        plain = {column: pair for column, pair in own.items() if column not in _SILENT}
        return event(
            name,
            self.order,
            package,
            by=by,
            at=at,
            before=self.before,
            after=self.states(),
            changes=told.get(kind, plain),
        )

    def _moves(self, first: OrderEvent, by: str, at: datetime) -> list:
        moves = [(row, *c["state"]) for row, c in self.changed.items() if "state" in c]
        moves += [(package, None, PackageStatus.WAITING) for package in self.opened]
        return [
            transition(row, old, new, event=first, by=by, at=at)
            for row, old, new in moves
            if old != new
        ]


_SILENT = {
    "modified_date",
    "content_hash",
    "sealed",
    "shipping_address",
    "billing_address",
    "customer",
    "invoice",
}


def record_all(
    entries: Sequence[tuple[Dossier, Iterable[Kind], dict[Kind, dict]]],
    *,
    by: str,
    at: datetime,
    backfill: bool = False,
) -> list[OrderEvent]:
    """Record the changes of many orders, each as `Dossier.record` would, in few statements."""
    if not entries:
        return []
    modified = clock.stamp()
    for dossier, _, _ in entries:
        dossier.derive()
        dossier.touch(dossier.order)
    _write([dossier for dossier, _, _ in entries], modified)
    told = [dossier.told(kinds, changes, by=by, at=at) for dossier, kinds, changes in entries]
    events = [event for events, _ in told for event in events]
    announce(events, [move for _, moves in told for move in moves], backfill=backfill)
    return events


def _write(dossiers: Sequence[Dossier], modified: datetime) -> None:
    opened = [package for d in dossiers for package in d.opened]
    filled = [content for d in dossiers for content in d.filled]
    fresh: list[Any] = [*opened, *filled]
    for row in fresh:
        row.modified_date = modified
    Package.objects.bulk_create(opened)
    PackageItem.objects.bulk_create(filled)
    changed = [(row, c) for d in dossiers for row, c in d.changed.items() if c]
    for model in (Order, Package, PackageItem, OrderItem):
        rows: list[Any] = [row for row, _ in changed if type(row) is model]
        for row in rows:
            row.modified_date = modified
        if fields := {name for row, c in changed if type(row) is model for name in c}:
            model._default_manager.bulk_update(rows, sorted(fields | {"modified_date"}))
