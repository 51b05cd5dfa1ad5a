"""What a person does not see has no page of any kind, and is offered by no field."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.urls import reverse

from orders.models import (
    CargoCompany,
    DenialReason,
    Dwell,
    LaunchCampaign,
    Membership,
    Product,
)
from tests import factories
from tests.admin.conftest import person
from tests.admin.listed import ROWS
from tests.admin.test_scope import every_permission

pytestmark = pytest.mark.django_db

EVERYBODYS = {CargoCompany, DenialReason, Dwell, LaunchCampaign, Product, User, Group, Membership}

SCOPED = [model for model in ROWS if model not in EVERYBODYS]


@pytest.fixture
def clerk(db):
    """Somebody with every permission, who sees one store of one channel."""
    here = factories.location()
    shop = factories.channel(default_location=here)
    return person("clerk", permissions=every_permission(), channels=[shop], locations=[here])


def address_of(model, pk, page):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=[pk])


@pytest.mark.parametrize("page", ["change", "history", "delete"])
@pytest.mark.parametrize(
    "model", [model for model in ROWS if model not in EVERYBODYS], ids=lambda model: model.__name__
)
def test_a_foreign_row_has_no_page_of_any_kind(clerk, model, page):
    foreign = ROWS[model]("foreign")

    answers = [clerk.get(address_of(model, pk, page)) for pk in (foreign.pk, 987_654_321)]

    assert len({(answer.status_code, answer.get("Location")) for answer in answers}) == 1
    assert answers[0].status_code in {302, 403, 404}


def test_no_field_of_any_form_offers_a_foreign_row_while_typing(clerk):
    for n, model in enumerate(ROWS):
        ROWS[model](f"x{n}")
    registered, offered = admin.site._registry, {}
    for source in apps.get_models():
        for field in (*source._meta.fields, *source._meta.many_to_many):
            if field.related_model in registered:
                asked = {"app_label": source._meta.app_label, "field_name": field.name}
                asked |= {"model_name": source._meta.model_name, "term": ""}
                answer = clerk.get(reverse("admin:autocomplete"), asked)
                if answer.status_code == 200 and answer.json()["results"]:
                    ids = {row["id"] for row in answer.json()["results"]}
                    offered.setdefault(field.related_model, set()).update(ids)

    mine = Membership.objects.get(user__username="clerk")
    assert {model for model in offered if model not in EVERYBODYS} == {
        type(mine.channels.get()), type(mine.locations.get())
    }  # fmt: skip
    assert offered[type(mine.channels.get())] == {str(mine.channels.get().pk)}
    assert offered[type(mine.locations.get())] == {str(mine.locations.get().pk)}
