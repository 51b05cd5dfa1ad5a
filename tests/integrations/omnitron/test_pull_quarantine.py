"""What the hub sends and we cannot take: kept as received, told, and tried again."""

import pytest

from integrations.models import PullCursor, Quarantined
from integrations.omnitron.receiving import Receiver, Row
from integrations.omnitron.retrying import retry_quarantined
from orders.models import CargoCompany, Order
from tests.integrations.omnitron.conftest import NOW


def spoil_item(order, hub, **changes):
    hub.world.get("order_items", order["orderitem_set"][0]).update(changes)


POISON = {
    "a wrong type": lambda order, hub: order.update(payment_type=["cash"]),
    "three decimals": lambda order, hub: order.update(amount="12.345"),
    "a NUL": lambda order, hub: order.update(currency="i\x00r"),
    "a huge number": lambda order, hub: order.update(amount=10**70),
    "no key": lambda order, hub: order.update(pk=None),
    "an unknown status": lambda order, hub: order.update(status="teleported"),
    "another currency": lambda order, hub: spoil_item(order, hub, price_currency="usd"),
    "a text that is too long": lambda order, hub: order.update(payment_type="p" * 65),
    "two pieces in one row": lambda order, hub: spoil_item(order, hub, quantity=2),
    "a price that is none": lambda order, hub: spoil_item(order, hub, price="NaN"),
    "a product that was deleted": lambda order, hub: spoil_item(order, hub, product=999_999),
    "an unknown carrier": lambda order, hub: order.update(cargo_company=999),
}


@pytest.mark.parametrize("poison", POISON)
def test_one_poisoned_order_of_a_page_goes_to_quarantine_alone(poison, pulled, hub, told):
    order = told(6)
    stamp, number = order["modified_date"], order["number"]
    POISON[poison](order, hub)

    assert pulled() == {"new": 11, "quarantined": 1}

    row = Quarantined.objects.get()
    assert not Order.objects.filter(number=number).exists()
    assert number in row.raw
    assert row.number == number
    assert row.reason
    assert PullCursor.objects.get().watermark.isoformat() > stamp.replace("Z", "+00:00")


def test_ninety_nine_of_a_hundred_are_taken_in(pulled, hub, told):
    hub.grow(88)
    told(50)["amount"] = "twelve"

    assert pulled() == {"new": 99, "quarantined": 1}


@pytest.mark.parametrize("text", ['{"pk": 5, "notes": "\\ud800"}', '{"pk": 5, "notes": "\udcff"}'])
def test_a_text_that_no_column_can_hold_is_quarantined_as_it_came(text, channel):
    (outcome,) = Receiver(channel, by="omnitron").receive([Row.of(text)], at=NOW)

    assert outcome.result == "quarantined"
    row = Quarantined.objects.get()
    assert row.raw == text.replace("\udcff", "\\udcff")
    assert row.remote_id == "5"


def test_an_unknown_carrier_is_told_in_the_published_words(pulled, told):
    told(6)["cargo_company"] = 999

    pulled()

    number = told(6)["number"]
    expected = (
        f"Cargo company:999 provided with order number:{number} does not exists in the system."
    )
    assert Quarantined.objects.get().reason == expected


def test_quarantine_keeps_the_text_as_it_was_received(pulled, hub, told):
    told(6)["amount"] = "1e2.5"

    pulled()

    raw = Quarantined.objects.get().raw
    assert raw.startswith('{"pk": ')
    assert '"amount": "1e2.5", ' in raw


def test_the_same_poison_stands_in_quarantine_once_and_another_updates_it(pulled, told):
    order = told(11)
    order["status"] = "teleported"
    pulled()
    pulled()
    assert Quarantined.objects.get().tries == 1

    order["status"] = "vanished"
    pulled()

    row = Quarantined.objects.get()
    assert (row.tries, '"vanished"' in row.raw) == (2, True)


def test_a_later_success_resolves_what_waited(pulled, hub, told):
    order = told(6)
    order["status"] = "teleported"
    pulled()
    hub.amend(order["number"], status="400")

    assert pulled() == {"unchanged": 1, "new": 1}

    row = Quarantined.objects.get()
    assert (row.resolved_by, row.resolved_at is None) == ("omnitron", False)


def test_an_order_waits_for_its_carrier_and_is_taken_in_with_the_next_sync(pulled, hub, told):
    order = told(3)
    order["cargo_company"] = 77
    pulled()
    hub.world.add("cargos", {"pk": 77, "name": "Late Carrier"})

    pulled()

    taken = Order.objects.get(number=order["number"])
    assert taken.cargo_company.name == "Late Carrier"
    assert Quarantined.objects.get().resolved_at is not None


def test_trying_again_says_why_not_and_then_takes_it_in(pulled, hub, told):
    order = told(3)
    order["cargo_company"] = 77
    pulled()
    row = Quarantined.objects.get()

    again = retry_quarantined(row.pk, by="staff:mina", now=NOW)
    assert (again.tries, again.resolved_at) == (2, None)

    CargoCompany.objects.create(omnitron_id=77, name="By hand", created_date=NOW, modified_date=NOW)
    done = retry_quarantined(row.pk, by="staff:mina", now=NOW)
    assert (done.resolved_at, done.resolved_by, done.tries) == (NOW, "staff:mina", 3)
    assert Order.objects.filter(number=order["number"]).exists()
    assert retry_quarantined(row.pk, by="staff:else", now=NOW).tries == 3


def test_a_carrier_that_is_not_understood_waits_and_the_others_are_there(pulled, hub):
    hub.world.get("cargos", 38)["name"] = None

    pulled()

    assert Quarantined.objects.get(resource="cargos").reason == "name is missing."
    assert CargoCompany.objects.count() == 4
    hub.world.get("cargos", 38)["name"] = "Ecom Express"
    pulled()
    assert Quarantined.objects.get(resource="cargos").resolved_at is not None
