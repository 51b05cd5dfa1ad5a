"""What was read from a packed unit: Uniware's itemDetailFields, and itemDetailsKey as text."""

import pytest

from orders.commands import packages
from orders.commands.serials import Piece
from orders.models import OrderItem, Package
from tests import factories
from tests.factories import NOON
from tests.integrations.uniware.arranged import units

pytestmark = pytest.mark.django_db
IMEI = "490154203237518"


@pytest.mark.parametrize(
    ("numbers", "fields", "key"),
    [
        ({}, None, None),
        ({"seal": "124"}, (None, "124", None), "itemSealId"),
        ({"serial": "2dd"}, ("2dd", None, None), "SerialNumber"),
        ({"imei": IMEI}, (None, None, IMEI), "Imei"),
        (
            {"serial": "2dd", "seal": "125", "imei": IMEI},
            ("2dd", "125", IMEI),
            "itemSealId,SerialNumber,Imei",
        ),
    ],
)
def test_the_key_names_what_the_fields_hold(get_order, numbers, fields, key):
    order = factories.order(items=units("PHONE"))
    (unit,) = OrderItem.objects.all()
    serials = [Piece(unit.pk, **numbers)]
    packages.pack(Package.objects.get().pk, serials=serials, by="test", at=NOON)

    (shown,) = get_order(order)["saleOrderItems"]

    names = ("SerialNumber", "itemSealId", "Imei")
    assert shown["itemDetailFields"] == (fields and dict(zip(names, fields, strict=True)))
    assert shown["itemDetailsKey"] == key


def test_what_a_partner_ordered_gives_way_to_what_was_packed(get_order):
    order = factories.order(items=units("PHONE"))
    OrderItem.objects.update(serial_number="ORDERED")
    (unit,) = OrderItem.objects.all()

    (before,) = get_order(order)["saleOrderItems"]
    serials = [Piece(unit.pk, serial="PACKED")]
    packages.pack(Package.objects.get().pk, serials=serials, by="test", at=NOON)
    (after,) = get_order(order)["saleOrderItems"]

    shown = [each["itemDetailFields"]["SerialNumber"] for each in (before, after)]
    assert shown == ["ORDERED", "PACKED"]
