"""Serial numbers on pages: what a product asks for, and the inputs where its units are packed."""

import re

import pytest

from orders.models import Invoice, OrderItem, Package, Product
from orders.workflow import PackageStatus
from tests import factories
from tests.admin.arranged import page_of, press, said

pytestmark = pytest.mark.django_db
IMEI = "490154203237518"
INPUT = re.compile(r'name="(serials_\d)"[^>]*?placeholder="([^"]*)"')


@pytest.fixture
def package():
    phone, cable = (factories.product(sku=sku) for sku in ("PHONE", "CABLE"))
    items = [factories.item(product=each) for each in (cable, phone)]
    planned = factories.package(items=items)
    Product.objects.filter(sku="PHONE").update(serial_kind="imei")
    return planned


@pytest.mark.parametrize("page", ["order", "package"])
def test_each_unit_that_needs_a_number_has_an_input(boss, package, page):
    shown = package.order if page == "order" else package
    phone = OrderItem.objects.get(product__sku="PHONE")

    html = boss.get(page_of(shown)).content.decode()

    assert INPUT.findall(html) == [
        ("serials_0", f"PHONE ({phone.pk}): IMEI"),
        ("serials_1", f"PHONE ({phone.pk}): Seal, if any"),
    ]


def test_what_no_unit_needs_is_not_asked_for(boss):
    html = boss.get(page_of(factories.package())).content.decode()

    assert 'data-command="pack"' in html
    assert "serials" not in html


def test_a_form_without_the_number_is_shown_again_with_the_sku(boss, package):
    phone = OrderItem.objects.get(product__sku="PHONE")
    response = press(boss, package, package, "pack", serials_0="", serials_1="L1")

    lacks = f"PHONE is packed with an IMEI of each unit; none is given for unit {phone.pk}."
    html = response.content.decode()
    assert (response.status_code, lacks in html) == (200, True)
    assert 'value="L1"' in html
    assert Package.objects.get().state == PackageStatus.WAITING


def test_what_is_typed_stands_on_the_invoice(boss, package):
    response = press(boss, package, package, "pack", serials_0=IMEI, serials_1="L1")

    assert said(response) == [f"{package}: Pack – done. It is now Packed."]
    line = Invoice.objects.get().lines.get(sku="PHONE")
    assert (line.imei, line.seal) == (IMEI, "L1")
    html = boss.get(page_of(package)).content.decode()
    assert (f"IMEI {IMEI}" in html, "Seal L1" in html, "Serial no." in html) == (True, True, False)


def test_the_number_that_the_partner_ordered_stands_there_already(boss, package):
    OrderItem.objects.filter(product__sku="PHONE").update(serial_number=IMEI)

    assert f'value="{IMEI}"' in boss.get(page_of(package)).content.decode()


def test_what_a_product_asks_for_is_chosen_on_its_page(boss):
    goods = factories.product(sku="TV")
    factories.order(items=[factories.item(product=goods)])
    row = Product.objects.get(sku="TV")

    boss.post(page_of(row), {"hsn_code": "", "gst_rate": "", "serial_kind": "serial"})
    row.refresh_from_db()
    assert row.serial_kind == "serial"
    boss.post(page_of(row), {"hsn_code": "", "gst_rate": "", "serial_kind": ""})
    row.refresh_from_db()
    assert row.serial_kind == ""
