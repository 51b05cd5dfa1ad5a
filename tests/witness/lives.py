"""What becomes of an order, step by step, through the commands that people give."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django.db import transaction

from orders.commands import cancelling, orders, packages
from orders.models import CargoCompany, Order, OrderItem, Package, StockLocation
from orders.workflow import IllegalMove, Invalid, PackageStatus
from tests.moving import split

STORE = "user:asha"
STEPS = ["start", "ready", "pack", "ship", "deliver"]
STATES = ["planned", "preparing", "ready", "packed", "shipped", "delivered"]


class Refused(Exception):
    """A step was refused: the life ends here, and the sentence is written down."""


class Life:
    """One order with its clock, and a diary of every step with what came of it."""

    def __init__(self, raw: dict, receive: Callable[[dict], Any], clock, elsewhere: str):
        self.raw, self._receive, self.clock = raw, receive, clock
        self._elsewhere = elsewhere
        self.slowly = True  # also by the steps that may be left out
        self.diary: list[str] = []

    def lead(self, live: Callable[["Life"], None]) -> list[str]:
        """Come in, live until the end or until a step is refused, and return the diary."""
        try:
            self.receive()
            live(self)
        except Refused:
            pass
        return self.diary

    @property
    def order(self) -> Order:
        return Order.objects.get(omnitron_id=self.raw["pk"])

    def packages(self, *, live=True) -> list[Package]:
        rows = Package.objects.filter(order__omnitron_id=self.raw["pk"]).order_by("pk")
        return list(rows.exclude(state=PackageStatus.CANCELLED) if live else rows)

    def units(self) -> list[OrderItem]:
        return list(self.order.orderitem_set.order_by("pk"))

    def receive(self, **changes) -> None:
        """Take in what the hub says, now with these changes."""
        self.clock.tick()
        if self.diary:
            stamp = self.clock.now.isoformat().replace("+00:00", "Z")
            self.raw = deepcopy(self.raw) | {"modified_date": stamp} | changes
        self.diary.append(f"received: {self._receive(self.raw)}")
        if not Order.objects.filter(omnitron_id=self.raw["pk"]).exists():
            raise Refused

    def do(self, command: Callable, key: int, **parameters) -> None:
        """Give a command, or write down why it was refused."""
        at = self.clock.tick(minutes=7)
        self.diary.append(command.__name__)
        try:
            with transaction.atomic():
                command(key, **parameters, by=STORE, at=at)
        except (IllegalMove, Invalid) as error:
            self.diary[-1] += f" refused: {error}"
            raise Refused from error

    def each(self, command: Callable, **parameters) -> None:
        """Give a command to every package that is alive."""
        for package in self.packages():
            self.do(command, package.pk, **parameters)

    def ship(self, package: Package, **more) -> None:
        carrier = CargoCompany.objects.get(omnitron_id=34 + self.order.omnitron_id % 2)
        facts = {"carrier": carrier.pk, "tracking_number": f"AWB{package.number}"}
        command = packages.ship_anyway if more else packages.ship
        self.do(command, package.pk, **facts, **more)

    def walk(self, until: str) -> None:
        """Bring every package to a state: `planned` to `delivered`."""
        past = STATES.index(until)
        steps = STEPS[:past] if self.slowly or past < 3 else STEPS[2:past]
        for step in steps:
            for package in self.packages():
                if step == "ship":
                    self.ship(package)
                else:
                    self.do(getattr(packages, step), package.pk)

    def cancel(self, *units: int, reason="Customer called") -> None:
        """Cancel the units of these places, or all."""
        named = [self.units()[n].pk for n in units] or None
        self.do(cancelling.cancel, self.order.pk, items=named, reason=reason)

    def split(self) -> None:
        """Lay the last unit into a package of another location."""
        self.diary.append("split")
        place = StockLocation.objects.get(erp_code=self._elsewhere)
        self.clock.tick()
        split(self.order, self.units()[-1], to=place)

    def hub_cancels(self, *units: int) -> None:
        """Let the hub say that the units of these places, or all, are cancelled."""
        rows = deepcopy(self.raw["orderitem_set"])
        for n, row in enumerate(rows):
            if n in units or not units:
                row["status"] = "100"
        self.receive(orderitem_set=rows, **({} if units else {"status": "100"}))

    def hub_amends(self) -> None:
        """Let the hub say another address, a note and one unit more."""
        home = self.raw["shipping_address"] | {"line": "99 New Colony Road", "phone_number": None}
        rows = deepcopy(self.raw["orderitem_set"])
        more = rows[0] | {"pk": rows[0]["pk"] + 50}
        changes = {"shipping_address": home, "notes": "Please call first."}
        self.receive(**changes, orderitem_set=[*rows, more], shipping_amount="20.00")


def walked(state):
    return lambda life: life.walk(state)


def returned(life):
    life.walk("delivered")
    life.each(packages.take_back, reason="Too small")


def package_cancelled(life):
    life.walk("packed")
    life.each(packages.cancel, reason="Not on the shelf")
    if not life.packages():
        life.do(orders.plan, life.order.pk)


def split_walked(state):
    def live(life):
        life.split()
        life.walk(state)

    return live


def split_half(life):
    life.split()
    life.walk("packed")
    life.ship(life.packages()[0])


def split_returned(life):
    life.split()
    life.walk("delivered")
    life.do(packages.take_back, life.packages()[0].pk, reason="Did not like it")


def hub_cancels_packed_away(life):
    life.walk("preparing")
    life.hub_cancels()


def cancelled_in_preparation(life):
    life.walk("ready")
    life.cancel()


def part_here(life):
    life.cancel(1)
    life.do(orders.prioritise, life.order.pk, priority=5)


def part_by_hub(life):
    life.walk("preparing")
    life.hub_cancels(0)


def part_here_shipped(life):
    if len(life.units()) > 1:
        life.cancel(0)
    life.walk("shipped")


def asked(life):
    life.walk("packed")
    life.hub_cancels(0)


def unpacked(life):
    asked(life)
    life.each(packages.unpack_and_cancel, reason="The customer cancelled")


def shipped_anyway(life):
    asked(life)
    life.ship(life.packages()[0], reason="The courier had it already")


def too_late(life):
    life.walk("shipped")
    life.hub_cancels()


def held(life):
    life.do(orders.hold, life.order.pk, reason="Fraud check")


def held_packed(life):
    life.walk("packed")
    held(life)


def released(life):
    held(life)
    life.do(orders.release, life.order.pk)
    life.walk("shipped")


def amended(state):
    def live(life):
        life.walk(state)
        life.hub_amends()

    return live


LIVES: dict[str, Callable[[Life], None]] = {
    **{name: walked(name) for name in ("planned", "preparing", "ready")},
    **{name: walked(name) for name in ("packed", "shipped", "delivered")},
    "returned": returned,
    "package_cancelled": package_cancelled,
    "split_planned": split_walked("planned"),
    "split_shipped": split_walked("shipped"),
    "split_half": split_half,
    "split_returned": split_returned,
    "hub_cancels": Life.hub_cancels,
    "hub_cancels_packed_away": hub_cancels_packed_away,
    "cancelled_here": Life.cancel,
    "cancelled_in_preparation": cancelled_in_preparation,
    "part_here": part_here,
    "part_by_hub": part_by_hub,
    "part_here_shipped": part_here_shipped,
    "asked": asked,
    "unpacked": unpacked,
    "shipped_anyway": shipped_anyway,
    "too_late": too_late,
    "held": held,
    "held_packed": held_packed,
    "released": released,
    "as_it_came": walked("planned"),
    "amended": amended("planned"),
    "amended_packed": amended("packed"),
    "amended_shipped": amended("shipped"),
}
