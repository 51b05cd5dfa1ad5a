"""The serial number of each unit, as its invoice has it."""

import pytest

from orders.commands import packages
from orders.commands.serials import Piece
from orders.models import OrderItem, Package
from tests import factories
from tests.factories import NOON
from tests.integrations.pos.bodies import body

pytestmark = pytest.mark.django_db
IMEI = "490154203237518"


@pytest.mark.parametrize(
    ("numbers", "told"),
    [({"serial": "S1", "imei": IMEI}, "S1"), ({"imei": IMEI}, IMEI), ({"seal": "L"}, "")],
)
@pytest.mark.parametrize("fiscal_document", ["ours", "none"])
def test_the_point_of_sale_is_told_the_number_or_the_imei(numbers, told, fiscal_document):
    store = factories.location(fiscal_document=fiscal_document)
    shop = factories.channel(default_location=store)
    factories.order(channel=shop, items=[factories.item()])
    (unit,) = OrderItem.objects.all()
    package = Package.objects.get()
    packages.pack(package.pk, serials=[Piece(unit.pk, **numbers)], by="test", at=NOON)

    (item,) = body(factories.ship(package))["invoiceDetails"]["invoiceItems"]

    assert [each["serialNumber"] for each in item["orderItems"]] == [told]
