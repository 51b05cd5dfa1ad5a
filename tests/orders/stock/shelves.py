"""Shelves with goods on them, carts, and the sums that have to be right after every storm."""

from collections import Counter
from datetime import timedelta

from django.db.models import Sum

from orders import clock
from orders.commands import interest, stock
from orders.models import (
    LaunchCampaign,
    Mode,
    Order,
    OrderItem,
    Product,
    ServiceArea,
    Stock,
    StockReservation,
    StockReservationLine,
)
from orders.workflow import OrderStatus
from tests import factories
from tests.factories import NOON

OWNER = "partner:shop"
PINCODE = "400059"
QUARTER = timedelta(minutes=15)


def product(**columns):
    facts = factories.product()
    named = {"omnitron_id": facts.omnitron_id, "name": facts.name, "sku": facts.sku}
    return Product.objects.create(**(named | columns), created_date=NOON, modified_date=NOON)


def shelf(on_hand, *, of=None, location=None, pincode=PINCODE, mode=Mode.HOME_DELIVERY, **columns):
    """So many pieces at a location that delivers to `pincode`."""
    place = location or factories.location()
    if pincode:
        ServiceArea.objects.get_or_create(location=place, pincode=pincode, mode=mode)
    facts = {"product": of or product(), "location": place, "on_hand": on_hand}
    return Stock.objects.create(**(facts | columns), modified_date=NOON)


def block(*wanted, channel, reference="cart-1", owner=OWNER, **asked):
    """Block (shelf or product, quantity) for a quarter of an hour."""
    items = [(getattr(row, "product_id", row.pk), quantity) for row, quantity in wanted]
    usual = {"delivery_type": Mode.HOME_DELIVERY, "ttl": QUARTER, "by": "token:shop"}
    if "location_id" not in asked:
        usual["pincode"] = PINCODE
    return stock.block(
        owner=owner, reference=reference, channel_id=channel.pk, items=items, **(usual | asked)
    )


def ask(row, channel, **facts):
    """Wish to hear when a shelf is full again."""
    facts = {"email": "asha@example.com", "name": "Asha", "pincode": PINCODE} | facts
    return interest.notify(channel_id=channel.pk, product_id=row.product_id, **facts)


def count(row, on_hand):
    """Write down how many lie there now."""
    stock.set_level(row.location, row.product, on_hand=on_hand)


def campaign(code="DIWALI", *, capacity=2, days=(-1, 1), **facts):
    """A launch that began yesterday and ends tomorrow."""
    now = clock.now()
    first, last = (now + timedelta(days=day) for day in days)
    facts = {"product": facts.pop("of", None) or product()} | facts
    return LaunchCampaign.objects.create(
        code=code, starts_at=first, ends_at=last, capacity=capacity, **facts
    )


def units_of(*products, channel):
    """Units of an approved order of no hub that is in no package yet."""
    order = factories.order(channel=channel, status=OrderStatus.WAITING)
    Order.objects.filter(pk=order.pk).update(omnitron_id=None)
    order.refresh_from_db()
    unit = order.orderitem_set.get()
    OrderItem.objects.filter(pk=unit.pk).delete()
    rows = []
    for each in products:
        unit.pk, unit.omnitron_id, unit.product, unit._state.adding = None, None, each, True
        unit.save()
        rows.append(OrderItem.objects.get(pk=unit.pk))
    return rows


def counts(row):
    """Return (on_hand, reserved) as the database has them."""
    return Stock.objects.values_list("on_hand", "reserved").get(pk=row.pk)


def overdue(reservation):
    """Let the time of a reservation be over."""
    StockReservation.objects.filter(pk=reservation.pk).update(expires_at=NOON - timedelta(days=300))


def assert_sound():
    """Every promised piece has one holder, and none more are promised than there are."""
    active = StockReservationLine.objects.filter(reservation__status="active")
    holders = Counter(dict(active.values_list("stock").annotate(Sum("quantity"))))
    units = OrderItem.objects.filter(reserved_stock__isnull=False)
    holders.update(units.values_list("reserved_stock", flat=True))
    for row in Stock.objects.all():
        assert row.reserved == holders[row.pk], row
        assert 0 <= row.reserved <= row.on_hand, row
