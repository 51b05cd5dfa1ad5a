"""Serial numbers and IMEIs: asked for when a package is packed, and each on one live unit alone."""

import threading
import time

import pytest
from django.db import IntegrityError, connection, transaction

from orders.commands import packages
from orders.commands.serials import Piece, is_imei
from orders.models import Invoice, OrderItem, Package, Product
from orders.workflow import Invalid, PackageStatus
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db
WHO = {"by": "test", "at": NOON}
IMEI, OTHER_IMEI = "490154203237518", "352099001761481"


def waiting(*kinds, sku="PHONE"):
    """A package with a unit for each kind; units of one kind are of one product."""
    goods = {kind: factories.product(sku=f"{sku}{kind}") for kind in dict.fromkeys(kinds)}
    order = factories.order(items=[factories.item(product=goods[kind]) for kind in kinds])
    for kind in goods:
        Product.objects.filter(sku=f"{sku}{kind}").update(serial_kind=kind)
    return Package.objects.get(order=order)


def units(package):
    return list(OrderItem.objects.filter(order=package.order_id).order_by("pk"))


def pack(package, *numbers):
    """Pack with the numbers of each unit, in their order."""
    named = [Piece(unit.pk, **n) for unit, n in zip(units(package), numbers, strict=False)]
    return packages.pack(package.pk, serials=named, **WHO)


def refusal(package, *numbers):
    with pytest.raises(Invalid) as refused:
        pack(package, *numbers)
    package.refresh_from_db()
    assert package.state == PackageStatus.WAITING
    assert not Invoice.objects.filter(package=package).exists()
    return refused.value.errors["serials"]


def test_what_a_product_asks_for_and_lacks_is_named_by_its_sku():
    package = waiting("serial", "imei", "imei", "")
    one, two, three, _ = units(package)

    assert refusal(package, {}, {"imei": IMEI}) == (
        f"PHONEserial is packed with a serial number of each unit; none is given for unit {one.pk}."
        f" PHONEimei is packed with an IMEI of each unit; none is given for unit {three.pk}."
    )
    assert refusal(package, {"imei": IMEI}, {"serial": "S"}, {"serial": "T"}).endswith(
        f"PHONEimei is packed with an IMEI of each unit; none is given for unit {two.pk}, "
        f"{three.pk}."
    )


@pytest.mark.parametrize("kind", ["imei", ""])
@pytest.mark.parametrize(
    "wrong", ["490154203237519", "49015420323751", "4901542032375180", "٤" * 15]
)
def test_an_imei_has_fifteen_digits_of_which_the_last_checks_the_others(kind, wrong):
    said = refusal(waiting(kind), {"imei": wrong})

    rule = "it has 15 digits, of which the last checks the others"
    assert said == f"PHONE{kind}: {wrong} is no IMEI; {rule}."
    assert [is_imei(IMEI), is_imei(OTHER_IMEI), is_imei(wrong)] == [True, True, False]


def test_a_unit_of_another_package_cannot_be_named():
    package, stranger = waiting("serial"), factories.package()
    (there,) = units(stranger)

    with pytest.raises(Invalid, match=f"Not in this package: unit {there.pk}."):
        packages.pack(package.pk, serials=[Piece(there.pk, serial="S")], **WHO)


def test_what_was_packed_is_frozen_on_the_invoice():
    package = pack(waiting("imei", ""), {"imei": IMEI, "serial": "S1", "seal": "L1"})

    OrderItem.objects.update(packed_imei="", packed_serial="", packed_seal="", serial_number="X")
    lines = package.invoice.lines.order_by("pk").values_list("serial_number", "imei", "seal")
    assert list(lines) == [("S1", IMEI, "L1"), ("", "", "")]


def test_the_number_that_the_partner_ordered_counts_where_none_is_given():
    package = waiting("serial", "imei")
    OrderItem.objects.filter(product__sku="PHONEserial").update(serial_number="THEIRS")
    OrderItem.objects.filter(product__sku="PHONEimei").update(serial_number=IMEI)

    pack(package)

    packed = [(unit.packed_serial, unit.packed_imei) for unit in units(package)]
    assert packed == [("THEIRS", ""), ("", IMEI)]


@pytest.mark.parametrize(("kind", "number"), [("serial", "S1"), ("imei", IMEI)])
def test_a_number_is_on_one_live_unit(kind, number):
    pack(waiting(kind), {kind: number})

    taken = "was packed for another unit, which was neither cancelled nor came back"
    assert refusal(waiting(kind), {kind: number}) == f"PHONE{kind}: {number} {taken}."
    assert refusal(waiting(kind, kind), {kind: "S2" if kind == "serial" else OTHER_IMEI},
                   {kind: number}) == f"PHONE{kind}: {number} {taken}."  # fmt: skip


def test_makers_may_count_alike():
    pack(waiting("serial"), {"serial": "0001"})

    assert pack(waiting("serial", sku="TV"), {"serial": "0001"}).state == PackageStatus.PACKED


def test_two_units_of_one_package_do_not_share_a_number():
    assert refusal(waiting("serial", "serial"), {"serial": "S"}, {"serial": "S"})


def test_the_database_keeps_them_apart_by_itself():
    package = waiting("imei", "imei")
    OrderItem.objects.filter(pk=units(package)[0].pk).update(packed_imei=IMEI)

    with pytest.raises(IntegrityError, match="item_imei_once_alive"), transaction.atomic():
        OrderItem.objects.filter(pk=units(package)[1].pk).update(packed_imei=IMEI)


def test_a_cancelled_unit_frees_its_number_and_so_does_one_that_came_back():
    first, second, third = (waiting("serial") for _ in range(3))
    pack(first, {"serial": "S1"})
    packages.cancel(first.pk, reason="Broken", **WHO)

    pack(second, {"serial": "S1"})
    factories.ship(second)
    packages.take_back(second.pk, reason="Unwanted", **WHO)

    assert pack(third, {"serial": "S1"}).state == PackageStatus.PACKED
    assert [unit.packed_serial for unit in units(first)] == [""]
    assert [unit.packed_serial for unit in units(second)] == ["S1"]  # what came back stays known


def test_a_package_that_is_opened_again_is_asked_again():
    package = waiting("serial")
    pack(package, {"serial": "S1", "seal": "L1"})
    packages.reopen(package.pk, **WHO)

    with pytest.raises(Invalid, match="none is given"):
        pack(package)
    pack(waiting("serial"), {"serial": "S1"})
    pack(package, {"serial": "S2"})

    package.refresh_from_db()
    assert list(package.invoice.lines.values_list("serial_number", "seal")) == [("S2", "")]


@pytest.mark.django_db(transaction=True)
def test_of_two_packages_that_are_packed_with_one_number_at_once_the_second_is_refused():
    first, second = waiting("serial"), waiting("serial")
    said = []

    def late():
        try:
            pack(second, {"serial": "S1"})
        except Invalid as error:
            said.append(str(error))
        finally:
            connection.close()

    with transaction.atomic():
        pack(first, {"serial": "S1"})
        other = threading.Thread(target=late)
        other.start()
        until_somebody_waits()
    other.join(timeout=30)

    assert [sentence[:26] for sentence in said] == ["PHONEserial: S1 was packed"]
    assert Invoice.objects.count() == 1


def until_somebody_waits():
    deadline = time.monotonic() + 30
    waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(waits)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("Nobody waited for the number.")
