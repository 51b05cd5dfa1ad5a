"""Every field that this dialect promises is a fact of ours, or in the published table."""

import pytest
from django.test import Client

from integrations.xstak.defaults import DEFAULTS
from orders.workflow import PackageStatus
from tests import factories
from tests.integrations.coverage import unaccounted
from tests.integrations.xstak.conftest import ORDERS, TOKEN
from tests.integrations.xstak.test_published import ANSWERS, leaves_of
from tests.orders.api.shapes import contract

FIELDS = [path for name in ANSWERS.values() for path in leaves_of(contract(name)["answer"])]
NOTHING = ("", None, [])


def answers(member, asked):
    """Return what a new partner is answered: its token, and all orders of the store."""
    one = member()
    token = Client().post(TOKEN, one.login, content_type="application/json").json()
    orders = Client(headers={"token": token["access_token"]}).get(ORDERS, asked()).json()
    return [token, orders]


@pytest.fixture
def told(member, asked, shop):
    """What is answered of an order of which the hub has told everything."""
    somebody = factories.customer(phone_number="+912200000")
    factories.package(
        state=PackageStatus.SHIPPED,
        channel=shop,
        customer=somebody,
        carrier=factories.cargo_company(),
    )
    return answers(member, asked)


@pytest.fixture
def untold(member, asked, shop):
    """What is answered of an order of which the hub has told next to nothing."""
    nobody = factories.customer(email="", first_name="", last_name="", phone_number="")
    nowhere = factories.address(
        first_name="",
        last_name="",
        email="",
        phone_number=None,
        line="",
        **dict.fromkeys(("postcode", "city", "township", "district", "country")),
    )
    factories.order(
        channel=shop,
        customer=nobody,
        shipping_address=nowhere,
        billing_address=nowhere,
        items=[factories.item(tax_rate=None, discount_amount=None)],
    )
    return answers(member, asked)


def test_every_field_is_answered_and_every_default_stands_where_the_table_says(told, untold):
    assert len(FIELDS) == 61
    assert unaccounted(FIELDS, [*told, *untold], DEFAULTS) == []


def test_what_is_empty_though_all_was_told_is_in_the_table(told):
    empty = [path for path in FIELDS if all(value in NOTHING for value in at(told, path))]

    assert set(empty) <= set(DEFAULTS)
    assert empty == ["email"]


def at(answers, path):
    """Return all values that stand at a path, whichever places of lists lie between."""
    found = list(answers)
    for name in path.split("."):
        found = [row[name] for row in found if name in row]
        found = [row for one in found for row in (one if isinstance(one, list) else [one])]
    return found
