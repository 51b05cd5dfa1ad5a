"""Some three hundred orders in all states, each made by real intake and real commands."""

import json
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction

from integrations.omnitron.receiving import Receiver, Row
from orders.commands import cancelling, packages
from orders.models import CargoCompany, Channel, InvoiceCounter, Order, Package, Product
from orders.relay import relay_pending
from orders.workflow import IllegalMove, Invalid
from tests.witness import doors, frozen, hub_orders, partner_orders
from tests.witness.frozen import START, Clock
from tests.witness.house import ELSEWHERE, House, build
from tests.witness.kinds import KINDS
from tests.witness.lives import LIVES, Life
from webhooks.models import Webhook

VARIANTS = 11
WHOLE = 1  # variants of each kind of which every word is kept; of the others the facts
NAMES = [*KINDS, "partner", "partner_more"]
MOST = VARIANTS * len(NAMES)
EACH = timedelta(hours=2)
FIRST_OF_THE_HOUSE, FIRST_OF_THE_GOODS, EACH_ORDER = 100, 500, 1000  # keys
BY = "user:asha"


@dataclass
class World:
    """What was made, and how each order came to be what it is."""

    house: House
    clock: Clock
    complete: bool = True
    diaries: dict[str, list[str]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)


def populate(clock: Clock, *, every: int = 1) -> World:
    """Make the house and its orders; with `every` only each so-manieth of them."""
    clock.at(START)
    frozen.begin(FIRST_OF_THE_HOUSE)
    world = World(build(), clock, complete=every == 1)
    _show_the_goods(world)
    for n in range(1, MOST + 1):
        if n % every == 0:
            _make(world, n)
    _let_hooks_be_active(True)
    clock.at(START + EACH * (MOST + 12))
    return world


def arrive(world: World, n: int) -> Order:
    """Let one more plain order come, for who would do something with it."""
    world.clock.tick()
    _let_keys_begin(n)
    raw = hub_orders.order(n, n, placed=world.clock.now)
    assert _receiver(raw)(raw) == "new"
    return Order.objects.get(code=raw["number"])


def _show_the_goods(world: World) -> None:
    """Take in one order of everything, so that all goods are known, and give some our rate."""
    frozen.begin(FIRST_OF_THE_GOODS)
    units = [hub_orders.item(0, i, row[0]) for i, row in enumerate(hub_orders.GOODS)]
    raw = hub_orders.order(0, 0, placed=world.clock.now, units=units, status="300")
    assert _receiver(raw)(raw) == "new"
    for sku, rate in hub_orders.OUR_RATES.items():
        Product.objects.filter(sku=sku).update(gst_rate=rate)
    world.diaries["W000"] = ["everything: unpaid"]
    _relay()


def _make(world: World, n: int) -> None:
    variant, place = divmod(n - 1, len(NAMES))
    _begin(world, n)
    code = f"W{n:03}"
    if variant < WHOLE:
        world.whole.add(code)
    _let_hooks_be_active(variant < WHOLE)
    if (kind := NAMES[place]) in KINDS:
        world.diaries[code] = _told_by_the_hub(world, n, variant, kind)
    else:
        late = kind == "partner_more"
        world.diaries[code] = _placed_here(world, n, variant + 3 * late)
    _relay()


def _let_hooks_be_active(active: bool) -> None:
    Webhook.objects.filter(target="standard").update(is_active=active)


def _relay() -> None:
    while relay_pending():
        pass


def _begin(world: World, n: int) -> None:
    """Let clock, keys and invoice numbers begin at the order's own."""
    world.clock.at(START + EACH * n)
    _let_keys_begin(n)


def _let_keys_begin(n: int) -> None:
    frozen.begin(n * EACH_ORDER)
    InvoiceCounter.objects.update(last_number=n * 10)


def _told_by_the_hub(world, n, variant, kind) -> list[str]:
    shape, lives = KINDS[kind]
    name = lives[variant % len(lives)]
    raw = shape(n, variant, placed=world.clock.now)
    life = Life(raw, _receiver(raw), world.clock, ELSEWHERE[raw["channel"]])
    life.slowly = variant < WHOLE
    return [f"{kind}: {name}", *life.lead(LIVES[name])]


def _receiver(raw: dict):
    channel = Channel.objects.get(omnitron_id=raw["channel"])

    def receive(told: dict) -> str:
        receiver = Receiver(channel, by="omnitron")
        now = hub_orders.moment(told["modified_date"])
        (outcome,) = receiver.receive([Row.of(json.dumps(told))], at=now)
        return " ".join([outcome.result, *outcome.reasons])

    return receive


def _placed_here(world, n, variant) -> list[str]:
    name = partner_orders.LIVES[variant % len(partner_orders.LIVES)]
    asked = partner_orders.body(n, variant)
    answer = doors.vijaysales(world.house, "vijaysales")("POST", "orders", asked)
    diary = [f"partner: {name}", f"placed: {answer.status_code}"]
    if answer.status_code != 200:
        return [*diary, answer.content.decode()]
    order = Order.objects.get(pk=answer.json()["data"]["orderId"])
    try:
        _live_here(world, order, name)
    except (IllegalMove, Invalid) as error:
        diary.append(f"refused: {error}")
    return diary


def _live_here(world, order, name) -> None:
    def who():
        return {"by": BY, "at": world.clock.tick(minutes=7)}

    if name == "cancelled":
        cancelling.cancel(order.pk, reason="Customer called", **who())
    if name == "line_cancelled":
        units = order.orderitem_set.filter(line=1).values_list("pk", flat=True)
        cancelling.cancel(order.pk, items=list(units), reason="Out of fashion", **who())
    package = Package.objects.filter(order=order).exclude(state=900).first()
    if name not in ("packed", "shipped", "delivered") or package is None:
        return
    with transaction.atomic():
        packages.pack(package.pk, **who())
        if name != "packed":
            carrier = CargoCompany.objects.get(omnitron_id=34)
            facts = {"carrier": carrier.pk, "tracking_number": f"AWB{package.number}"}
            packages.ship(package.pk, **facts, **who())
        if name == "delivered":
            packages.deliver(package.pk, **who())
