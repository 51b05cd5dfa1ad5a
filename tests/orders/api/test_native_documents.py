"""The fast read path says what the serializers say."""

import json
from dataclasses import replace

import pytest
from django.test import RequestFactory
from django.utils import translation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from orders import documents, workflow
from orders.api.orders import OrderSerializer
from orders.models import Order
from orders.scope import EVERYTHING, Scope
from tests.orders.api.rows import Dice

pytestmark = pytest.mark.django_db


def spoken(context, ids, scope):
    rows = OrderSerializer.load(Order.objects.filter(pk__in=ids), scope=scope).in_bulk(ids)
    shown = OrderSerializer([rows[key] for key in ids], many=True, context=context).data
    return [json.loads(JSONRenderer().render(one), object_pairs_hook=list) for one in shown]


def read(context, ids, scope):
    documents.forget()
    found = documents.orders(ids, context=context, scope=scope)
    return [json.loads(one, object_pairs_hook=list) for one in found]


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("seed", range(8))
def test_bytes_and_serializer_agree_key_by_key_in_order(seed, language):
    dice = Dice(seed)
    here, elsewhere = dice.location(), dice.location()
    orders = [dice.order() for _ in range(4)]
    for order in orders:
        items = list(order.orderitem_set.all())
        dice.package(order, location=here, items=items[:1])
        dice.package(order, location=elsewhere, items=items[1:])
    ids = [order.pk for order in reversed(orders)]
    context = {"request": Request(RequestFactory().get("/"))}

    with translation.override(language):
        for scope in (EVERYTHING, Scope(None, frozenset([here.pk]))):
            expected = spoken(context, ids, scope)
            assert read(context, ids, scope) == expected


def test_both_know_of_a_cancellation_that_was_requested(monkeypatch):
    """No command of an order asks for this fact today; one that does must be offered by both."""
    dice, context = Dice(), {}
    requested = frozenset([workflow.CANCELLATION_REQUESTED])
    made_up = replace(workflow.BY_SLUG["order", "plan"], slug="made-up", needs=requested)
    monkeypatch.setattr(workflow, "COMMANDS", (made_up,))
    asked = [dice.order(state=400, cancellation_requested_at=at) for at in (dice.moment(), None)]
    ids = [order.pk for order in asked]

    shown = [json.loads(one) for one in documents.orders(ids, context=context, scope=EVERYTHING)]

    assert [[c["slug"] for c in one["commands"]] for one in shown] == [["made-up"], []]
    assert read(context, ids, EVERYTHING) == spoken(context, ids, EVERYTHING)
