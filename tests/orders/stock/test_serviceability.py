"""Who serves a PIN code: by the longest prefix, by the location's clock, as the shelves are now."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from orders import serviceability
from orders.models import Mode, ServiceArea
from tests import factories
from tests.orders.stock.shelves import PINCODE, product, shelf

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)  # 10:30 in Mumbai
EVENING = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)  # half past midnight in Mumbai


def area(location, pincode=PINCODE, mode=Mode.HOME_DELIVERY, **facts):
    return ServiceArea.objects.create(location=location, pincode=pincode, mode=mode, **facts)


def ask(quantity=1, *, of, now=MORNING, **asked):
    return serviceability.verdicts(PINCODE, {of.pk: quantity}, now=now, **asked)[of.pk]


def test_the_longest_prefix_of_each_location_counts_and_the_nearest_comes_first():
    far, near = factories.location(), factories.location()
    area(far, "4", charge=99)
    area(far, "40005", charge=50)
    area(near, charge=20)
    area(factories.location(is_active=False))
    area(factories.location(), "400058")

    found = serviceability.covering(PINCODE, [Mode.HOME_DELIVERY])

    assert [(each.location, each.charge) for each in found] == [(near, 20), (far, 50)]


def test_each_way_is_offered_with_its_day_and_its_charge():
    place, goods = factories.location(), product()
    shelf(5, of=goods, location=place, pincode="")
    area(place, lead_days=2, cutoff=time(14), charge=Decimal("49.50"), cod=True)
    area(place, mode=Mode.EXPRESS, cutoff=time(9), charge=199)

    verdict = ask(of=goods)

    assert (verdict.serviceable, verdict.most, verdict.reason) == (True, 5, None)
    home, express = verdict.offers
    assert (home.mode, home.charge, home.cod) == ("HOME_DELIVERY", Decimal("49.50"), True)
    assert home.promise.first == home.promise.last == date(2026, 11, 23)
    assert home.promise.cutoff_at.isoformat() == "2026-11-21T14:00:00+05:30"
    assert (express.mode, express.promise.first) == ("EXPRESS", date(2026, 11, 22))
    assert express.promise.cutoff_at.isoformat() == "2026-11-22T09:00:00+05:30"


def test_the_day_is_the_locations_day():
    place, goods = factories.location(), product()
    shelf(5, of=goods, location=place)

    assert ask(of=goods, now=EVENING).offers[0].promise.first == date(2026, 11, 22)
    assert ask(of=goods, now=EVENING).offers[0].promise.cutoff_at is None


def test_the_last_promised_day_is_the_slowest_that_has_the_goods():
    goods = product()
    near, slow, empty = (factories.location() for _ in range(3))
    for place, days, pieces in [(near, 1, 5), (slow, 4, 5), (empty, 9, 0)]:
        area(place, lead_days=days)
        shelf(pieces, of=goods, location=place, pincode="")

    promise = ask(of=goods).offers[0].promise

    assert (promise.first, promise.last) == (date(2026, 11, 22), date(2026, 11, 25))


def test_why_nothing_can_come_is_told():
    limited, plain, empty = product(max_per_order=2), product(), product()
    for goods in (limited, plain):
        shelf(5, of=goods)
    shelf(3, of=empty, safety=3)

    assert (ask(3, of=limited).reason, ask(3, of=limited).most) == ("QUANTITY_EXCEEDS_LIMIT", 2)
    assert (ask(6, of=plain).reason, ask(6, of=plain).most) == ("OUT_OF_STOCK", 5)
    assert (ask(of=empty).reason, ask(of=empty).most) == ("OUT_OF_STOCK", 0)
    assert ask(of=product()).reason == "OUT_OF_STOCK"
    ServiceArea.objects.all().delete()
    assert (ask(of=plain).reason, ask(of=plain).most) == ("PINCODE_NOT_COVERED", 0)


def test_the_most_is_what_one_location_has():
    goods = product()
    shelf(3, of=goods)
    shelf(4, of=goods)

    assert ask(of=goods).most == 4
    assert ask(5, of=goods).reason == "OUT_OF_STOCK"


def test_with_cash_only_the_ways_count_that_take_it():
    place, goods = factories.location(), product()
    shelf(5, of=goods, location=place, pincode="")
    area(place)
    area(place, mode=Mode.EXPRESS, cod=True)

    assert [offer.mode for offer in ask(of=goods, cod=True).offers] == ["EXPRESS"]


def test_stores_that_hand_out_are_told_with_what_they_have():
    place, goods = factories.location(), product()
    shelf(5, of=goods, location=place, mode=Mode.STORE_PICKUP)

    (pickup,) = ask(of=goods).pickups

    assert (pickup.location, pickup.available) == (place, 5)
    assert pickup.ready_at == MORNING
    ServiceArea.objects.update(lead_days=1)
    assert ask(of=goods).pickups[0].ready_at.isoformat() == "2026-11-22T00:00:00+05:30"


def test_who_sees_some_locations_is_promised_nothing_of_others():
    goods = product()
    row = shelf(5, of=goods)

    assert ask(of=goods, within=[]).reason == "PINCODE_NOT_COVERED"
    assert ask(of=goods, within=[row.location_id]).serviceable


def test_fifty_products_cost_what_one_costs(django_assert_num_queries):
    place = factories.location()
    goods = [shelf(5, location=place).product for _ in range(50)]

    for wanted in (goods[:1], goods):
        with django_assert_num_queries(3):
            asked = dict.fromkeys((each.pk for each in wanted), 1)
            found = serviceability.verdicts(PINCODE, asked, now=MORNING)
        assert all(verdict.serviceable for verdict in found.values())
