"""Stock in the hands of an order: its units hold pieces until they leave or are cancelled."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from orders import serviceability
from orders.commands.stock import rows
from orders.commands.stock.closing import expire_at
from orders.commands.stock.placing import places_for, set_aside
from orders.commands.stock.refusals import Insufficient
from orders.models import Mode, OrderItem, Stock, StockLocation
from orders.serviceability import Within
from orders.workflow import Invalid


def promise(units: Sequence[OrderItem], stock: Stock) -> None:
    """Write down that each unit holds one piece of a row; the pieces are promised already."""
    OrderItem.objects.filter(pk__in=[unit.pk for unit in units]).update(reserved_stock=stock)
    for unit in units:
        unit.reserved_stock = stock


@rows.retried
def reserve(
    units: Sequence[OrderItem],
    location: StockLocation | None = None,
    *,
    pincode: str = "",
    mode: str = Mode.HOME_DELIVERY,
    within: Within = None,
    cod: bool = False,
) -> None:
    """
    Promise stock to the units of an order that has no block, at a location or near a PIN code.

    With `cod` only where cash is taken at the door. The caller holds the order's lock, or has just
    written it. All units get a piece, or none and NotServiceable or Insufficient says why.
    """
    location_id = location.pk if location else None
    places = places_for(pincode=pincode, location_id=location_id, mode=mode, within=within, cod=cod)
    _promise_among(units, places)


def move(units: Iterable[OrderItem], location: StockLocation) -> None:
    """Let units that hold stock elsewhere hold it at a location, or raise Invalid."""
    strangers = [u for u in held(units) if u.reserved_stock.location_id != location.pk]
    if strangers:
        _moved(strangers, location)


@rows.retried
def settle(units: Sequence[OrderItem], location: StockLocation) -> None:
    """Let units that hold nothing hold what a location counts of them, or raise Invalid."""
    here = Stock.objects.filter(location=location, product__in={u.product_id for u in units})
    counted = set(here.values_list("product", flat=True))
    loose = [u for u in units if u.reserved_stock_id is None and u.product_id in counted]
    try:
        _promise_among(loose, [location.pk])
    except Insufficient as error:
        raise Invalid(location=f"{location} has not enough in stock.") from error


def send_elsewhere(
    units: Iterable[OrderItem], *, pincode: str, avoid: Collection[int], cod: bool = False
) -> None:
    """Let units hold stock at another location that serves the PIN code, or hold none at all."""
    if holding := held(units):
        found = serviceability.candidates(pincode=pincode, mode=Mode.HOME_DELIVERY, cod=cod)
        _exchanged(holding, [key for key in found if key not in avoid])


def free(units: Iterable[OrderItem]) -> list[OrderItem]:
    """Give back what the units hold, as their cancellation does, and return those that held any."""
    if holding := held(units):
        _given_back(holding)
    return holding


def leave(units: Iterable[OrderItem]) -> None:
    """Let the pieces that the units hold leave the house with them."""
    if holding := held(units):
        _sent_off(holding)


@rows.retried
def take_back(units: Iterable[OrderItem], location: StockLocation) -> None:
    """Lay units that came back on the shelf of a location, where its stock is counted here."""
    counts = Counter(unit.product_id for unit in units)
    here = Stock.objects.filter(location=location, product__in=counts)
    rows.arrive({pk: counts[product] for pk, product in here.values_list("pk", "product")})


def held(units: Iterable[OrderItem]) -> list[OrderItem]:
    """Return the units that hold a piece of stock."""
    return [unit for unit in units if unit.reserved_stock_id is not None]


def by_product(units: Iterable[OrderItem]) -> dict[int, list[OrderItem]]:
    """Return the units of each product, by its key."""
    waiting: dict[int, list[OrderItem]] = {}
    for unit in units:
        waiting.setdefault(unit.product_id, []).append(unit)
    return waiting


@rows.retried
def _given_back(holding: list[OrderItem]) -> None:
    rows.put_back(_let_go(holding))


@rows.retried
def _sent_off(holding: list[OrderItem]) -> None:
    rows.send_off(_let_go(holding))


@rows.retried
def _moved(holding: list[OrderItem], location: StockLocation) -> None:
    if not _exchanged(holding, [location.pk]):
        raise Invalid(location=f"{location} has not enough in stock.")


@rows.retried
def _exchanged(holding: list[OrderItem], places: Sequence[int]) -> bool:
    """Let units give back what they hold and hold it at one of these; tell if it was there."""
    waiting = by_product(holding)
    wanted = {product: len(alike) for product, alike in waiting.items()}
    held_now = {unit.reserved_stock_id for unit in holding if unit.reserved_stock_id}
    expire_at(wanted, places, moving=held_now)
    rows.put_back(_let_go(holding))
    there = Stock.objects.filter(product__in=wanted, location__in=places)
    placed, short = serviceability.place(wanted, places, there)
    rows.take({stock.pk: wanted[product] for product, stock in placed.items()})
    for product, stock in placed.items():
        promise(waiting[product], stock)
    return not short


def _let_go(holding: list[OrderItem]) -> Counter[int]:
    """Clear what the units hold, and return how many pieces of each row that is."""
    mine = OrderItem.objects.filter(pk__in=[unit.pk for unit in holding])
    pieces: Counter[int] = Counter()
    for stock in {unit.reserved_stock_id for unit in holding}:
        pieces[stock] = mine.filter(reserved_stock=stock).update(reserved_stock=None)
    for unit in holding:
        unit.reserved_stock = None
    return pieces


def _promise_among(units: Sequence[OrderItem], places: Sequence[int]) -> None:
    waiting = by_product(units)
    wanted = {product: len(alike) for product, alike in waiting.items()}
    for product, stock in set_aside(wanted, places).items():
        promise(waiting[product], stock)
