"""Intake: what is refused or quarantined, in the published words."""

import pytest

from orders.models import Order, Product
from tests import factories
from tests.factories import draft, item, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.channel()


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        (
            "MIN_ORDER_OMNITRON_ID",
            99_999_999,
            "Order create operation does not allowed! Because of Order ID: {id} lower than "
            "MIN_ORDER_OMNITRON_ID: 99999999 ",
        ),
        (
            "ALLOWED_CHANNEL_IDS",
            [7],
            "Order create operation does not allowed! Because of Channel ID:{channel} provided "
            "with Order ID:{id} does not allowed in the system.",
        ),
    ],
)
def test_an_order_that_is_not_allowed_is_refused_in_the_published_words(
    shop, settings, setting, value, message
):
    setattr(settings, setting, value)
    refused = draft(channel=shop)

    (outcome,) = receive(refused, channel=shop)

    told = message.format(id=refused.omnitron_id, channel=shop.omnitron_id)
    assert (outcome.result, outcome.reasons) == ("refused", (told,))
    assert Order.objects.count() == 0


def test_an_unknown_cargo_company_is_quarantined_in_the_published_words(shop):
    unknown = draft(channel=shop, cargo_company=34)

    (outcome,) = receive(unknown, channel=shop)

    told = (
        f"Cargo company:34 provided with order number:{unknown.number} does not exists in the "
        "system."
    )
    assert (outcome.result, outcome.reasons) == ("quarantined", (told,))


def test_a_number_that_another_order_of_the_channel_has_keeps_it_waiting(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)

    (outcome,) = receive(draft(channel=shop, number=first.number), channel=shop)

    told = f"Order number: {first.number} already exists in {shop.name} channel!"
    assert (outcome.result, outcome.reasons, outcome.twin) == ("quarantined", (told,), True)


def test_an_order_that_the_database_refuses_does_not_take_its_page_with_it(shop):
    good, bad = draft(channel=shop), draft(channel=shop, notes="x" * 2000)

    outcomes = receive(good, bad, channel=shop)

    assert [outcome.result for outcome in outcomes] == ["new", "quarantined"]
    assert outcomes[1].reasons == ("The database refused it: DataError.",)
    assert Order.objects.count() == 1


def test_a_key_of_the_hub_that_we_do_not_hold_is_quarantined_alone(shop):
    good, bad = draft(channel=shop), draft(channel=shop, items=[item(product=424242)])

    outcomes = receive(good, bad, channel=shop)

    assert [outcome.result for outcome in outcomes] == ["new", "quarantined"]
    assert outcomes[1].reasons == ("The hub's key 424242 is not known here.",)


def test_a_bare_key_is_enough_for_a_product_that_we_hold(shop):
    first = draft(channel=shop)
    receive(first, channel=shop)
    held = Product.objects.get()

    (outcome,) = receive(draft(channel=shop, items=[item(product=held.omnitron_id)]), channel=shop)

    assert outcome.result == "new"
    assert Product.objects.count() == 1
