"""Who may not see a row learns nothing of it: no parameter of any list asks about foreign rows."""

from itertools import cycle

import pytest
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import User
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import SuspiciousOperation
from django.test import RequestFactory

from integrations.models import Partner, Quarantined, Reconciliation
from orders.models import (
    CargoCompany,
    Dwell,
    Invoice,
    LaunchCampaign,
    Membership,
    Order,
    Package,
    PreRegistration,
    ServiceArea,
    Stock,
    StockLocation,
    StockNotification,
    StockReservation,
)
from tests import factories
from tests.admin.arranged import list_of, said, split_order
from tests.admin.conftest import person
from tests.admin.listed import ROWS
from webhooks.models import Webhook, WebhookEvent

pytestmark = pytest.mark.django_db


def days(column):
    return {f"{column}_from", f"{column}_to"}


def switch(column):
    return {f"{column}__exact", f"{column}__isnull"}


# What each list's filters declare, to the letter.
OFFERED = {
    Order: {"state", "pile", "channel", "store", *days("date_placed")},
    Package: {"work", "state", "stock_location", "carrier", "order__channel"}
    | days("created_date"),
    Invoice: {"location", "financial_year", *days("invoiced_at")},
    StockLocation: {"stock_location_type", *switch("is_active")},
    CargoCompany: switch("is_active"),
    Membership: {"role"},
    User: {*switch("is_active"), *switch("is_staff"), *switch("is_superuser")},
    Webhook: {*switch("is_active"), *days("created_date")},
    WebhookEvent: {"state", "webhook__target", "webhook__id__exact", "event_type"}
    | days("created_date"),
    Partner: switch("is_active"),
    Quarantined: {"open", "cause", "channel", *days("created_date")},
    Dwell: {"channel"},
    Reconciliation: {"channel"},
    Stock: {"location"},
    StockReservation: {"status", "channel"},
    ServiceArea: {"location", "mode"},
    LaunchCampaign: set(),
    PreRegistration: {"status", "channel"},
    StockNotification: {"status", "channel"},
}
LOOKUPS = ["", "__startswith", "__gt", "__isnull", "__in", "__regex", "__exact", "__year"]

TAILS = ["__startswith", "__gt", "__pk", "_x", "__orders__customer__email"]


def related(model):
    """Return the relations of a model by the name that a look-up gives them, both directions."""
    fields = model._meta.get_fields(include_hidden=True)
    return {f.name: f.related_model for f in fields if f.is_relation and f.related_model}


def columns(model):
    return [field.name for field in model._meta.concrete_fields]


def paths(model):
    """Return every column of the model and of its neighbours, and one of each neighbour's own."""
    yield from columns(model)
    for first, near in related(model).items():
        yield from (f"{first}__{column}" for column in columns(near))
        for second, far in related(near).items():
            yield f"{first}__{second}__{columns(far)[-1]}"


@pytest.fixture
def listed(db):
    """Return what opens a model's list with these parameters, as a superuser."""
    superuser = User.objects.create(username="all", is_staff=True, is_superuser=True)

    def opened(model, **parameters):
        request = RequestFactory().get("/admin/", parameters)
        request.user = superuser
        request._messages = CookieStorage(request)
        return admin.site._registry[model].get_changelist_instance(request)

    return opened


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_no_list_understands_a_relation_or_a_column_that_no_filter_offers(listed, model):
    understood, lookups = set(), cycle(LOOKUPS)
    walked = [path + next(lookups) for path in paths(model)]
    prefixed = [name + tail for name in OFFERED.get(model, ()) for tail in TAILS]
    for parameter in {*walked, *prefixed} - OFFERED.get(model, set()):
        try:
            listed(model, **{parameter: "1"})
        except (IncorrectLookupParameters, SuspiciousOperation):
            continue
        understood.add(parameter)

    assert understood == set()
    assert len(walked) > 20 or model.__name__ in {"DenialReason", "Replay"}


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_each_list_understands_what_its_filters_offer(listed, model):
    for parameter in OFFERED.get(model, ()):
        assert listed(model, **{parameter: "1"}).result_count is not None
    assert admin.site._registry[model].date_hierarchy is None


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_a_list_sorts_by_nothing_that_its_head_does_not_offer(listed, model):
    plain = listed(model)
    sortable = plain.sortable_by
    usual = set(plain.queryset.query.order_by)
    for index, name in enumerate(plain.list_display):
        ordered = set(listed(model, o=f"-{index}").queryset.query.order_by) - usual
        assert ordered <= ({f"-{name}", "-date_placed"} if name in sortable else {"-pk"}), name


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_a_row_is_named_by_its_key_alone(listed, model):
    for column in set(columns(model)) - {model._meta.pk.name}:
        with pytest.raises(SuspiciousOperation):
            listed(model, _to_field=column, _popup="1")


def test_the_admin_says_that_it_has_no_such_filter_and_tells_no_count():
    mine = factories.order()
    factories.order(customer=factories.customer(email="known@example.com"))
    clerk = person("clerk", channels=[mine.channel], every_location=True)
    asked = "channel__orders__customer__email__startswith"

    answers = [clerk.get(list_of(Order), {asked: guess}) for guess in ("k", "z")]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/admin/orders/order/?e=1")
    }
    assert said(answers[0]) == [f"This list has no filter {asked}. Nothing is filtered."]
    again = clerk.get(answers[0]["Location"])
    assert (again.status_code, again.context["cl"].result_count) == (200, 1)


def test_the_owner_of_an_address_cannot_be_guessed_letter_by_letter():
    shop = factories.channel()
    manager = person(
        "m", permissions=["webhooks.view_webhook"], channels=[shop], every_location=True
    )
    for asked in ("owner__password__startswith", "is_active__owner__password__startswith"):
        assert manager.get(list_of(Webhook), {asked: "p"}).status_code == 302


@pytest.mark.parametrize("named", ["sku", "tracking", "package"])
def test_of_a_split_order_the_search_finds_nothing_that_lies_elsewhere(boss, named):
    here, there = factories.location(time_zone=""), factories.location(time_zone="")
    _order, mine, foreign = split_order(here=here, there=there)
    for package in (mine, foreign):
        type(package).objects.filter(pk=package.pk).update(tracking_number=f"T-{package.pk}")
    term = {
        "sku": lambda package: package.packageitem_set.get().order_item.product.sku,
        "tracking": lambda package: f"T-{package.pk}",
        "package": lambda package: package.number,
    }[named]
    clerk = person("clerk", every_channel=True, locations=[here])

    def found(client, package):
        return client.get(list_of(Order), {"q": term(package)}).context["cl"].result_count

    assert [found(clerk, mine), found(clerk, foreign), found(boss, foreign)] == [1, 0, 1]
