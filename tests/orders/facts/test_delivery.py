"""How an order is delivered: one table of spellings, asked by commands, tellers and searches."""

import pytest

from orders.facts import delivery
from orders.facts.delivery import Kind
from orders.models import Mode, Order
from tests import factories

SPELLED = {
    "click_and_collect": Kind.PICKUP,
    "Click & Collect": Kind.PICKUP,
    "CLICK-AND-COLLECT": Kind.PICKUP,
    "clickAndCollect": Kind.PICKUP,
    "STORE_PICKUP": Kind.PICKUP,
    "store pickup": Kind.PICKUP,
    "in-store pickup": Kind.PICKUP,
    "retail_store": Kind.PICKUP,
    "PKP": Kind.PICKUP,
    "EXPRESS": Kind.EXPRESS,
    "express": Kind.EXPRESS,
    "fast_delivery": Kind.EXPRESS,
    "Fast Delivery": Kind.EXPRESS,
    "EXP": Kind.EXPRESS,
    "standard": Kind.STANDARD,
    "HOME_DELIVERY": Kind.STANDARD,
    "same_day": Kind.STANDARD,
    "scheduled": Kind.STANDARD,
    "": Kind.STANDARD,
    "by drone": Kind.STANDARD,
}


@pytest.mark.parametrize(("spelled", "kind"), SPELLED.items())
def test_every_spelling_means_one_kind(spelled, kind):
    assert delivery.kind_of(spelled) == kind


@pytest.mark.parametrize("mode", Mode.values)
def test_the_words_of_service_areas_mean_themselves(mode):
    assert delivery.mode(Order(delivery_type=mode)) == mode


@pytest.mark.django_db
def test_a_search_finds_by_the_same_table_that_tells():
    orders = {factories.order(delivery_type=spelled).pk: kind for spelled, kind in SPELLED.items()}

    for wanted in Kind:
        found = Order.objects.filter(delivery.delivered_by(wanted)).values_list("pk", flat=True)
        assert set(found) == {key for key, kind in orders.items() if kind == wanted}
