"""The label of a shipment: one page whatever its facts are, and the bars of its number."""

from io import BytesIO

import pypdfium2
import pytest
from pypdf import PdfReader

from orders import labels
from orders.commands import packages
from orders.models import Address, Package, StockLocation
from orders.workflow import PackageStatus
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def loaded(package):
    return Package.objects.select_related("order", "carrier", "stock_location").get(pk=package.pk)


def pages(pdf):
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_the_same_facts_are_the_same_bytes():
    package = loaded(factories.package())

    assert labels.drawn([package]) == labels.drawn([package])


def test_the_longest_facts_stay_on_one_page():
    many = [factories.item(product=factories.product(name="Long " * 50)) for _ in range(12)]
    package = factories.package(items=many, payment_type="cod")
    Address.objects.filter(pk=package.order.shipping_address_id).update(
        first_name="वेंकटनरसिंहराजुवारिपेटा " * 10, last_name="Rao " * 60, line="Flat 12, " * 100
    )
    StockLocation.objects.update(address=package.order.shipping_address, name="Store " * 40)
    carrier = factories.cargo_company(name="Carrier " * 30)
    Package.objects.filter(pk=package.pk).update(carrier=carrier, tracking_number="W" * 256)

    (page,) = pages(labels.drawn([loaded(package)]))

    assert "and 6 more" in page
    assert "Contents: 12 in all" in page
    assert "W" * 20 in page


@pytest.mark.parametrize("waybill", ["1", "AWB-9", "1234567890123456", "ÇÖ-1", "W" * 256])
def test_bars_stay_within_the_page(waybill):
    package = factories.package()
    Package.objects.filter(pk=package.pk).update(tracking_number=waybill)

    pdf = labels.drawn([loaded(package)])

    assert len(pages(pdf)) == 1
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil().convert("L")
    edge = image.width // 60
    sides = (image.crop((0, 0, edge, image.height)), image.crop((-edge, 0, 0, image.height)))
    assert sides[0].getextrema() == (255, 255)
    left = image.crop((image.width - edge, 0, image.width, image.height))
    assert left.getextrema() == (255, 255)


def test_a_number_is_drawn_in_bars_and_one_that_bars_cannot_say_in_letters_only():
    package = factories.package()
    rectangles = {}
    for waybill in ("AWB-9", "ÇÖ-1"):
        Package.objects.filter(pk=package.pk).update(tracking_number=waybill)
        (page,) = PdfReader(BytesIO(labels.drawn([loaded(package)]))).pages
        assert waybill in page.extract_text()
        rectangles[waybill] = page.get_contents().get_data().count(b" re")

    symbols = len("AWB-9") + 2  # a start and a checksum, three bars each; the stop has four
    assert rectangles["AWB-9"] - rectangles["ÇÖ-1"] == symbols * 3 + 4


def test_only_what_travels_is_collected():
    package = factories.package(payment_type="cod", items=[factories.item(), factories.item()])
    first = package.packageitem_set.order_by("pk")[0]

    assert labels.due(loaded(package)) == 500
    first.live = False
    first.save(update_fields=["live"])
    assert labels.due(loaded(package)) == 250
    packages.cancel(package.pk, reason="test", by="test", at=NOON)
    assert labels.due(loaded(package)) == 0
    assert package.state == PackageStatus.WAITING
