"""Packing with serial numbers over the native API: what is taken, and how what is wrong is said."""

import pytest

from orders.models import Invoice, OrderItem, Package, Product
from orders.workflow import PackageStatus
from tests import factories

pytestmark = pytest.mark.django_db
IMEI = "490154203237518"


@pytest.fixture
def package():
    goods = factories.product(sku="PHONE")
    planned = factories.package(items=[factories.item(product=goods)])
    Product.objects.update(serial_kind="imei")
    return planned


@pytest.fixture
def pack(api, package):
    client = api(rights=["read", "command"])

    def give(**body):
        path = f"/api/v1/oms/packages/{package.pk}/command/"
        return client.post(path, {"slug": "pack", **body}, content_type="application/json")

    return give


def test_a_phone_is_packed_with_its_imei(pack, package):
    unit = OrderItem.objects.get()

    answer = pack(serials=[{"item": unit.pk, "imei": "49-015420-323751-8", "seal": " L1 "}])

    assert answer.status_code == 204, answer.content
    line = Invoice.objects.get(package=package).lines.get()
    assert (line.serial_number, line.imei, line.seal) == ("", IMEI, "L1")


def test_without_it_the_answer_names_the_sku_and_nothing_is_written(pack):
    unit = OrderItem.objects.get()
    lacks = f"PHONE is packed with an IMEI of each unit; none is given for unit {unit.pk}."

    for body in ({}, {"serials": []}, {"serials": None}, {"serials": [{"item": unit.pk}]}):
        answer = pack(**body)
        assert (answer.status_code, answer.json()["serials"]) == (400, [lacks]), body
    assert Package.objects.get().state == PackageStatus.WAITING
    assert not Invoice.objects.exists()


@pytest.mark.parametrize(
    ("serials", "sentence"),
    [
        ("S1", "A list of at most 1000 objects with item, serial, imei, seal."),
        ({"item": 1}, "A list of at most 1000 objects"),
        ([{"item": 1}] * 1001, "A list of at most 1000 objects"),
        ([1], "Each is an object with item, serial, imei, seal, and nothing else."),
        ([{"item": 1, "sn": "S"}], "Each is an object with item"),
        ([{"serial": "S"}], "item: the key of a unit is needed."),
        ([{"item": "1"}], "item: the key of a unit"),
        ([{"item": True}], "item: the key of a unit"),
        ([{"item": 10**30}], "item: the key of a unit"),
        ([{"item": 1, "serial": 5}], "serial: a text of at most 128 characters is needed."),
        ([{"item": 1, "serial": "S" * 129}], "serial: a text of at most 128"),
        ([{"item": 1, "serial": "a\nb"}], "serial: a text of at most 128"),
        ([{"item": 1, "seal": ["L"]}], "seal: a text of at most 64"),
        ([{"item": 1, "imei": 490154203237518}], "imei: a text of at most 32"),
        ([{"item": 1}, {"item": 1}], "A unit is named twice."),
        ([{"item": 2**62, "imei": IMEI}], f"Not in this package: unit {2**62}."),
    ],
)
def test_what_is_wrong_with_the_list_is_said(pack, serials, sentence):
    answer = pack(serials=serials)

    assert answer.status_code == 400
    assert answer.json()["serials"][0].startswith(sentence), answer.json()
